"""A step's script, from what Prisma proposes: columns converted rather than made anew, and filled before NOT NULL.

Prisma's engine lays its SQL out in one way, so it is taken apart by its words; whatever is not as expected stays as it
is. Source: what `prisma migrate diff --script` of Prisma 7.10 prints for PostgreSQL and SQLite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from prismalchemy.migrate.losses import Place
from prismalchemy.migrate.renames import quoted, quoted_key
from prismalchemy.migrate.script import Dialect, split
from prismalchemy.migrate.shape import Shape
from prismalchemy.schema import TableKey

_NAME = r'"(?:[^"]|"")+"'
_ALTER = re.compile(rf"((?:\s*--[^\n]*\n)*)ALTER TABLE ((?:{_NAME}\.)?{_NAME}) (.*)", re.DOTALL)
_CLAUSE = re.compile(r",\s*\n(?=(?:ADD|DROP|ALTER) COLUMN |(?:ADD|DROP) CONSTRAINT )")
_DROP = re.compile(rf"DROP COLUMN ({_NAME})$")
_ADD = re.compile(rf"ADD COLUMN\s+({_NAME}) (.+?)( NOT NULL)?(?: DEFAULT (.+))?$", re.DOTALL)
_NO_DEFAULT = re.compile(rf"ALTER COLUMN ({_NAME}) DROP DEFAULT$")
_REQUIRED = re.compile(rf"ALTER COLUMN ({_NAME}) SET NOT NULL$")
_COPY = re.compile(
    rf"((?:\s*--[^\n]*\n)*)INSERT INTO ({_NAME}) \(([^()]*)\) SELECT (.*) FROM ({_NAME})",  # noqa: S608
    re.DOTALL,
)
_COUNTING = frozenset({"SERIAL", "BIGSERIAL", "SMALLSERIAL"})


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Statements without semicolons. `converted` are columns that Prisma would make anew, `remade` those that stay so.

    `filled` are the columns that are filled before they become NOT NULL.
    """

    statements: tuple[str, ...]
    converted: frozenset[Place] = frozenset()
    remade: frozenset[Place] = frozenset()
    filled: frozenset[Place] = frozenset()


def statements_of(script: str, dialect: Dialect) -> tuple[str, ...]:
    """The statements of Prisma's script without its transactions: a step runs in one of its own."""
    found: list[str] = []
    comment = ""
    for one in split(script, dialect):
        if dialect == "postgresql" and one.controls_transaction:
            comment = "".join(f"{line}\n" for line in one.text.splitlines() if line.startswith("--"))
            continue
        found.append(comment + one.text)
        comment = ""
    return tuple(found)


def enums_last(statements: Sequence[str]) -> tuple[str, ...]:
    """The statements, those that make enums anew behind all others.

    Prisma does that first, and PostgreSQL refuses it where a column of the enum is dropped only behind it.
    """
    found: tuple[list[str], list[str]] = ([], [])
    of_enum = False
    for statement in statements:
        if statement.startswith("--"):
            of_enum = statement.startswith("-- AlterEnum\n") and not adds_label(statement)
        found[of_enum].append(statement)
    gone = {
        (altered[1], _unquoted(match[1]))
        for statement in found[0]
        if (altered := _altered(statement)) is not None
        for clause in altered[3]
        if (match := _DROP.match(clause))
    }
    return (*found[0], *(one for one in found[1] if not _drops_default(one) & gone))


def _drops_default(statement: str) -> set[Place]:
    """The column whose default a statement of an enum's drops."""
    altered = _altered(statement)
    if altered is None:
        return set()
    return {(altered[1], _unquoted(match[1])) for clause in altered[3] if (match := _NO_DEFAULT.match(clause))}


