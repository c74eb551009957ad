"""Prisma migrations out of what `alembic upgrade --sql` prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prismalchemy.migrate.alembic import Revision
from prismalchemy.migrate.prisma import header
from prismalchemy.migrate.script import Dialect, Statement, split

_MARKER = re.compile(r"^-- Running upgrade (.*?) -> (\S+)[ \t]*\r?$", re.MULTILINE)


class NotRenderedError(Exception):
    """The output is not that of the revisions asked for; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A migration.sql. `plain`: it makes indexes plainly that Alembic makes CONCURRENTLY."""

    revision: Revision
    text: str
    plain: bool


def render_migrations(output: str, revisions: Sequence[Revision], dialect: Dialect) -> tuple[Rendered, ...]:
    """One migration.sql for each revision.

    Args:
        output: what `alembic upgrade --sql` printed for these revisions.
        revisions: all of them from the first one on, in order.
        dialect: the database's.

    Raises:
        NotRenderedError: the output does not have these revisions in this order.
    """
    markers = list(_MARKER.finditer(output))
    found = [marker[2] for marker in markers]
    if found != [revision.id for revision in revisions]:
        raise NotRenderedError(f"Alembic rendered {', '.join(found) or 'nothing'}, not the revisions of the folder")
    rendered: list[Rendered] = []
    # What comes before the first revision makes Alembic's own table.
    start = 0
    for number, revision in enumerate(revisions):
        end = markers[number + 1].start() if number + 1 < len(markers) else len(output)
        statements = _inner(split(output[start:end].replace("\r\n", "\n"), dialect))
        texts = [_plain(one) for one in statements]
        rendered.append(Rendered(revision, _file(revision, texts), any(text.was_concurrent for text in texts)))
        start = end
    return tuple(rendered)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    was_concurrent: bool = False


def _file(revision: Revision, statements: Sequence[_Text]) -> str:
    message = " ".join(revision.message.split())
    lines = [
        header(revision.id).rstrip("\n"),
        *([f"-- {message}"] if message else []),
        "-- Alembic owns this step: change the revision and run `prismalchemy migrate to-prisma`.",
    ]
    for one in statements:
        lines.append("")
        if one.was_concurrent:
            lines.append("-- Alembic runs this CONCURRENTLY, which Prisma cannot do beside other statements.")
        lines.append(f"{one.text};")
    return "\n".join(lines) + "\n"


def _inner(statements: Sequence[Statement]) -> list[Statement]:
    """The statements of one revision, with BEGIN and COMMIT where it ends a transaction on the way."""
    found = list(statements)
    while found and found[0].controls_transaction:
        found.pop(0)
    while found and found[-1].controls_transaction:
        found.pop()
    if not any(one.controls_transaction for one in found):
        return found
    begin, commit = Statement("BEGIN", 0, ("BEGIN",)), Statement("COMMIT", 0, ("COMMIT",))
    cleared: list[Statement] = []
    for one in (begin, *found, commit):
        if one.commits and cleared and cleared[-1].begins_transaction:
            cleared.pop()
        else:
            cleared.append(one)
    return cleared


_CONCURRENTLY = re.compile(r"\bCONCURRENTLY\b[ \t]*", re.IGNORECASE)


def _plain(statement: Statement) -> _Text:
    """A statement as Prisma can run it, without the comment that names the revision."""
    text = _MARKER.sub("", statement.text).strip()
    if statement.needs_autocommit and "CONCURRENTLY" in statement.words and statement.words[1:2] != ("TABLE",):
        return _Text(_CONCURRENTLY.sub("", text, count=1), was_concurrent=True)
    return _Text(text)
