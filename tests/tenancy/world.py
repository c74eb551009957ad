"""Two tenants in one database, and the first of them alone in another: what a guarded program may see of the one is
what an unguarded one sees of the other.

Whatever is B's has a mark that nothing of A's has: in its texts, its keys and its numbers.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import psycopg
import sqlalchemy as sa
from sqlalchemy.orm import clear_mappers, configure_mappers
from tests.generate.servers import Postgresql

from prismalchemy.compare import TenancySettings, resolve
from prismalchemy.generate import Options, render_module
from prismalchemy.guard import Plan, plan_of, render_policies, render_python, render_typescript
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile

SCHEMA = Path(__file__).parent / "schema.prisma"
SETTINGS = TenancySettings(root="Organization", shared=("Plan",), inherits={"Comment": "task", "Attachment": "comment"})
ROLE = "application"
"""The role that programs connect as: it owns nothing and is held to row-level security."""
MARKS = re.compile(r"SECRET|\bb-|bbbbbbbb-|\b777\d{4}\b")
"""What only rows of B have, in any form of their values."""

Row = dict[str, Any]


@cache
def plan() -> Plan:
    """What is enforced for the schema."""
    schema = Reader().read([SourceFile("schema.prisma", SCHEMA.read_text(encoding="utf-8"))]).schema
    tenancy = resolve(SETTINGS, schema)
    assert tenancy.untrue == ()
    found = plan_of(tenancy, schema)
    assert found is not None
    return found


def guard_of_sessions(*, row_level_security: bool = False) -> str:
    """tenancy.py of the schema."""
    return render_python(
        plan(), source="schema.prisma", command="prismalchemy tenancy", row_level_security=row_level_security
    )


def guard_of_client(*, row_level_security: bool = False) -> str:
    """tenancy.ts of the schema."""
    return render_typescript(
        plan(), source="schema.prisma", command="prismalchemy tenancy", row_level_security=row_level_security
    )


def module(name: str, text: str) -> Any:
    """A module of generated text; only this project's own output is run."""
    made = types.ModuleType(name)
    sys.modules[name] = made
    exec(compile(text, f"{name}.py", "exec", dont_inherit=True), made.__dict__)
    return made


@contextmanager
def models() -> Iterator[Any]:
    """The generated models, their mappers configured."""
    made = module("tenancy_models", render_module(plan().schema, Options()))
    configure_mappers()
    try:
        yield made
    finally:
        clear_mappers()


def task_key(tenant: str, number: int) -> UUID:
    """The key of a task: its first half is the tenant's letter."""
    return UUID(f"{tenant * 8}-0000-4000-8000-{number:012d}")


