"""Alembic revisions that run a Prisma migration, as source text (docs/adr/0020).

A revision stands alone: it needs Alembic and SQLAlchemy, nothing of this project, and no other generated file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prismalchemy.migrate.alembic import revision_id, slug
from prismalchemy.migrate.prisma import PrismaMigration
from prismalchemy.migrate.revision_code import POSTGRESQL, POSTGRESQL_AUTOCOMMIT, SQLITE, Code
from prismalchemy.migrate.script import Dialect
from prismalchemy.migrate.steps import Steps, plan

LOCK_KEY = 72707369
"""The advisory lock that Prisma's schema engine holds on PostgreSQL while it deploys.

Source: the statements that the engine sends, and its error P1002, "Timed out trying to acquire a postgres advisory lock
(SELECT pg_advisory_lock(72707369))".
"""


@dataclass(frozen=True, slots=True)
class RevisionText:
    """A revision to write: its name, its file's name, the text."""

    id: str
    file: str
    text: str


def render_revision(
    migration: PrismaMigration, follows: str | None, dialect: Dialect, source: str, own: str | None = None
) -> RevisionText:
    """The revision that runs a Prisma migration.

    Args:
        migration: one whose migration.sql is there.
        follows: the revision before it, None for the first one.
        dialect: the database's.
        source: the path of the migration.sql, as the revision's docstring names it.
        own: the revision's name, where it has one already.
    """
    assert migration.sql is not None
    steps = plan(migration.sql, dialect)
    id_ = own or revision_id(migration.name)
    code = _code(steps, dialect)
    lines = [
        f'"""Prisma migration {docstring(migration.name)}',
        "",
        f"Revision ID: {id_}",
        f"Revises: {follows or ''}".rstrip(),
        f"Create Date: {_date(migration.name)}",
        "",
        f"Made by prismalchemy from {docstring(source)}: runs its statements, and keeps",
        "Prisma's own record of them, so that either tool can deploy it. Where Prisma has applied it, nothing is run.",
        '"""',
        "",
        code.imports,
        "",
        f"revision = {literal(id_)}",
        f"down_revision = {'None' if follows is None else literal(follows)}",
        "branch_labels = None",
        "depends_on = None",
        "",
        f"prisma_migration = {literal(migration.name)}",
        f"prisma_checksum = {literal(migration.checksum or '')}",
        "",
        *_statements("STATEMENTS", steps.statements),
        *(_switches(steps, "") if dialect == "sqlite" else ()),
        "",
        code.upgrade.replace("@LOCK@", str(LOCK_KEY)),
        "",
        *_downgrade(migration, dialect, code),
    ]
    return RevisionText(id_, f"{_file(migration.name, id_)}.py", "\n".join(lines).rstrip("\n") + "\n")


def _code(steps: Steps, dialect: Dialect) -> Code:
    return SQLITE if dialect == "sqlite" else POSTGRESQL if steps.transaction else POSTGRESQL_AUTOCOMMIT


def _down(code: Code, upgrades: Code) -> list[str]:
    """The downgrade, with what the upgrade does not have already."""
    return [code.downgrade, "", "", code.further] if code.further and code is not upgrades else [code.downgrade]


def _downgrade(migration: PrismaMigration, dialect: Dialect, upgrades: Code) -> list[str]:
    if migration.down is not None:
        steps = plan(migration.down, dialect)
        return [
            "",
            *_statements("DOWN_STATEMENTS", steps.statements),
            *(_switches(steps, "DOWN_") if dialect == "sqlite" else ()),
            "",
            "",
            *(line.replace("@LOCK@", str(LOCK_KEY)) for line in _down(_code(steps, dialect), upgrades)),
        ]
    return [
        "",
        "def downgrade() -> None:",
        "    raise CommandError(",
        '        f"Prisma migration {prisma_migration} has no down.sql, so it cannot be taken back; "',
        '        "restore a backup, or write the down.sql beside its migration.sql and make this revision again with "',
        '        "`prismalchemy migrate to-alembic --refresh`"',
        "    )",
    ]


def _statements(name: str, statements: tuple[str, ...]) -> list[str]:
    if not statements:
        return [f"{name} = ()"]
    return [f"{name} = (", *(f"    {text_literal(statement)}," for statement in statements), ")"]


def _switches(steps: Steps, prefix: str) -> list[str]:
    return [*_statements(f"{prefix}BEFORE", steps.before), *_statements(f"{prefix}AFTER", steps.after)]


_ODD = re.compile(r"[^\n\t -~\u00a1-\ud7ff\ue000-\ufefe\uff00-\ufffd]")


def text_literal(text: str) -> str:
    """A string literal over several lines, whose value is exactly the text."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    escaped = _ODD.sub(lambda found: _escape(found.group()), escaped)
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    if "\n" not in escaped and '"' not in escaped:
        return f'"{escaped}"'
    return f'"""\\\n{escaped}"""' if "\n" in escaped else f'"""{escaped}"""'


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def literal(value: str) -> str:
    """A string literal in double quotes."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{_ODD.sub(lambda found: _escape(found.group()), escaped)}"'


def docstring(value: str) -> str:
    """A text as it can stand in a docstring."""
    return value.replace("\\", "/").replace('"', "'").replace("\n", " ")


_TIMESTAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:_|$)")


def _date(name: str) -> str:
    """The time in a migration's name, as Alembic writes it; the name where it has none."""
    found = _TIMESTAMP.match(name)
    return "{}-{}-{} {}:{}:{}".format(*found.groups()) if found else docstring(name)


def _file(name: str, id_: str) -> str:
    """The name of the file, without its suffix: that of the migration where it can be one."""
    return name if re.fullmatch(r"\w[\w-]*", name, re.ASCII) else f"{slug(name) or 'migration'}_{id_}"
