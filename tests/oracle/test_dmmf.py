"""What Prisma's parser understood (DMMF) is what our reader understood.

DMMF leaves out `@@ignore` models, `@ignore` and Unsupported fields, and shows views as models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from tests.oracle.engine import Engine, RefusedError
from tests.oracle.facts import comparable
from tests.oracle.schemas import HERE, Case, cases

from prismalchemy.prisma import PrismaReading, Reader
from prismalchemy.prisma.ast import Block, BlockKind, Constant, Field, Number
from prismalchemy.schema import UNKNOWN, Column, DefaultKind, Index, Relation, RelationKind, Table, TableKind
from prismalchemy.text import SourceFile

Facts: TypeAlias = "dict[tuple[str, ...], Any]"


def prisma_facts(datamodel: dict[str, Any]) -> Facts:
    facts: Facts = {}
    for enum in datamodel["enums"]:
        facts["enum", enum["name"]] = (enum["dbName"] or enum["name"], _documentation(enum))
        for value in enum["values"]:
            facts["value", enum["name"], value["name"]] = (
                value["name"] if value["dbName"] is None else value["dbName"],
                _documentation(value),
            )
    for model in datamodel["models"]:
        name = model["name"]
        facts["model", name] = (model["dbName"] or name, model["schema"], _documentation(model))
        ids = (model["primaryKey"] or {}).get("fields") or [f["name"] for f in model["fields"] if f["isId"]]
        facts["id", name] = tuple(ids)
        for field in model["fields"]:
            relation = field["kind"] == "object"
            facts["field", name, field["name"]] = (
                None if relation else field.get("dbName") or field["name"],
                field["type"],
                "list" if field["isList"] else "required" if field["isRequired"] else "optional",
                _native(field["nativeType"]),
                field["isUpdatedAt"],
                _documentation(field),
            )
            if "default" in field:
                facts["default", name, field["name"]] = _their_default(field["default"], field["type"])
            if relation:
                facts["relation", name, field["name"]] = (
                    field["relationName"],
                    tuple(field["relationFromFields"]),
                    tuple(field["relationToFields"]),
                    # Only what the schema says; what it leaves unsaid is in the DDL.
                    field.get("relationOnDelete"),
                    field.get("relationOnUpdate"),
                )
    for index in datamodel["indexes"]:
        if index["type"] != "id":
            columns = (entry["name"] for entry in index["fields"])
            key = ("index", index["type"], index["model"], *columns, index.get("dbName") or "")
            facts[key] = (tuple((entry.get("sortOrder") == "desc", entry.get("length")) for entry in index["fields"]),)
    return facts


def _documentation(node: dict[str, Any]) -> str | None:
    """The comment without the stars of `/** */`, trailing white space and empty lines, which we leave out."""
    text = re.sub(r"^\s*\*+", "", node.get("documentation") or "", flags=re.MULTILINE)
    return "\n".join(line.strip() for line in text.split("\n")).strip("\n") or None


def _native(native: list[Any] | None) -> tuple[str, ...] | None:
    return None if native is None else (native[0], *map(str, native[1]))


def _their_default(default: Any, type: str) -> object:
    if isinstance(default, dict):
        arguments = [] if default["name"] == "dbgenerated" else default["args"]
        return (default["name"], *arguments)
    return comparable(tuple(default) if isinstance(default, list) else default, type)


def our_facts(reading: PrismaReading) -> Facts:
    facts: Facts = {}
    blocks = {block.name.text: block for _, block in reading.blocks if block.name is not None}
    for enum in reading.schema.enums:
        assert enum.members is not UNKNOWN
        facts["enum", str(enum.entity)] = (enum.name, enum.documentation)
        for member in enum.members:
            facts["value", str(enum.entity), member.name] = (member.label, member.documentation)
    for table in reading.schema.tables:
        if table.kind is not TableKind.JOIN and not table.ignored:
            _add_model(facts, table, blocks[str(table.entity)])
    return facts


def _add_model(facts: Facts, table: Table, block: Block) -> None:
    name = str(table.entity)
    said = block.attribute("schema")
    schema = None if said is None else getattr(said.arguments[0].value, "value", None)
    facts["model", name] = (table.name, schema, table.documentation)
    fields = {field.name.text: field for field in block.fields}
    attributes = {column.name: str(column.attribute) for column in table.columns}
    key = table.primary_key
    assert key is not UNKNOWN
    facts["id", name] = () if key is None else tuple(attributes[column] for column in key.columns)
    for column in table.columns:
        field = fields[str(column.attribute)]
        assert field.type is not None
        if column.ignored or field.type.unsupported is not None:
            continue
        facts["field", name, field.name.text] = _column(column, field)
        default = _our_default(column, field)
        if default is not None:
            facts["default", name, field.name.text] = default
    for relation in table.relations:
        if relation.ignored:
            continue
        field = fields[relation.attribute]
        assert field.type is not None
        facts["field", name, relation.attribute] = (
            None,
            relation.entity,
            field.type.arity.value,
            None,
            False,
            relation.documentation,
        )
        facts["relation", name, relation.attribute] = _relation(table, relation, block)
    for index in table.indexes:
        entry = _index(table, index, block)
        if entry is not None:
            facts[entry[0]] = entry[1]


def _column(column: Column, field: Field) -> tuple[object, ...]:
    assert field.type is not None
    native = next((a for a in field.attributes if "." in a.name.text), None)
    said = None
    if native is not None:
        values = [argument.value for argument in native.arguments]
        words = [value.text for value in values if isinstance(value, Constant | Number)]
        said = (native.name.text.split(".")[1], *words)
    return (
        column.name,
        field.type.name.text,
        field.type.arity.value,
        said,
        column.on_update is not None,
        column.documentation,
    )


def _our_default(column: Column, field: Field) -> object:
    assert field.type is not None
    if column.autoincrement and field.attribute("default") is not None:
        default = field.attribute("default")
        assert default is not None
        call = default.arguments[0].value
        return (getattr(getattr(call, "name", None), "text", ""),)
    server = column.server_default
    assert server is not UNKNOWN
    if server is not None:
        if server.kind is DefaultKind.EXPRESSION:
            return ("now",) if server.value == "CURRENT_TIMESTAMP" else ("dbgenerated",)
        enum = None if column.type is UNKNOWN else column.type.enum
        value = server.value
        if enum is not None:
            # DMMF has the names, the database the labels.
            assert enum.members is not UNKNOWN
            by_label = {member.label: member.name for member in enum.members}
            value = tuple(by_label[v] for v in value) if isinstance(value, tuple) else by_label[str(value)]
        return comparable(value, field.type.name.text)
    client = column.client_default
    assert client is not UNKNOWN
    if client is not None and client.function != "updatedAt":
        return (client.function, *client.arguments)
    # dbgenerated() without an argument says that there is a default, and not which.
    return ("dbgenerated",) if field.attribute("default") is not None else None


def _relation(table: Table, relation: Relation, block: Block) -> tuple[object, ...]:
    names = sorted([str(table.entity), str(relation.entity)])
    own: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    if relation.kind is RelationKind.OWNING:
        field = next(field for field in block.fields if field.name.text == relation.attribute)
        attribute = field.attribute("relation")
        assert attribute is not None
        own, theirs = (
            tuple(item.text for item in getattr(attribute.value(part), "items", ()))
            for part in ("fields", "references")
        )
    return (relation.name or "To".join(names), own, theirs, *_said_actions(table, relation, block))


def _said_actions(table: Table, relation: Relation, block: Block) -> Iterator[str | None]:
    """The referential actions that the source says, as our foreign key has them."""
    field = next(field for field in block.fields if field.name.text == relation.attribute)
    attribute = field.attribute("relation")
    key = next((key for key in table.foreign_keys if key.columns == relation.columns), None)
    for argument, event in (("onDelete", "on_delete"), ("onUpdate", "on_update")):
        said = attribute and attribute.value(argument)
        if said is None:
            yield None
        elif key is None or relation.kind is not RelationKind.OWNING:
            # Without foreign keys (`relationMode = "prisma"`) there is only what is written.
            yield getattr(said, "text", None)
        else:
            action = getattr(key, event)
            yield "".join(word.capitalize() for word in action.value.split())


def _index(table: Table, index: Index, block: Block) -> tuple[tuple[str, ...], object] | None:
    assert index.columns is not UNKNOWN
    attributes = {column.name: column for column in table.columns}
    columns = [attributes[str(entry.column)] for entry in index.columns]
    if any(column.ignored for column in columns):
        return None
    said = str(index.name) if _says_name(index, block) else ""
    kind = "fulltext" if index.method == "fulltext" else "unique" if index.unique else "normal"
    parts = tuple((entry.descending, entry.length) for entry in index.columns)
    return ("index", kind, str(table.entity), *(str(column.attribute) for column in columns), said), (parts,)


def _says_name(index: Index, block: Block) -> bool:
    """Whether the source says the index's database name."""
    attributes = [*block.attributes, *(a for field in block.fields for a in field.attributes)]
    assert index.origin is not None
    said = next(a for a in attributes if a.span == index.origin.span)
    return said.value("map") is not None or (said.name.text == "index" and said.value("name") is not None)