def rows(tenant: str) -> dict[str, list[Row]]:
    """All rows of a tenant (`a` or `b`) by table, parents first."""
    low = tenant.lower()
    mark = "SECRET" if low == "b" else "plain"
    base = 7770000 if low == "b" else 0
    org = {"organization_id": f"{low}-org"}
    points = 7770001 if low == "b" else 1
    users, projects, tasks, labels = range(1, 4), range(1, 4), range(1, 9), range(1, 4)
    return {
        "organization": [{"id": f"{low}-org", "name": f"Org {mark}", "plan_id": "free"}],
        "app_user": [{"id": f"{low}-user-{n}", "email": f"user{n}.{mark}@x", **org} for n in users],
        "project": [{"id": base + n, "name": f"Project {n} {mark}", "budget": base + 10 * n, **org} for n in projects],
        "task": [
            {
                "id": task_key(low, n),
                "project_id": base + n % 3 + 1,
                "assignee_id": f"{low}-user-{n % 3 + 1}" if n % 4 else None,
                "parent_id": task_key(low, n // 2) if n > 4 else None,
                "title": f"Task {n} {mark}",
                "status": "TODO" if n % 2 else "DONE",
                "points": points + n,
                "plan_id": "free" if n % 2 else None,
                **org,
            }
            for n in tasks
        ],
        "comment": [
            {
                "id": f"{low}-comment-{n}",
                "task_id": task_key(low, n % 8 + 1),
                "author_id": f"{low}-user-{n % 3 + 1}",
                "body": f"Comment {n} {mark}",
            }
            for n in range(1, 11)
        ],
        "attachment": [
            {"id": base + n, "comment_id": f"{low}-comment-{n}", "name": f"File {n} {mark}", "plan_id": "free"}
            for n in range(1, 7)
        ],
        # Names that both tenants have: a unique of one must not meet that of the other.
        "label": [{"id": f"{low}-label-{n}", "name": f"label {n}", **org} for n in labels],
        "following": [
            {"task_id": task_key(low, n), "user_id": f"{low}-user-{n % 3 + 1}", "note": f"Note {n} {mark}", **org}
            for n in range(1, 5)
        ],
        "invoice": [{"id": f"invoice-{n}", "number": f"No {n}", **org} for n in range(1, 3)],
        "invoice_line": [
            {"id": f"{low}-line-{n}", "invoice_id": f"invoice-{n % 2 + 1}", "text": f"Line {n} {mark}", **org}
            for n in range(1, 5)
        ],
        "_LabelToTask": [{"A": f"{low}-label-{n % 3 + 1}", "B": task_key(low, n)} for n in tasks],
    }


@dataclass
class World:
    """A database: `url` as Prisma's adapter takes it, `dsn` as psycopg does, both for the programs' role."""

    name: str
    folder: str
    rows: frozenset[str]
    """Every row at the beginning, as `dump` gives them."""

    @property
    def dsn(self) -> str:
        """What psycopg needs to know."""
        return f"host={self.folder} user={ROLE} dbname={self.name}"

    @property
    def url(self) -> str:
        """What Prisma's adapter needs to know."""
        return f"postgresql://{ROLE}:@localhost/{self.name}?host={quote(self.folder)}"

    @property
    def admin_url(self) -> str:
        """The same, for a role that sees everything."""
        return f"postgresql://postgres:@localhost/{self.name}?host={quote(self.folder)}"


def make(server: Postgresql, generated: Any, name: str, tenants: str, *, row_level_security: bool) -> World:
    """A database with the rows of some tenants, and the policies where they are wanted."""
    made = server.fresh(name)
    generated.Base.metadata.create_all(made.engine)
    with made.engine.begin() as connection:
        tables = generated.Base.metadata.tables
        connection.execute(tables["plan"].insert(), [{"id": "free", "name": "Free"}, {"id": "team", "name": "Team"}])
        for tenant in tenants:
            for table, entries in rows(tenant).items():
                connection.execute(tables[table].insert(), entries)
        connection.exec_driver_sql(
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN "
            f"CREATE ROLE {ROLE} LOGIN; END IF; END $$"
        )
        connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
        connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        for table, column in (("project", "id"), ("attachment", "id")):
            connection.exec_driver_sql(f"SELECT setval('{table}_{column}_seq', 100000)")
        if row_level_security:
            connection.exec_driver_sql(render_policies(plan(), command="prismalchemy tenancy").replace("%", "%%"))
        found = frozenset(connection.exec_driver_sql(DUMP).scalars())
    return World(name, server.folder, found)


def _dump() -> str:
    names = [*rows("a"), "plan"]
    return " UNION ALL ".join(f"SELECT '{name}' || t::text FROM \"{name}\" AS t" for name in names)


DUMP = _dump()
"""A statement that gives every row of the database as one text each."""


def is_of_b(row: str) -> bool:
    """Whether a text of `DUMP`, or a value of a program, is marked as B's."""
    return MARKS.search(row) is not None


def engine(world: World, *, role: str = ROLE) -> sa.Engine:
    """An engine of SQLAlchemy's, with one connection that stays open."""
    dsn = world.dsn.replace(f"user={ROLE}", f"user={role}")
    return sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(dsn), pool_size=1, max_overflow=0)