def casts_wanted(statements: Iterable[str]) -> dict[Place, str]:
    """The columns that Prisma would drop and add again, with their new types."""
    found: dict[Place, str] = {}
    for statement in statements:
        altered = _altered(statement)
        if altered is not None:
            _, table, _, clauses = altered
            dropped = {_unquoted(match[1]) for one in clauses if (match := _DROP.match(one))}
            for one in clauses:
                match = _ADD.match(one)
                if match and _unquoted(match[1]) in dropped and match[2].upper() not in _COUNTING:
                    found[table, _unquoted(match[1])] = match[2]
    return found


def conversion(column: str, before: str | None, after: str) -> str:
    """The expression that makes a value of one type one of another one."""
    name = quoted(column)
    if after.endswith("[]") and not (before or "").endswith("[]"):
        return f"CASE WHEN {name} IS NOT NULL THEN ARRAY[{name}::{after[:-2]}] END"
    return f"{name}::text::{after}" if after.startswith('"') else f"{name}::{after}"


def rewrite(
    statements: Sequence[str], casts: Mapping[Place, str], backfill: Mapping[Place, str], dialect: Dialect
) -> Rewritten:
    """The statements, changed as far as that can be.

    Args:
        statements: Prisma's.
        casts: how to convert columns that Prisma would drop and add again; those left out stay so.
        backfill: what columns hold that are empty.
        dialect: the database's.
    """
    if dialect == "sqlite":
        return _copied(statements, backfill)
    found: list[str] = []
    converted: set[Place] = set()
    remade: set[Place] = set()
    filled: set[Place] = set()
    for statement in statements:
        altered = _altered(statement)
        if altered is None:
            found.append(statement)
            continue
        comment, table, name, clauses = altered
        kept, converted_here, remade_here = _converted(table, clauses, casts)
        converted |= converted_here
        remade |= remade_here
        kept, waiting = _without_required(table, kept, backfill)
        if kept:
            found.append(f"{comment}ALTER TABLE {name} " + ",\n".join(kept))
        for column in waiting:
            filled.add((table, column))
            expression = backfill[table, column]
            found.append(
                f"-- Backfill\nUPDATE {name} SET {quoted(column)} = ({expression}) WHERE {quoted(column)} IS NULL"
            )
            found.append(f"ALTER TABLE {name} ALTER COLUMN {quoted(column)} SET NOT NULL")
    return Rewritten(tuple(found), frozenset(converted), frozenset(remade), frozenset(filled))


def _converted(
    table: TableKey, clauses: Sequence[str], casts: Mapping[Place, str]
) -> tuple[list[str], set[Place], set[Place]]:
    """The clauses with `SET DATA TYPE … USING` for each column that goes and comes again."""
    dropped = {_unquoted(match[1]) for one in clauses if (match := _DROP.match(one))}
    added = {_unquoted(match[1]) for one in clauses if (match := _ADD.match(one))}
    both = {(table, column) for column in dropped & added}
    here = {place for place in both if place in casts}
    kept: list[str] = []
    for one in clauses:
        drop, add = _DROP.match(one), _ADD.match(one)
        if drop is not None and (table, _unquoted(drop[1])) in here:
            continue
        if add is None or (table, _unquoted(add[1])) not in here:
            kept.append(one)
            continue
        column, type_, required, default = add.groups()
        kept += [
            f"ALTER COLUMN {column} DROP DEFAULT",
            f"ALTER COLUMN {column} SET DATA TYPE {type_} USING ({casts[table, _unquoted(column)]})",
            f"ALTER COLUMN {column} {'SET' if required else 'DROP'} NOT NULL",
        ]
        if default is not None:
            kept.append(f"ALTER COLUMN {column} SET DEFAULT {default}")
    return kept, here, both - here


def _without_required(
    table: TableKey, clauses: Sequence[str], backfill: Mapping[Place, str]
) -> tuple[list[str], list[str]]:
    """The clauses without NOT NULL of the columns that are to be filled first, and these columns."""
    kept: list[str] = []
    waiting: list[str] = []
    for one in clauses:
        add, required = _ADD.match(one), _REQUIRED.match(one)
        name = _unquoted((add or required)[1]) if add or required else ""  # type: ignore[index]
        if (table, name) not in backfill:
            kept.append(one)
        elif required is not None:
            waiting.append(name)
        elif add is not None and add[3]:
            default = f" DEFAULT {add[4]}" if add[4] else ""
            kept.append(f"ADD COLUMN     {add[1]} {add[2]}{default}")
            waiting.append(name)
        else:
            kept.append(one)
    return kept, waiting


