"""One value of every type of PostgreSQL, in Prisma Client's words and in Python's."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy


class Value(NamedTuple):
    """`type` is the field's type in the schema; `client` the value as JSON of `harness/client.mjs`.

    `read` makes of what SQLAlchemy gives what `python` says, where drivers give the same thing in several forms.
    """

    type: str
    client: Any
    python: Any
    read: Callable[[Any], Any] = lambda value: value


def _bytes(value: bytes) -> dict[str, str]:
    return {"$bytes": base64.b64encode(value).decode()}


def _bits(value: Any) -> str:
    # A class of SQLAlchemy's (2.1) or of asyncpg's own, or a string.
    return "".join(value) if isinstance(value, str) else str(value.as_string())


def _name(member: Enum) -> str:
    return member.name


def _names(members: list[Enum]) -> list[str]:
    return [member.name for member in members]


def _moment_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _utc(value: time) -> time:
    return value.replace(tzinfo=UTC) if value.utcoffset() == timedelta(0) else value


UTC = timezone.utc
_MOMENT = datetime(2024, 2, 29, 23, 59, 58, 123000)
_ISO = {"$date": "2024-02-29T23:59:58.123Z"}
_UUID = "01890a5d-ac96-774b-bcce-b302099a8057"

SCALARS: dict[str, Value] = {
    "string": Value("String", 'it\'s "quoted" \\ and\nünïcödé 🦆', 'it\'s "quoted" \\ and\nünïcödé 🦆'),
    "empty": Value("String", "", ""),
    "varchar": Value("String @db.VarChar(20)", "twenty", "twenty"),
    "char": Value("String @db.Char(3)", "abc", "abc"),
    "uuid": Value("String @db.Uuid", _UUID, UUID(_UUID)),
    "inet": Value("String @db.Inet", "10.0.0.1", "10.0.0.1", lambda value: str(value).removesuffix("/32")),
    "bit": Value("String @db.Bit(4)", "1010", "1010", _bits),
    "varbit": Value("String @db.VarBit(9)", "101", "101", _bits),
    "citext": Value("String @db.Citext", "MiXed", "MiXed"),
    "int": Value("Int", -(2**31), -(2**31)),
    "smallInt": Value("Int @db.SmallInt", 2**15 - 1, 2**15 - 1),
    "oid": Value("Int @db.Oid", 12345, 12345),
    "bigInt": Value("BigInt", {"$bigint": "9223372036854775807"}, 2**63 - 1),
    "float": Value("Float", 0.1, 0.1),
    "real": Value("Float @db.Real", 0.5, 0.5),
    "decimal": Value(
        "Decimal",
        {"$decimal": "12345678901234567890.012345678901234567"},
        Decimal("12345678901234567890.012345678901234567"),
    ),
    "decimal82": Value("Decimal @db.Decimal(8, 2)", {"$decimal": "-999999.99"}, Decimal("-999999.99")),
    "boolean": Value("Boolean", True, True),
    "no": Value("Boolean", False, False),
    "bytes": Value("Bytes", _bytes(b"\x00\xff\x01'\\"), b"\x00\xff\x01'\\"),
    "dateTime": Value("DateTime", _ISO, _MOMENT),
    "timestamp": Value("DateTime @db.Timestamp(6)", _ISO, _MOMENT),
    "timestamptz": Value("DateTime @db.Timestamptz(6)", _ISO, _MOMENT.replace(tzinfo=UTC), _moment_utc),
    "date": Value("DateTime @db.Date", {"$date": "2024-02-29T00:00:00.000Z"}, date(2024, 2, 29)),
    "time": Value("DateTime @db.Time(3)", {"$date": "1970-01-01T23:59:58.123Z"}, time(23, 59, 58, 123000)),
    "timetz": Value(
        "DateTime @db.Timetz(3)", {"$date": "1970-01-01T23:59:58.123Z"}, time(23, 59, 58, 123000, tzinfo=UTC), _utc
    ),
    "json": Value("Json", {"a": [1, 2.5, None, "ü", {"b": True}]}, {"a": [1, 2.5, None, "ü", {"b": True}]}),
    "jsonString": Value("Json", "just a string", "just a string"),
    "jsonList": Value("Json", [], []),
    "plainJson": Value("Json @db.Json", {"b": 1, "a": 2}, {"b": 1, "a": 2}),
    "colour": Value("Colour", "DARK_BLUE", "DARK_BLUE", _name),
}
"""Every scalar and native type but `xml`, which the server of the tests is built without.

