"""How a migration's script runs: in one transaction, or statement by statement where the database asks for that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prismalchemy.migrate.script import Dialect, Statement, split


@dataclass(frozen=True, slots=True)
class Steps:
    """The statements to run, in order.

    `transaction`: all of them run in one transaction that is opened for them. Where it is False, they run outside of
    one, and those that must stand together have BEGIN and COMMIT around them. `before` and `after` run outside of the
    transaction in any case: SQLite's switch of foreign keys, its settings of the file, and VACUUM.
    """

    statements: tuple[str, ...]
    transaction: bool = True
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def plan(script: str, dialect: Dialect) -> Steps:
    """How to run a script so that it does what it does when Prisma sends it whole.

    PostgreSQL takes a whole script as one transaction, but for what its own BEGIN and COMMIT say. A script that is
    wrapped in one pair of them is run in the transaction that is opened anyway.
    """
    statements = _unwrapped(split(script, dialect))
    if dialect == "sqlite":
        return _sqlite(statements)
    if not any(one.controls_transaction or one.needs_autocommit for one in statements):
        return Steps(tuple(one.text for one in statements))
    return Steps(tuple(_grouped(statements)), transaction=False)


def _unwrapped(statements: Sequence[Statement]) -> Sequence[Statement]:
    """Without the BEGIN and COMMIT that stand around all of it."""
    inner = statements[1:-1]
    if len(statements) < 2 or not (statements[0].begins_transaction and statements[-1].commits):
        return statements
    plain = len(statements[0].words) <= 2
    return inner if plain and not any(one.controls_transaction or one.needs_autocommit for one in inner) else statements


def _grouped(statements: Sequence[Statement]) -> list[str]:
    """The statements, with a transaction around those in a row that have none and may have one."""
    found: list[str] = []
    inside = ours = False
    for one in statements:
        if ours and (one.controls_transaction or one.needs_autocommit):
            if one.commits:
                # The script ends the transaction that it knows itself in.
                ours = False
                found.append(one.text)
                continue
            found.append("COMMIT")
            ours = False
        if not inside and not ours and not one.controls_transaction and not one.needs_autocommit:
            found.append("BEGIN")
            ours = True
        elif one.begins_transaction:
            inside = True
        elif one.controls_transaction:
            inside = "CHAIN" in one.words and "NO" not in one.words
        found.append(one.text)
    return [*found, "COMMIT"] if ours or inside else found


_FOREIGN_KEYS = re.compile(r"PRAGMA\s+(?:main\s*\.\s*)?foreign_keys\s*(?:=\s*|\(\s*)(\w+)", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"PRAGMA\s+(?:main\s*\.\s*)?(?:journal_mode|synchronous|page_size|auto_vacuum|secure_delete)\b", re.IGNORECASE
)
"""What SQLite sets outside of a transaction only."""


def _sqlite(statements: Sequence[Statement]) -> Steps:
    """SQLite switches foreign keys only outside of a transaction; Prisma switches them off and on within a script.

    What goes before or after may run twice, so it has to be such that it may: a VACUUM INTO a file is not.
    """
    switches: list[Statement] = []
    settings: list[str] = []
    vacuums: list[str] = []
    rest: list[str] = []
    taken_back = 0
    for one in statements:
        if one.begins_transaction:
            taken_back = len(rest)
        elif one.begins("ROLLBACK") and one.controls_transaction:
            del rest[taken_back:]
        elif one.controls_transaction:
            continue
        elif one.begins("PRAGMA") and _FOREIGN_KEYS.search(one.text):
            switches.append(one)
        elif one.begins("PRAGMA") and _OUTSIDE.search(one.text):
            settings.append(one.text)
        elif one.begins("VACUUM") and "INTO" not in one.words:
            vacuums.append(one.text)
        else:
            rest.append(one.text)
    off = ("PRAGMA foreign_keys=OFF",) if switches else ()
    on = (switches[-1].text.strip(),) if switches else ()
    return Steps(tuple(rest), before=(*off, *settings), after=(*on, *vacuums))
