"""Whether two database defaults are the same value, however they are written."""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from prismalchemy.compare.families import Family, family_of, item_of
from prismalchemy.schema import UNKNOWN, ColumnType, DefaultKind, Maybe, ServerDefault

_UNSURE: Final = object()
"""A default whose value is not plain from its text."""

_NOW = re.compile(r"(now\(\)|current_timestamp(\(\d*\))?|localtimestamp(\(\d*\))?|transaction_timestamp\(\))", re.I)
_CALL = re.compile(r"([a-z_][\w.]*)\(\)", re.I)
_QUALIFIED = re.compile(r"^(?:pg_catalog|public)\.(?=\w+\()", re.I)
"""In front of a function where PostgreSQL looks for it anyway."""
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.I)
_QUOTED = re.compile(r"[eE]?'((?:[^']|'')*)'", re.S)
_CAST = re.compile(
    r"""::\s*("[^"]*"|\w+)(\.("[^"]*"|\w+))*(\s+(varying|precision|with(out)?\s+time\s+zone))?(\s*\([\d,\s]*\))?(\[\])*$""",
    re.I,
)
_HEX = re.compile(r"\\x((?:[0-9a-f]{2})*)", re.I)
_ARRAY = re.compile(r"ARRAY\s*\[(.*)\]", re.I | re.S)
_ENTRY = re.compile(r"""\s*('(?:[^']|'')*'(?:::[\w." ]+)?|[^',()\[\]]+)\s*(?:,|$)""")

_TRUE = {"true", "t", "yes", "on", "1"}
_FALSE = {"false", "f", "no", "off", "0"}


def same_default(prisma: ServerDefault, models: ServerDefault, type: Maybe[ColumnType]) -> bool:
    """Whether both defaults give the same value. Where that is not plain they are taken as the same.

    Args:
        prisma, models: the default of each side; neither is None.
        type: the column's type, which decides how a quoted text is read (`'0'` of a number, `'t'` of a boolean).
    """
    if models.kind is DefaultKind.FETCHED or prisma.kind is DefaultKind.FETCHED:
        return True
    if prisma.value is UNKNOWN or models.value is UNKNOWN:
        return True
    left, right = _value(prisma, type), _value(models, type)
    if left is _UNSURE or right is _UNSURE:
        return True
    return bool(left == right)


def plain_default(default: ServerDefault, type: Maybe[ColumnType]) -> tuple[str, Any]:
    """What a default plainly is: `("now", None)`, `("call", name)`, `("null", None)`, `("value", value)`,
    `("list", values)`, `("json", text)`; `("", None)` where that is not plain.
    """
    found = UNKNOWN if default.value is UNKNOWN else _value(default, type)
    if found is UNKNOWN or found is _UNSURE:
        return "", None
    kind, *rest = found
    if kind == "list":
        return kind, tuple(value for _, value in rest[0])
    return kind, rest[0] if rest else None


def _value(default: ServerDefault, type: Maybe[ColumnType]) -> Any:
    """The default as something comparable: ("now",), ("call", name), ("null",), ("value", …), or `_UNSURE`."""
    family = None if type is UNKNOWN else family_of(type.type)
    if default.kind is DefaultKind.EXPRESSION:
        return _expression(str(default.value), family, type)
    return _literal(default.value, family, type)


def _literal(value: object, family: Family | None, type: Maybe[ColumnType]) -> Any:
    if isinstance(value, tuple):
        item = None if type is UNKNOWN else item_of(type.type)
        item_family = None if item is None else family_of(item)
        items = tuple(_literal(entry, item_family, UNKNOWN) for entry in value)
        return _UNSURE if _UNSURE in items else ("list", items)
    if isinstance(value, bytes):
        return ("value", value)
    if isinstance(value, bool):
        return ("value", value) if family in (Family.BOOLEAN, None) else ("value", Decimal(int(value)))
    if isinstance(value, (int, float, Decimal)):
        if family is Family.BOOLEAN and value in (0, 1):
            return ("value", bool(value))
        return ("value", str(value)) if family is Family.STRING else ("value", Decimal(str(value)))
    return _text(value, family, type) if isinstance(value, str) else _UNSURE


