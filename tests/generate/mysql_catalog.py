"""What Prisma makes of a schema on MySQL, as facts of the catalog.

Prisma's engine for MySQL cannot be asked, so it is written down here. What the schema means comes from Prisma's own
parser (DMMF), not from our reader. Sources: the renderer and the native types of Prisma's engine 7 (its MySQL flavour),
and MariaDB's manual for how the catalog spells a type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

Facts = set[tuple[Any, ...]]

DEFAULT_TYPES = {
    "String": "varchar(191)",
    "Int": "int",
    "BigInt": "bigint",
    "Float": "double",
    "Decimal": "decimal(65,30)",
    "Boolean": "tinyint(1)",
    "Bytes": "longblob",
    "DateTime": "datetime(3)",
    "Json": "json",
}
"""The column type of a scalar without a native type."""

NATIVE_TYPES = {
    "Int": "int",
    "UnsignedInt": "int unsigned",
    "SmallInt": "smallint",
    "UnsignedSmallInt": "smallint unsigned",
    "MediumInt": "mediumint",
    "UnsignedMediumInt": "mediumint unsigned",
    "TinyInt": "tinyint",
    "UnsignedTinyInt": "tinyint unsigned",
    "BigInt": "bigint",
    "UnsignedBigInt": "bigint unsigned",
    "Year": "year",
    "Float": "float",
    "Double": "double",
    "Decimal": "decimal({0},{1})",
    "Char": "char({0})",
    "VarChar": "varchar({0})",
    "TinyText": "tinytext",
    "Text": "text",
    "MediumText": "mediumtext",
    "LongText": "longtext",
    "Bit": "bit({0})",
    "Binary": "binary({0})",
    "VarBinary": "varbinary({0})",
    "TinyBlob": "tinyblob",
    "Blob": "blob",
    "MediumBlob": "mediumblob",
    "LongBlob": "longblob",
    "Date": "date",
    "Time": "time({0})",
    "DateTime": "datetime({0})",
    "Timestamp": "timestamp({0})",
    "Json": "json",
}
"""The column type of each `@db.` attribute; `{0}` and `{1}` are its arguments, left out where it has none."""

COLLATION = "utf8mb4_unicode_ci"
"""Every table is created with `DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`."""

LONGEST_NAME = 64
"""Bytes of UTF-8 that Prisma gives a name on MySQL, cut at a character."""

_REQUIRED, _OPTIONAL = ("RESTRICT", "CASCADE"), ("SET NULL", "CASCADE")
"""ON DELETE and ON UPDATE where a relation does not say."""
_ACTIONS = {"NoAction": "NO ACTION", "SetNull": "SET NULL", "SetDefault": "RESTRICT"}
"""InnoDB has no SET DEFAULT, and takes it for RESTRICT."""


def expected(datamodel: Mapping[str, Any], *, constraints: bool = True) -> Facts:
    """The facts of the database that Prisma would create.

    Args:
        datamodel: DMMF.
        constraints: False with `relationMode = "prisma"`, which makes no foreign keys.
    """
    models = {model["name"]: model for model in datamodel["models"]}
    enums = {enum["name"]: enum for enum in datamodel["enums"]}
    found: Facts = set()
    for model in models.values():
        table = _table(model)
        found.add(("table", table, COLLATION))
        for field in model["fields"]:
            if field["kind"] == "object":
                found |= _relation(model, field, models) if constraints else set()
            else:
                found.add(("column", table, _columns(model)[field["name"]], *_column(field, enums)))
    for index in datamodel["indexes"]:
        model = models[index["model"]]
        found.add(_index(model, index))
    for one, other, name in _many_to_many(datamodel):
        found |= _join_table(name, [models[one], models[other]], enums, constraints=constraints)
    return found


def _table(model: Mapping[str, Any]) -> str:
    return model["dbName"] or str(model["name"])


def _columns(model: Mapping[str, Any]) -> dict[str, str]:
    """The columns' names by the fields'."""
    return {field["name"]: field.get("dbName") or field["name"] for field in model["fields"]}


def _column(field: Mapping[str, Any], enums: Mapping[str, Any]) -> tuple[str, bool, object, bool]:
    """Type, whether it may be NULL, default, whether it counts up."""
    type_ = _type(field, enums)
    default, counts = None, False
    said = field.get("default")
    if isinstance(said, dict):
        counts = said["name"] == "autoincrement"
        if said["name"] == "now":
            precision = re.search(r"\((\d)\)", type_)
            default = "now", int(precision[1]) if precision else 0
        elif said["name"] == "dbgenerated" and said["args"]:
            default = _default(said["args"][0], type_)
    elif said is not None and field["type"] not in ("Json", "Bytes"):
        default = comparable(_labels(enums[field["type"]])[said] if field["kind"] == "enum" else said, type_)
    return type_, not field["isRequired"], default, counts


def _type(field: Mapping[str, Any], enums: Mapping[str, Any]) -> str:
    if field["kind"] == "enum":
        return f"enum({','.join(_quoted(label) for label in _labels(enums[field['type']]).values())})"
    if field["nativeType"] is None:
        return DEFAULT_TYPES[field["type"]]
    name, arguments = field["nativeType"]
    if name == "TinyInt" and field["type"] == "Boolean":
        return "tinyint(1)"
    text = NATIVE_TYPES[name]
    text = text.format(*arguments) if arguments else re.sub(r"\(\{.*\)", "(10,0)" if name == "Decimal" else "", text)
    return re.sub(r"^(time|datetime|timestamp)\(0\)", r"\1", text)


def _labels(enum: Mapping[str, Any]) -> dict[str, str]:
    """The labels of the database by the values' names; a label may be empty."""
    return {value["name"]: value["name"] if value["dbName"] is None else value["dbName"] for value in enum["values"]}


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def comparable(value: object, type_: str) -> object:
    """A literal default in one form: numbers as decimals, moments without a zone."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if re.match(r"(tiny|small|medium|big)?int|double|float|decimal|year", type_):
        return Decimal(str(value))
    if re.match(r"datetime|timestamp", type_):
        return re.sub(r"\.0*$", "", re.sub(r"[TZ]|\+00:00$", " ", str(value)).strip())
    return str(value)


def _names(table: str, columns: list[str], suffix: str) -> str:
    """A name that nobody gave: cut so that the suffix has room."""
    stem = f"{table}_{'_'.join(columns)}".encode()[: LONGEST_NAME - len(suffix)]
    return stem.decode(errors="ignore") + suffix


def _index(model: Mapping[str, Any], index: Mapping[str, Any]) -> tuple[Any, ...]:
    table, columns = _table(model), _columns(model)
    named = [columns[entry["name"]] for entry in index["fields"]]
    fulltext = index["type"] == "fulltext"
    entries = tuple(
        (columns[entry["name"]], None if fulltext else entry.get("length"), entry.get("sortOrder") == "desc")
        for entry in index["fields"]
    )
    if index["type"] == "id":
        return ("index", table, "PRIMARY", True, "BTREE", entries)
    unique = index["type"] == "unique"
    name = index.get("dbName") or _names(table, named, "_key" if unique else "_idx")
    return ("index", table, name, unique, "FULLTEXT" if fulltext else "BTREE", entries)


def _relation(model: Mapping[str, Any], field: Mapping[str, Any], models: Mapping[str, Any]) -> Facts:
    if not field["relationFromFields"]:
        return set()
    target = models[field["type"]]
    own = tuple(_columns(model)[name] for name in field["relationFromFields"])
    other = tuple(_columns(target)[name] for name in field["relationToFields"])
    required = {other["name"] for other in model["fields"] if other["isRequired"]}
    delete, update = _REQUIRED if required.intersection(field["relationFromFields"]) else _OPTIONAL
    actions = tuple(
        default if said is None else _ACTIONS.get(said, said.upper())
        for said, default in ((field.get("relationOnDelete"), delete), (field.get("relationOnUpdate"), update))
    )
    return {("foreign key", _table(model), own, _table(target), other, *actions)}


def _many_to_many(datamodel: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The implicit relations of many to many: both models in alphabetical order, the relation's name."""
    ends: dict[str, list[str]] = {}
    for model in datamodel["models"]:
        for field in model["fields"]:
            if field["kind"] == "object" and field["isList"]:
                ends.setdefault(field["relationName"], []).append(model["name"])
    for name, both in ends.items():
        if len(both) == 2:
            one, other = sorted(both)
            yield one, other, name


