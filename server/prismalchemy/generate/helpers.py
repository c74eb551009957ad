"""Functions and classes that generated code needs and the standard library does not have.

Prisma's client makes ids and time stamps itself; where SQLAlchemy writes the same tables, it has to make them too.
The shapes are those of what Prisma Client uses (npm's @bugsnag/cuid, @paralleldrive/cuid2, uuid, ulid, nanoid); where
those count within a millisecond, so that ids sort as they were made, ours go on with the fraction of the millisecond
(RFC 9562, 6.2, method 3), which needs no state. See docs/adr/0015.
Each helper is source text, self-contained but for the imports and the other helpers it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Helper:
    """One helper: its source with `{name}` for what it imports, those names, and the helpers that it calls."""

    source: str
    imports: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


_MODULES = {
    "Any": "typing",
    "Callable": "collections.abc",
    "Connection": "sqlalchemy",
    "DATETIME": "sqlalchemy.dialects.sqlite",
    "Dialect": "sqlalchemy",
    "JSON": "sqlalchemy",
    "MetaData": "sqlalchemy",
    "UUID": "uuid",
    "UserDefinedType": "sqlalchemy.types",
    "choice": "secrets",
    "compiles": "sqlalchemy.ext.compiler",
    "date": "datetime",
    "datetime": "datetime",
    "randbits": "secrets",
    "text": "sqlalchemy",
    "time_ns": "time",
    "timedelta": "datetime",
    "timezone": "datetime",
}
"""Where the names that helpers import come from."""


_BASE36 = '''\
def _base36(value: int, length: int) -> str:
    """The lowest `length` digits of `value` to the base 36."""
    digits = ""
    for _ in range(length):
        value, digit = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
'''

_NEW_CUID = '''\
def new_cuid() -> str:
    """A cuid: "c", the time in milliseconds, its fraction, random digits; 25 characters."""
    milliseconds, fraction = divmod({time_ns}(), 1_000_000)
    time = _base36(milliseconds, 8) + _base36(fraction * 36**4 // 1_000_000, 4)
    return "c" + time + _base36({randbits}(72), 12)
'''

_NEW_CUID2 = '''\
def new_cuid2() -> str:
    """A cuid2: a letter and 23 random letters and digits, all lower case."""
    letter = {choice}("abcdefghijklmnopqrstuvwxyz")
    return letter + _base36({randbits}(144), 23)
'''

_NEW_NANOID = '''\
def new_nanoid(length: int = 21) -> str:
    """A nanoid: `length` random letters, digits, underscores and hyphens."""
    alphabet = "_-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join({choice}(alphabet) for _ in range(length))
'''

_NEW_ULID = '''\
def new_ulid() -> str:
    """A ULID: 48 bits of time in milliseconds and 80 random bits in Crockford's base 32."""
    value = ({time_ns}() // 1_000_000) << 80 | {randbits}(80)
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "".join(alphabet[value >> shift & 31] for shift in range(125, -1, -5))
'''

_NEW_UUID7 = '''\
def new_uuid7() -> {UUID}:
    """A UUID of version 7: the time in milliseconds, its fraction, 62 random bits."""
    milliseconds, fraction = divmod({time_ns}(), 1_000_000)
    time = milliseconds << 16 | 0x7000 | fraction * 4096 // 1_000_000
    return {UUID}(int=time << 64 | 0x2 << 62 | {randbits}(62))
'''

# `timezone(timedelta(0))` is `timezone.utc`; linters want `datetime.UTC` for that, which Python 3.10 does not have.
_UTC_NOW = '''\
def utc_now() -> {datetime}:
    """The time in UTC to the millisecond, without a time zone, as Prisma stores it."""
    now = {datetime}.now({timezone}({timedelta}(0)))
    return now.replace(tzinfo=None, microsecond=now.microsecond // 1000 * 1000)
'''

_AWARE_NOW = '''\
def aware_now() -> {datetime}:
    """The time in UTC to the millisecond, with its time zone."""
    now = {datetime}.now({timezone}({timedelta}(0)))
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
'''

_UTC_TODAY = '''\
def utc_today() -> {date}:
    """The day in UTC."""
    return {datetime}.now({timezone}({timedelta}(0))).date()
'''

_UNSUPPORTED = '''\
class Unsupported({UserDefinedType}[{Any}]):
    """A database type that SQLAlchemy has no class for, by its name in SQL."""

    cache_ok = True

    def __init__(self, sql: str) -> None:
        self.sql = sql

    def get_col_spec(self, **_: {Any}) -> str:
        """The type as DDL writes it."""
        return self.sql
'''

_FOUR_BYTE_INTEGERS = '''\
def four_byte_integers(_: {MetaData}, connection: {Connection}, **__: {Any}) -> None:
    """Tables are created with INTEGER as Prisma's Int; CockroachDB makes INT8 of it."""
    if connection.dialect.name == "cockroachdb":
        connection.execute({text}("SET default_int_size = 4"))
'''

_RUN_SQL = '''\
def run_sql(statement: str, *dialects: str) -> {Callable}[..., None]:
    """What runs a statement of these databases when something is created; others do without it."""

    def run(_: object, connection: {Connection}, **__: {Any}) -> None:
        if connection.dialect.name in dialects:
            connection.execute({text}(statement))

    return run
'''

_SQLITE_JSON = '''\
class SqliteJSON({JSON}):
    """Json as Prisma declares it for SQLite: the type is JSONB, the values text."""


@{compiles}(SqliteJSON, "sqlite")
def _declare_sqlite_json(*_: {Any}, **__: {Any}) -> str:
    return "JSONB"
'''

_SQLITE_DATETIME = '''\
class SqliteDateTime({DATETIME}):
    """DateTime as Prisma writes it to SQLite: 2020-01-02T03:04:05.678+00:00."""

    def bind_processor(self, dialect: {Dialect}) -> {Any}:
        """Make the text of a time in UTC, which needs no time zone."""

        def process(value: {datetime} | None) -> str | None:
            if value is None:
                return None
            if value.tzinfo is not None:
                value = value.astimezone({timezone}({timedelta}(0))).replace(tzinfo=None)
            return value.isoformat(timespec="milliseconds") + "+00:00"

        return process

    def result_processor(self, dialect: {Dialect}, coltype: object) -> {Any}:
        """Read that, milliseconds since 1970, and what SQLite and SQLAlchemy write."""

        def process(value: str | int | None) -> {datetime} | None:
            if value is None:
                return None
            if isinstance(value, int):
                seconds, milliseconds = divmod(value, 1000)
                read = {datetime}.fromtimestamp(seconds, {timezone}({timedelta}(0)))
                return read.replace(tzinfo=None, microsecond=milliseconds * 1000)
            iso = value.replace(" +", "+").replace("Z", "+00:00")
            read = {datetime}.fromisoformat(iso)
            if read.tzinfo is None:
                return read
            return read.astimezone({timezone}({timedelta}(0))).replace(tzinfo=None)

        return process
'''

HELPERS: dict[str, Helper] = {
    "_base36": Helper(_BASE36),
    "new_cuid": Helper(_NEW_CUID, ("time_ns", "randbits"), ("_base36",)),
    "new_cuid2": Helper(_NEW_CUID2, ("choice", "randbits"), ("_base36",)),
    "new_nanoid": Helper(_NEW_NANOID, ("choice",)),
    "new_ulid": Helper(_NEW_ULID, ("time_ns", "randbits")),
    "new_uuid7": Helper(_NEW_UUID7, ("time_ns", "randbits", "UUID")),
    "utc_now": Helper(_UTC_NOW, ("datetime", "timedelta", "timezone")),
    "aware_now": Helper(_AWARE_NOW, ("datetime", "timedelta", "timezone")),
    "utc_today": Helper(_UTC_TODAY, ("date", "datetime", "timedelta", "timezone")),
    "Unsupported": Helper(_UNSUPPORTED, ("Any", "UserDefinedType")),
    "four_byte_integers": Helper(_FOUR_BYTE_INTEGERS, ("Any", "Connection", "MetaData", "text")),
    "run_sql": Helper(_RUN_SQL, ("Any", "Callable", "Connection", "text")),
    "SqliteDateTime": Helper(_SQLITE_DATETIME, ("Any", "DATETIME", "Dialect", "datetime", "timedelta", "timezone")),
    "SqliteJSON": Helper(_SQLITE_JSON, ("Any", "JSON", "compiles")),
}
"""All helpers, in the order in which a module defines them."""


def with_needed(names: set[str]) -> list[str]:
    """The named helpers and those that they need, in the order of definition."""
    wanted = names | {needed for name in names for needed in HELPERS[name].needs}
    return [name for name in HELPERS if name in wanted]


def source(name: str, use: Callable[[str, str], str], spelling: Callable[[str], str]) -> str:
    """The source of one helper.

    Args:
        name: the helper.
        use: gives the local spelling of what it imports, by module and name.
        spelling: gives what a helper is called here; its own name as a rule.
    """
    helper = HELPERS[name]
    text = helper.source.format_map({local: use(_MODULES[local], local) for local in helper.imports})
    for known in (name, *helper.needs):
        if spelling(known) != known:
            text = re.sub(rf"\b{known}\b", spelling(known), text)
    return text
