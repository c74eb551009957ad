"""tenancy.ts: the guard of Prisma Client."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.guard.plan import Plan, Reference, TableRule, python_type
from prismalchemy.guard.templates import filled, template
from prismalchemy.schema import UNKNOWN, Relation, RelationKind, Table

_TYPES = {"str": "string", "int": "number", "UUID": "string"}


def render_typescript(plan: Plan, *, source: str, command: str, row_level_security: bool = False) -> str:
    """The module.

    Args:
        plan: what is enforced.
        source: the schema, for the header.
        command: what makes the file again, for the header.
        row_level_security: the database has the policies, and is told the tenant.
    """
    models = [_model(rule, plan) for rule in plan.tables.values() if rule.table.entity is not None]
    data = {
        "Tenant": f"export type Tenant = {_tenant_type(plan)}",
        "ROW_LEVEL_SECURITY": f"const ROW_LEVEL_SECURITY: boolean = {str(row_level_security).lower()}",
        "MODELS": "\n".join(["const MODELS: Readonly<Record<string, Model>> = {", *models, "}"]),
    }
    return filled(template("tenancy.ts.txt"), data, {"SOURCE": source, "COMMAND": command})


def _tenant_type(plan: Plan) -> str:
    kind = python_type(plan.tenant)
    return "bigint" if kind == "int" and plan.is_wide else _TYPES[kind]


def _model(rule: TableRule, plan: Plan) -> str:
    table = rule.table
    entries: list[str] = []
    if rule.shared:
        entries.append("shared: true")
    if rule.root:
        entries.append("root: true")
    if rule.column is not None:
        entries.append(f"field: {_text(_field(table, rule.column.name))}")
        owner = _owner(rule, plan)
        if owner is not None:
            entries.append(f"owner: {_text(owner)}")
    if rule.through is not None:
        relation = _relation(table, rule.through)
        if relation is not None:
            entries.append(f"through: {_text(relation)}")
    lines = [f"  {table.entity}: {{", *[f"    {entry}," for entry in entries]]
    references = [text for item in rule.references if (text := _reference(table, item, plan)) is not None]
    if references:
        lines += ["    references: [", *[f"      {text}," for text in references], "    ],"]
    relations = [(item.attribute, text) for item in table.relations if (text := _related(table, item)) is not None]
    if relations:
        lines += ["    relations: {", *[f"      {name}: {text}," for name, text in relations], "    },"]
    return "\n".join([*lines, "  },"])


def _owner(rule: TableRule, plan: Plan) -> str | None:
    """The relation field to the root that the tenant column alone fills."""
    roots = {item.table.key for item in plan.tables.values() if item.root}
    columns = () if rule.column is None or rule.root else (rule.column.name,)
    for relation in rule.table.relations:
        if relation.kind is RelationKind.OWNING and relation.target in roots and relation.columns == columns:
            return relation.attribute
    return None


def _relation(table: Table, reference: Reference) -> str | None:
    """The relation field that holds a reference."""
    for relation in table.relations:
        if relation.kind is RelationKind.OWNING and relation.columns == reference.columns:
            return relation.attribute
    return None


def _reference(table: Table, reference: Reference, plan: Plan) -> str | None:
    target = plan.tables[reference.table].table
    if target.entity is None:
        return None
    fields = _list(_field(table, name) for name in reference.columns)
    wanted = _list(_field(target, name) for name in reference.target)
    return f"{{ fields: {fields}, model: {_text(target.entity)}, target: {wanted} }}"


def _related(table: Table, relation: Relation) -> str | None:
    if relation.ignored or relation.target is UNKNOWN or not isinstance(relation.entity, str):
        return None
    parts = [f"model: {_text(relation.entity)}"]
    if relation.kind in (RelationKind.MANY, RelationKind.MANY_TO_MANY):
        parts.append("list: true")
    if relation.kind is RelationKind.OWNING and isinstance(relation.columns, tuple):
        parts.append(f"fields: {_list(_field(table, name) for name in relation.columns)}")
    if isinstance(relation.back, str):
        parts.append(f"back: {_text(relation.back)}")
    return f"{{ {', '.join(parts)} }}"


def _field(table: Table, column: str) -> str:
    found = table.column(column)
    return column if found is None or found.attribute is None else found.attribute


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _list(values: Iterable[str]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"