An enum's value is its member's name on both sides.
"""
if sqlalchemy.__version__.startswith("2.0."):
    # It leaves bits to the drivers, and each wants another class; 2.1 has one.
    del SCALARS["bit"], SCALARS["varbit"]

LISTS: dict[str, Value] = {
    "strings": Value("String[]", ["a", "b'c", "", 'd,"e"\\', "NULL"], ["a", "b'c", "", 'd,"e"\\', "NULL"]),
    "none": Value("String[]", [], []),
    "varchars": Value("String[] @db.VarChar(5)", ["a", "b"], ["a", "b"]),
    "uuids": Value("String[] @db.Uuid", [_UUID], [UUID(_UUID)]),
    "ints": Value("Int[]", [1, -2, 0], [1, -2, 0]),
    "bigInts": Value("BigInt[]", [{"$bigint": "9007199254740993"}], [9007199254740993]),
    "floats": Value("Float[]", [0.1, -2], [0.1, -2.0]),
    "decimals": Value("Decimal[] @db.Decimal(10, 2)", [{"$decimal": "1.5"}], [Decimal("1.50")]),
    "booleans": Value("Boolean[]", [True, False], [True, False]),
    "byteses": Value("Bytes[]", [_bytes(b"\x00\xff"), _bytes(b"")], [b"\x00\xff", b""]),
    "dateTimes": Value("DateTime[]", [_ISO], [_MOMENT]),
    "timestamptzs": Value(
        "DateTime[] @db.Timestamptz(3)",
        [_ISO],
        [_MOMENT.replace(tzinfo=UTC)],
        lambda values: [_moment_utc(value) for value in values],
    ),
    "jsons": Value("Json[]", [{"a": 1}, [], "x"], [{"a": 1}, [], "x"]),
    "colours": Value("Colour[]", ["RED", "DARK_BLUE"], ["RED", "DARK_BLUE"], _names),
}
"""Lists, which Prisma has on PostgreSQL only."""

DEFAULTS: dict[str, Value] = {
    "string": Value('String @default("it\'s \\"x\\"")', 'it\'s "x"', 'it\'s "x"'),
    "int": Value("Int @default(-3)", -3, -3),
    "bigInt": Value("BigInt @default(9007199254740993)", {"$bigint": "9007199254740993"}, 9007199254740993),
    "float": Value("Float @default(0.25)", 0.25, 0.25),
    "decimal": Value("Decimal @default(1.50)", {"$decimal": "1.5"}, Decimal("1.5")),
    "boolean": Value("Boolean @default(true)", True, True),
    "bytes": Value('Bytes @default("AQID")', _bytes(b"\x01\x02\x03"), b"\x01\x02\x03"),
    "dateTime": Value(
        'DateTime @default("2020-01-02T03:04:05.678Z")',
        {"$date": "2020-01-02T03:04:05.678Z"},
        datetime(2020, 1, 2, 3, 4, 5, 678000),
    ),
    "json": Value('Json @default("{ \\"a\\": [1, \\"it\'s: x\\"] }")', {"a": [1, "it's: x"]}, {"a": [1, "it's: x"]}),
    "colour": Value("Colour @default(GREEN)", "GREEN", "GREEN", _name),
    "strings": Value('String[] @default(["a", "b\'c"])', ["a", "b'c"], ["a", "b'c"]),
    "ints": Value("Int[] @default([1, -2])", [1, -2], [1, -2]),
    "colours": Value("Colour[] @default([RED, DARK_BLUE])", ["RED", "DARK_BLUE"], ["RED", "DARK_BLUE"], _names),
    "computed": Value('Int @default(dbgenerated("1 + 1"))', 2, 2),
}
"""Values that nobody gives."""