def compare(engine: Engine, case: Case) -> list[str]:
    """The differences between DMMF and our reading.

    Raises:
        RefusedError: Prisma does not accept the schema.
    """
    reading = Reader().read([SourceFile(path, text) for path, text in case.files])
    if any(problem.code == "unsupported" for problem in reading.problems):
        raise RefusedError("not supported by us")
    if any(found["text"] for found in engine.ask("lint", case.files) if not found["is_warning"]):
        raise RefusedError("not valid")
    theirs = prisma_facts(engine.ask("datamodel", case.files))
    found = [f"problem: {problem.message}" for problem in reading.problems]
    ours = our_facts(reading)
    # Uniques of views are for the client only; the database has none.
    views = {block.name.text for _, block in reading.blocks if block.kind is BlockKind.VIEW and block.name is not None}
    theirs = {key: fact for key, fact in theirs.items() if key[0] != "index" or key[2] not in views}
    found += [
        f"{key}: Prisma {theirs.get(key)}, ours {ours.get(key)}"
        for key in {**theirs, **ours}
        if theirs.get(key) != ours.get(key)
    ]
    return found


def test_every_schema_that_prisma_accepts(engine: Engine) -> None:
    compared: list[str] = []
    found: list[str] = []
    for case in cases():
        try:
            found += [f"{case.name}: {difference}" for difference in compare(engine, case)]
        except RefusedError:
            continue
        compared.append(case.name)
    assert found == []
    assert set(compared) >= {path.name for path in HERE.glob("*.prisma")}
    print(f"{len(compared)} schemas compared")
