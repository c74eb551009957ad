"""tenancy.py: the guard of SQLAlchemy sessions."""

from __future__ import annotations

from prismalchemy.generate.layout import Call, Display, Keyword, Node, Text, call, render
from prismalchemy.generate.options import Style
from prismalchemy.guard.plan import Plan, Reference, TableRule, python_type
from prismalchemy.guard.templates import filled, template
from prismalchemy.schema import TableKey


def render_python(plan: Plan, *, source: str, command: str, row_level_security: bool = False) -> str:
    """The module.

    Args:
        plan: what is enforced.
        source: the schema, for the header.
        command: what makes the file again, for the header.
        row_level_security: the database has the policies, and is told the tenant.
    """
    style = Style()
    type_ = python_type(plan.tenant)
    tables = Display("{", tuple(Keyword(Text(str(key)), _rule(rule)) for key, rule in plan.tables.items()))
    data = {
        "Tenant": f"Tenant = {type_}",
        "ROW_LEVEL_SECURITY": f"ROW_LEVEL_SECURITY: Final = {row_level_security}",
        "TABLES": render(tables, style, "TABLES: Final[Mapping[str, Rule]] = ", depth=0),
    }
    text = filled(template("tenancy.py.txt"), data, {"SOURCE": source, "COMMAND": command})
    if type_ == "UUID":
        text = text.replace("from typing import", "from typing import", 1).replace(
            "\n\nimport sqlalchemy as sa", "\nfrom uuid import UUID\n\nimport sqlalchemy as sa", 1
        )
    return text


def _rule(rule: TableRule) -> Call:
    if rule.shared:
        return call("Rule", shared="True")
    return call(
        "Rule",
        column=None if rule.column is None else Text(rule.column.name),
        through=None if rule.through is None else _reference(rule.through),
        references=Display("(", tuple(_reference(item) for item in rule.references)) if rule.references else None,
        root="True" if rule.root else None,
    )


def _reference(reference: Reference) -> Call:
    return call("Reference", _names(reference.columns), Text(_table(reference.table)), _names(reference.target))


def _table(key: TableKey) -> str:
    return str(key)


def _names(names: tuple[str, ...]) -> Node:
    return Display("(", tuple(Text(name) for name in names))
