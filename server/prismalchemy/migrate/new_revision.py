"""An Alembic revision that is written from SQL where Alembic owns the history, and what Alembic will render of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ClauseElement,
    Column,
    ColumnElement,
    Insert,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Update,
    literal_column,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.schema import CreateTable

from prismalchemy.migrate.alembic import Revision, slug
from prismalchemy.migrate.revision import RevisionText, docstring, literal, text_literal
from prismalchemy.migrate.script import Dialect

_BIND = re.compile(r"(?<![:\w\\]):(?=\w+(?![:\w]))|\\(?=:[\w$]*(?![:\w$]))")
"""What SQLAlchemy's `text()` takes for a parameter, or for a colon that is none.

Source: `TextClause._bind_params_regex` and `BIND_PARAMS_ESC` of SQLAlchemy 2.1.
"""


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step to write as a revision: statements without semicolons. `autocommit`: outside of a transaction.

    `down` is None where the step cannot be taken back.
    """

    statements: Sequence[str]
    down: Sequence[str] | None
    autocommit: bool = False


def render_own_revision(step: OwnStep, id_: str, follows: str | None, message: str, created: str) -> RevisionText:
    """The revision.

    Args:
        step: what it does.
        id_: its name.
        follows: the revision before it, None for the first one.
        message: what it is called.
        created: the time, as Alembic writes it.
    """
    lines = [
        f'"""{docstring(message)}',
        "",
        f"Revision ID: {id_}",
        f"Revises: {follows or ''}".rstrip(),
        f"Create Date: {created}",
        '"""',
        "",
        "from alembic import op",
        "",
        f"revision = {literal(id_)}",
        f"down_revision = {'None' if follows is None else literal(follows)}",
        "branch_labels = None",
        "depends_on = None",
        "",
        "",
        "def upgrade() -> None:",
        *_body(step.statements, autocommit=step.autocommit),
        "",
        "",
        "def downgrade() -> None:",
        *(
            _body(step.down, autocommit=False)
            if step.down is not None
            else [
                "    raise NotImplementedError(",
                f"        {literal('this step cannot be taken back: what it dropped is gone; restore a backup')}",
                "    )",
            ]
        ),
    ]
    return RevisionText(id_, f"{id_}_{slug(message)}.py", "\n".join(lines) + "\n")


def rendered_output(step: OwnStep, revision: Revision, dialect: Dialect, version_table: str = "alembic_version") -> str:
    """What `alembic upgrade --sql` prints for the revision, as far as `render_migrations` asks."""
    before = revision.down[0] if revision.down else None
    table = _version_table(version_table)
    lines = [f"-- Running upgrade {before or ''} -> {revision.id}"]
    if before is None:
        lines.insert(0, f"{_compiled(CreateTable(table), dialect)};")
    if step.autocommit:
        lines.append("COMMIT;")
    lines += [f"{_rendered(statement)};" for statement in step.statements]
    if step.autocommit:
        lines.append("BEGIN;")
    lines.append(f"{_compiled(_noted(table, revision.id, before), dialect)};")
    return "\n\n".join(lines) + "\n"


def _rendered(statement: str) -> str:
    # Source: `DefaultImpl._exec` of Alembic 1.20, which also writes four spaces for a tab.
    return statement.replace("\t", "    ").strip()


def _version_table(name: str) -> Table:
    """Alembic's own table. Source: `DefaultImpl.version_table_impl` of Alembic 1.20."""
    schema, _, plain = name.rpartition(".")
    return Table(
        plain,
        MetaData(),
        Column("version_num", String(32), nullable=False),
        PrimaryKeyConstraint("version_num", name=f"{plain}_pkc"),
        schema=schema or None,
    )


def _noted(table: Table, revision: str, before: str | None) -> Insert | Update:
    """How Alembic notes a revision. Source: `HeadMaintainer` of Alembic 1.20."""
    value: dict[str, ColumnElement[str]] = {"version_num": literal_column(f"'{revision}'")}
    if before is None:
        return table.insert().values(value)
    return table.update().values(value).where(table.c.version_num == literal_column(f"'{before}'"))


def _compiled(clause: ClauseElement, dialect: Dialect) -> str:
    module = postgresql if dialect == "postgresql" else sqlite
    return _rendered(str(clause.compile(dialect=module.dialect())))


def as_text(statement: str) -> str:
    """A statement as SQLAlchemy's `text()` takes it, which `op.execute` uses: with colons that are no parameters.

    Raises:
        ValueError: it cannot be written so; the message is a sentence.
    """
    escaped = _BIND.sub(lambda found: "\\" + found.group(), statement)
    if str(text(escaped).compile(dialect=DefaultDialect(paramstyle="named"))) != statement:
        raise ValueError(f"not supported yet: a colon as in this statement: {statement}")
    return escaped


def _body(statements: Sequence[str], *, autocommit: bool) -> list[str]:
    if not statements:
        return ["    pass"]
    calls = [f"op.execute({text_literal(as_text(statement))})" for statement in statements]
    if not autocommit:
        return [f"    {call}" for call in calls]
    return ["    with op.get_context().autocommit_block():", *(f"        {call}" for call in calls)]