def _join_table(name: str, models: list[Mapping[str, Any]], enums: Mapping[str, Any], *, constraints: bool) -> Facts:
    table = f"_{name}"
    found: Facts = {
        ("table", table, COLLATION),
        ("index", table, f"{table}_AB_unique", True, "BTREE", (("A", None, False), ("B", None, False))),
        ("index", table, f"{table}_B_index", False, "BTREE", (("B", None, False),)),
    }
    for column, model in zip("AB", models, strict=True):
        key = next(field for field in model["fields"] if field["isId"])
        found.add(("column", table, column, _type(key, enums), False, None, False))
        if constraints:
            there = (_columns(model)[key["name"]],)
            found.add(("foreign key", table, (column,), _table(model), there, "CASCADE", "CASCADE"))
    return found


_TABLES = "SELECT TABLE_NAME, TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()"
_COLUMNS = """
SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()
"""
_JSON = """
SELECT TABLE_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()
"""
_INDEXES = """
SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, INDEX_TYPE, COLUMN_NAME, SUB_PART, COLLATION
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
"""
_KEYS = """
SELECT k.CONSTRAINT_NAME, k.TABLE_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME,
       r.DELETE_RULE, r.UPDATE_RULE
FROM information_schema.KEY_COLUMN_USAGE k
JOIN information_schema.REFERENTIAL_CONSTRAINTS r
    ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA
    AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
WHERE k.TABLE_SCHEMA = DATABASE() ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
"""
_DISPLAY_WIDTH = re.compile(r"^((?:small|medium|big)?int|year)\(\d+\)|^(tinyint)\((?!1\))\d+\)")


