"""What Prisma Client Python 0.15.0 cannot take of a schema that Prisma takes.

The names come from its own checks (`prisma/generator/models.py`, `prisma/_constants.py`) and from what its templates
make of them. `tests/fixtures/client_py/refused.json` holds what it really answered about each; a name that is not here
is one that it takes, or one that nobody asked it about.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from prismalchemy.client_py.generator import client_py, instance_name
from prismalchemy.schema import UNKNOWN, Column, Generator, GeneratorOption, Schema, Table, TableKey, TableKind
from prismalchemy.text import Origin


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEYWORDS = frozenset(keyword.kwlist)
BASE_MODEL = frozenset(
    [
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "mro",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "register",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    ]
)
"""Attributes of pydantic's BaseModel, in version 1 and in version 2, that a field may not be called after."""
BASE_MODEL_2 = frozenset(
    [
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
    ]
)
"""Those of version 2 alone."""
ALIASES = _words("startswith has_every endswith has_some is_empty order_by not_in is_not connect_or_create")
"""Words of its query builder."""
CLIENT = frozenset(
    [
        "connect",
        "disconnect",
        "is_connected",
        "is_registered",
        "is_transaction",
        "get_metrics",
        "tx",
        "batch_",
        "execute_raw",
        "query_raw",
        "query_first",
    ]
)
"""Members of its client, which a model of that name (in lower case) takes the place of."""
OPTIONS = frozenset(
    [
        "interface",
        "partial_type_generator",
        "recursive_type_depth",
        "engine_type",
        "engineType",
        "enable_experimental_decimal",
    ]
)
_OF_PRISMA = frozenset({"output", "previewFeatures", "binaryTargets"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that it cannot take: what happens, the subject, why, and where it stands.

    `table` and `column` are database names, None where it is about none.
    """

    outcome: str
    subject: str
    reason: str
    origin: Origin | None
    table: TableKey | None = None
    column: str | None = None


_GENERATE = "Generating Prisma Client Python fails"
_IMPORT = "Importing Prisma Client Python fails"


def refusals(schema: Schema) -> tuple[Refusal, ...]:
    """What the client of a schema cannot take; nothing where no generator makes it."""
    found: list[Refusal] = []
    for generator in client_py(schema):
        found += _of_options(generator)
        decimal = generator.option("enable_experimental_decimal")
        if (decimal is None or decimal.value == "false") and not generator.incomplete:
            found += _decimals(schema)
    if client_py(schema):
        for table in schema.tables:
            if not (table.kind is TableKind.JOIN or table.ignored):
                found += _of_model(table)
        found += _of_enums(schema)
    return tuple(found)


def _of_options(generator: Generator) -> Iterator[Refusal]:
    for option in generator.options:
        reason = _why_not(option)
        if reason is not None:
            yield Refusal(_GENERATE, f"option `{option.name}` of generator `{generator.name}`", reason, option.origin)


def _why_not(option: GeneratorOption) -> str | None:
    """What is wrong with an option."""
    name, value = option.name, option.value
    if name == "http":
        return "it was removed; say `interface` instead"
    if name not in OPTIONS and name not in _OF_PRISMA:
        return "the client has no such option"
    if value is UNKNOWN:
        return None
    if name == "interface" and value not in ("sync", "asyncio"):
        return 'it is "sync" or "asyncio"'
    if name in ("engine_type", "engineType") and value != "binary":
        return 'only "binary" is supported'
    if name == "recursive_type_depth" and (value in ("0", "1") or (value.startswith("-") and value != "-1")):
        return "it is -1, or more than 1"
    return None


def _decimals(schema: Schema) -> Iterator[Refusal]:
    for table in schema.tables:
        if table.ignored or table.kind is TableKind.JOIN:
            continue
        for column in table.columns:
            if _is_decimal(column):
                yield Refusal(
                    _GENERATE,
                    f"field `{column.attribute}` of model `{table.entity}`",
                    "Decimal needs `enable_experimental_decimal = true` in its generator",
                    column.place("type"),
                    table.key,
                    column.name,
                )


def _is_decimal(column: Column) -> bool:
    if column.type is UNKNOWN or column.ignored or column.attribute is None:
        return False
    kind = column.type.type
    if isinstance(kind, sa.ARRAY):
        kind = kind.item_type
    return isinstance(kind, (sa.Numeric, postgresql.MONEY)) and not isinstance(kind, sa.Float)


def _of_model(table: Table) -> Iterator[Refusal]:
    name = table.entity or ""
    place = table.name_origin
    renamed = f'; call the model otherwise and say `@@map("{table.name}")`'
    if name in KEYWORDS or name.lower() in KEYWORDS:
        why = "its name" if name in KEYWORDS else "its name in lower case, by which the client calls it,"
        yield Refusal(_GENERATE, f"model `{name}`", f"{why} is a keyword of Python{renamed}", place, table.key)
    elif (own := instance_name(table)) in CLIENT:
        outcome = _IMPORT if own in _IN_CLASS else f"Nothing can call `{own}` of Prisma Client Python"
        yield Refusal(outcome, f"model `{name}`", f"the client calls it `{own}`{renamed}", place, table.key)
    elif name in _OF_TYPING:
        reason = f"its own code uses `{name}` of typing, which the model hides{renamed}"
        yield Refusal(_IMPORT, f"model `{name}`", reason, place, table.key)
    for column in table.columns:
        if not column.ignored and column.attribute is not None:
            yield from _of_field(table, column.attribute, column.name, column.name_origin)
    for relation in table.relations:
        if not relation.ignored:
            yield from _of_field(table, relation.attribute, None, relation.name_origin)


_OF_TYPING = frozenset({"Dict", "Set"})
_IN_CLASS = frozenset({"tx", "batch_", "execute_raw", "query_raw", "query_first"})


def _of_field(table: Table, name: str, column: str | None, place: Origin | None) -> Iterator[Refusal]:
    if name in KEYWORDS:
        why = "is a keyword of Python"
    elif name in BASE_MODEL:
        why = "is an attribute of pydantic's BaseModel"
    elif name in BASE_MODEL_2:
        why = "is an attribute of pydantic 2's BaseModel"
    elif name in ALIASES:
        why = "is a word of its query builder"
    elif name == "prisma":
        why = "is a method of its models"
    else:
        return
    mapped = "" if column is None else f' and say `@map("{column}")`'
    yield Refusal(
        _GENERATE,
        f"field `{name}` of model `{table.entity}`",
        f"the name {why}; call the field otherwise{mapped}",
        place,
        table.key,
        column or name,
    )


def _of_enums(schema: Schema) -> Iterator[Refusal]:
    for enum in schema.enums:
        if enum.entity in KEYWORDS and enum.name is not UNKNOWN:
            reason = f'the name is a keyword of Python; call the enum otherwise and say `@@map("{enum.name}")`'
            yield Refusal(_IMPORT, f"enum `{enum.entity}`", reason, enum.name_origin)
        if enum.members is UNKNOWN:
            continue
        for member in enum.members:
            if member.name in KEYWORDS or member.name == "mro":
                reason = (
                    "the name is a keyword of Python"
                    if member.name in KEYWORDS
                    else "no member of a Python enum can be called so"
                )
                subject = f"value `{member.name}` of enum `{enum.entity}`"
                yield Refusal(_IMPORT, subject, f"{reason}; call it otherwise and say `@map`", member.origin)