def _copied(statements: Sequence[str], backfill: Mapping[Place, str]) -> Rewritten:
    """SQLite: the table is made anew, and its rows copied; the copy fills the columns."""
    found: list[str] = []
    filled: set[Place] = set()
    for statement in statements:
        match = _COPY.fullmatch(statement)
        table = TableKey(None, _unquoted(match[5])) if match else None
        wanted = {column: text for (key, column), text in backfill.items() if key == table}
        if match is None or not wanted:
            found.append(statement)
            continue
        comment, into, columns, _, source = match.groups()
        names = [_unquoted(one) for one in re.findall(_NAME, columns)]
        values = dict(zip(names, _items(match[4]), strict=False))
        if len(values) != len(names):
            found.append(statement)
            continue
        for column, text in wanted.items():
            own = f"coalesce({quoted(column)}, ({text}))" if column in values else f"({text})"
            values[column] = f"{own} AS {quoted(column)}"
            filled.add((TableKey(None, _unquoted(source)), column))
        listed = ", ".join(map(quoted, values))
        selected = ", ".join(values.values())
        found.append(f"{comment}INSERT INTO {into} ({listed}) SELECT {selected} FROM {source}")  # noqa: S608
    return Rewritten(tuple(found), filled=frozenset(filled))


_ITEM = re.compile(rf"(?:{_NAME}|'(?:[^']|'')*'|\((?:[^()'\"]|{_NAME}|'(?:[^']|'')*'|\([^()]*\))*\)|[^,'\"()])+")


def _items(text: str) -> list[str]:
    """The expressions of a SELECT, cut at the commas between them."""
    return [match.group().strip() for match in _ITEM.finditer(text)]


def _altered(statement: str) -> tuple[str, TableKey, str, list[str]] | None:
    match = _ALTER.fullmatch(statement)
    if match is None:
        return None
    return match[1], key_of(match[2]), match[2], _CLAUSE.split(match[3])


def key_of(name: str) -> TableKey:
    """The key of a name in quotes, `public` left out."""
    parts = [_unquoted(part) for part in re.findall(_NAME, name)]
    schema = parts[0] if len(parts) > 1 and parts[0] != "public" else None
    return TableKey(schema, parts[-1])


def _unquoted(name: str) -> str:
    return name[1:-1].replace('""', '"')


def adds_label(statement: str) -> bool:
    """Whether a statement adds a label to an enum, which can be used only in a transaction behind it."""
    words = split(statement, "postgresql")[0].words
    return words[:2] == ("ALTER", "TYPE") and words[2:4] == ("ADD", "VALUE")


def joined(statements: Iterable[str]) -> str:
    """Statements as a script."""
    return "".join(f"{statement.strip()};\n\n" for statement in statements).rstrip("\n") + "\n"


def with_warnings(script: str, warnings: Sequence[str]) -> str:
    """A script with what it may lose said at its head."""
    if not warnings:
        return script
    return "".join(["-- Warnings:\n", *(f"--   {warning}\n" for warning in warnings), "\n", script])


def checked_places(said: Mapping[str, str], option: str, shape: Shape) -> dict[Place, str]:
    """Columns named `table.column` by an option.

    Raises:
        ValueError: there is no such table; the message is a sentence.
    """
    found: dict[Place, str] = {}
    for name, expression in said.items():
        table, _, column = name.rpartition(".")
        schema, _, plain = table.rpartition(".")
        key = TableKey(None if schema in ("", "public") else schema, plain)
        if key not in shape.tables:
            raise ValueError(f"{option} {name}: there is no table {quoted_key(key)}; write TABLE.COLUMN=SQL")
        found[key, column] = expression
    return found
