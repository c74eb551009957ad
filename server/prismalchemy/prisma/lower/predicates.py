"""Predicates of partial indexes: `where: raw("…")`, or an object of fields and values."""

from __future__ import annotations

from prismalchemy.prisma.ast import Constant, Function, Number, Object, String, Value
from prismalchemy.prisma.lower.facts import Node
from prismalchemy.prisma.lower.values import string
from prismalchemy.schema import UNKNOWN, Maybe


def predicate(value: Value | None, node: Node) -> Maybe[str]:
    """The predicate as SQL, as Prisma's engine writes it; UNKNOWN where it cannot be read."""
    if isinstance(value, Function) and value.name.text == "raw" and value.arguments:
        text = string(value.arguments[0].value)
        return UNKNOWN if text is None else text
    if not isinstance(value, Object):
        return UNKNOWN
    terms = [_term(node.columns.get(name.text), entry) for name, entry in value.entries]
    if not terms or any(term is None for term in terms):
        return UNKNOWN
    return " AND ".join(term for term in terms if term is not None)


def _term(column: str | None, value: Value) -> str | None:
    if column is None:
        return None
    negated = False
    if isinstance(value, Object):
        if len(value.entries) != 1 or value.entries[0][0].text != "not":
            return None
        negated, value = True, value.entries[0][1]
    quoted = '"' + column.replace('"', '""') + '"'
    if isinstance(value, Constant) and value.text == "null":
        return f"{quoted} IS {'NOT ' if negated else ''}NULL"
    literal = _literal(value)
    return None if literal is None else f"{quoted} {'!=' if negated else '='} {literal}"


def _literal(value: Value) -> str | None:
    if isinstance(value, Constant) and value.text in {"true", "false"}:
        return value.text
    if isinstance(value, Number):
        return value.text
    if isinstance(value, String):
        return "'" + value.value.replace("'", "''") + "'"
    return None