def _text(value: str, family: Family | None, type: Maybe[ColumnType]) -> Any:
    """A quoted text, as a column of this family reads it."""
    plain = value.strip()
    if family in (Family.INTEGER, Family.FLOAT, Family.NUMERIC):
        return _number(plain)
    if family is Family.BOOLEAN:
        lowered = plain.lower()
        return ("value", lowered in _TRUE) if lowered in _TRUE | _FALSE else _UNSURE
    if family is Family.JSON:
        try:
            return ("json", json.dumps(json.loads(value, parse_float=_json_number), sort_keys=True))
        except ValueError:
            return _UNSURE
    if family is Family.ARRAY:
        return _array_text(plain, type)
    if family in (Family.STRING, Family.ENUM, Family.UUID, None):
        return ("value", value.lower() if family is Family.UUID else value)
    if family is Family.BYTES and (found := _HEX.fullmatch(plain)):
        return ("value", bytes.fromhex(found[1]))
    return _UNSURE  # dates, intervals: many spellings of one value


def _json_number(text: str) -> int | float:
    """A number of JSON with a point or an exponent; a whole one as what is written without."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _array_text(text: str, type: Maybe[ColumnType]) -> Any:
    """PostgreSQL's array literal: `{}`, `{a,b}`; quoting inside is not taken apart."""
    if not (text.startswith("{") and text.endswith("}")) or '"' in text or "\\" in text:
        return _UNSURE
    inner = text[1:-1].strip()
    item = None if type is UNKNOWN else item_of(type.type)
    family = None if item is None else family_of(item)
    items = tuple(_text(entry.strip(), family, UNKNOWN) for entry in inner.split(",")) if inner else ()
    return _UNSURE if _UNSURE in items else ("list", items)


def _number(text: str) -> Any:
    try:
        return ("value", Decimal(text))
    except InvalidOperation:
        return _UNSURE


def _expression(text: str, family: Family | None, type: Maybe[ColumnType]) -> Any:
    text = _QUALIFIED.sub("", _strip(text))
    if _NOW.fullmatch(text):
        return ("now",)
    if text.lower() == "null":
        return ("null",)
    if text.lower() in ("true", "false"):
        return _literal(text.lower() == "true", family, type)
    if _NUMBER.fullmatch(text):
        return _literal(_number(text)[1], family, type)
    if quoted := _QUOTED.fullmatch(text):
        return _text(quoted.group(1).replace("''", "'"), family, type)
    if array := _ARRAY.fullmatch(text):
        return _array(array.group(1), type)
    if call := _CALL.fullmatch(text):
        return ("call", call.group(1).lower())
    return _UNSURE


def _array(inner: str, type: Maybe[ColumnType]) -> Any:
    """The inside of `ARRAY[…]`, where every entry is a plain constant."""
    if not inner.strip():
        return ("list", ())
    item = None if type is UNKNOWN else item_of(type.type)
    item_type = UNKNOWN if item is None else ColumnType(item)
    items = []
    at = 0
    while at < len(inner):
        entry = _ENTRY.match(inner, at)
        if entry is None:
            return _UNSURE
        items.append(_expression(entry.group(1), None if item is None else family_of(item), item_type))
        at = entry.end()
    return _UNSURE if _UNSURE in items else ("list", tuple(items))


def _strip(text: str) -> str:
    """Without casts at the end and parentheses around the whole, both as often as they occur."""
    text = text.strip()
    while True:
        before = text
        text = _CAST.sub("", text).strip()
        if text.startswith("(") and _closes_at_end(text):
            text = text[1:-1].strip()
        if text == before:
            return text


def _closes_at_end(text: str) -> bool:
    """Whether the parenthesis that opens the text is closed by its last character."""
    depth, quoted = 0, False
    for index, character in enumerate(text):
        if character == "'":
            quoted = not quoted
        elif not quoted and character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return index == len(text) - 1
    return False