def differences(expected: Facts, engine: sa.Engine, hidden: set[str]) -> list[str]:
    """What is missing in a MariaDB database and what is too much, as text.

    Args:
        expected: what should be there.
        engine: the way into the database.
        hidden: names of tables, and of columns as `table.column`, that DMMF leaves out: `@@ignore`, `Unsupported`.
    """
    facts, implied = actual(engine)
    found = [f"missing: {fact}" for fact in expected - facts - implied]
    extra = facts - expected
    return sorted([*found, *(f"too much: {fact}" for fact in extra if not _hides(fact, hidden))])


def _hides(fact: tuple[Any, ...], hidden: set[str]) -> bool:
    kind, table, *rest = fact
    columns = rest[:1] if kind == "column" else rest[0] if kind == "foreign key" else ()
    return table in hidden or any(f"{table}.{column}" in hidden for column in columns)


def actual(engine: sa.Engine) -> tuple[Facts, Facts]:
    """The facts of a MariaDB database, and the indexes that it may have made by itself.

    InnoDB makes an index for a foreign key that has none, and calls it as the constraint.
    """
    with engine.connect() as connection:

        def rows(query: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in connection.exec_driver_sql(query.replace("%", "%%")).all()]

        found: Facts = {("table", *row) for row in rows(_TABLES)}
        # MariaDB's JSON is LONGTEXT with a check.
        json = {
            (table, clause[len("json_valid(`") : -2]) for table, clause in rows(_JSON) if clause.startswith("json_")
        }
        for table, column, type_, nullable, default, extra in rows(_COLUMNS):
            text = _DISPLAY_WIDTH.sub(lambda found: found[1] or found[2], type_)
            text = "json" if (table, column) in json and text == "longtext" else text
            facts = (text, nullable == "YES", _default(default, text), extra == "auto_increment")
            found.add(("column", table, column, *facts))
        foreign_keys: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
        for name, table, *rest in rows(_KEYS):
            foreign_keys.setdefault((table, name), []).append(tuple(rest))
        for (table, _), parts in foreign_keys.items():
            own, others = tuple(part[0] for part in parts), tuple(part[2] for part in parts)
            found.add(("foreign key", table, own, parts[0][1], others, *parts[0][3:]))
        indexes: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        for table, name, not_unique, kind, *entry in rows(_INDEXES):
            # MariaDB makes a hash of a unique key over a BLOB, which MySQL would refuse.
            kind = "BTREE" if kind == "HASH" else kind
            indexes.setdefault((table, name, not not_unique, kind), []).append(tuple(entry))
        implied: Facts = set()
        for key, entries in indexes.items():
            columns = tuple((column, length, order == "D") for column, length, order in entries)
            (implied if key[:2] in foreign_keys else found).add(("index", *key, columns))
    return found, implied


def _default(text: str | None, type_: str) -> object:
    if text is None or text == "NULL":
        return None
    if moment := re.fullmatch(r"current_timestamp(?:\((\d?)\))?", text):
        return "now", int(moment[1] or 0)
    if text.startswith("'"):
        return comparable(text[1:-1].replace("''", "'").replace("\\\\", "\\"), type_)
    return comparable(text, type_) if re.fullmatch(r"-?[\d.]+", text) else "expression"
