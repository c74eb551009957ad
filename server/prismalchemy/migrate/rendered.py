"""Prisma migrations out of what `alembic upgrade --sql` prints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from prismalchemy.migrate.alembic import Revision
from prismalchemy.migrate.prisma import header
from prismalchemy.migrate.script import Dialect, Statement, split
from prismalchemy.migrate.steps import plan

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
        part = output[start:end].replace("\r\n", "\n")
        swallowed = _swallowed(part, dialect)
        if swallowed is not None:
            raise NotRenderedError(
                f"revision {revision.id}: Alembic writes the semicolon of a statement into the comment at its end, "
                f"`{swallowed}`, so it has none; put the comment in front of the statement"
            )
        statements = split(part, dialect)
        plain = any(_is_concurrent(one) for one in statements)
        rendered.append(Rendered(revision, _file(revision, _texts(statements, dialect)), plain))
        start = end
    return tuple(rendered)


_COMMENT_AND_MORE = re.compile(
    r"(--[^\n]*);[ \t]*\n\n+(?=(?:ALTER|BEGIN|COMMENT|COMMIT|CREATE|DELETE|DO|DROP|GRANT|INSERT|REVOKE|UPDATE)\b)",
    re.IGNORECASE,
)


def _swallowed(part: str, dialect: Dialect) -> str | None:
    """The line comment that a statement ends in, if one does: Alembic puts a semicolon and an empty line behind all."""
    for found in _COMMENT_AND_MORE.finditer(part):
        before = split(part[: found.start()] + ";", dialect)
        whole = split(part[: found.start()] + ";" + part[found.end() :], dialect)
        now = split(part, dialect)
        # Where the semicolon ends a statement, and not a comment between two, nor a part of a string.
        if len(whole) > len(now) and before and part[: found.start()].rstrip().endswith(before[-1].text):
            return found[1]
    return None


def _file(revision: Revision, statements: Sequence[str]) -> str:
    message = " ".join(revision.message.split())
    lines = [
        header(revision.id).rstrip("\n"),
        *([f"-- {message}"] if message else []),
        "-- Alembic owns this step: change the revision and run `prismalchemy migrate to-prisma`.",
        *(f"\n{statement};" for statement in statements),
    ]
    return "\n".join(lines) + "\n"


def _texts(statements: Sequence[Statement], dialect: Dialect) -> Sequence[str]:
    """The statements of one revision, in transactions where it ends one on the way."""
    found = list(statements)
    while found and found[0].begins_transaction:
        found.pop(0)
    while found and found[-1].controls_transaction:
        found.pop()
    texts = [_plain(one) for one in found]
    if dialect == "sqlite" or not any(one.controls_transaction for one in found):
        return texts
    whole = plan("BEGIN;\n" + ";\n".join(texts) + ";\nCOMMIT;", dialect)
    cleared: list[str] = []
    for text in whole.statements:
        if text == "COMMIT" and cleared and cleared[-1] == "BEGIN":
            cleared.pop()
        else:
            cleared.append(text)
    return cleared


_CONCURRENTLY = re.compile(r"\bCONCURRENTLY\b[ \t]*", re.IGNORECASE)
_NOTE = "-- Alembic runs this CONCURRENTLY, which Prisma cannot do: it sends a migration as one script.\n"


def _is_concurrent(statement: Statement) -> bool:
    return "CONCURRENTLY" in statement.words and "INDEX" in statement.words[:3]


def _plain(statement: Statement) -> str:
    """A statement as Prisma can run it, without the comment that names the revision."""
    text = _MARKER.sub("", statement.text).strip()
    return _NOTE + _CONCURRENTLY.sub("", text, count=1) if _is_concurrent(statement) else text
