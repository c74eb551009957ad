"""What each rule says will happen, as something that happens: run by `test_proofs.py` on a PostgreSQL.

The schema and the models are those of the rule's invalid example. Prisma's engine makes the database from the schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Proof:
    """One consequence.

    Args:
        act: a Python expression over `s` (a session of the models), `m` (the models' module), `sa` (SQLAlchemy),
            `sql(text)` (runs plain SQL and gives the first value), `alembic()` (what `compare_metadata` emits) and
            `made(text)` (the first value of a query on a database that `create_all` made of the models).
        expect: how the error begins or what is in it, after `!`; else the value's `repr`, or what is in it after `~`.
        rows: SQL to run on the database first: what Prisma's client wrote.
        example: which of the rule's invalid examples.
        driver: who talks to the database.
    """

    act: str
    expect: str
    rows: str = ""
    example: int = 0
    driver: Literal["psycopg", "asyncpg"] = "psycopg"


NONE = {
    "client-py-refused": "Prisma Client Python answers it: tests/client_py/test_refusals.py",
    "client-py-archived": "nothing happens yet",
    "datetime-format": "it takes Prisma's client: tests/clients/test_sqlite.py",
    "unused-suppression": "a comment is no matter of the database",
}
"""Rules without a consequence that a PostgreSQL could show, and why."""

PROOFS: dict[str, Proof] = {
    "table-missing": Proof("alembic()", "~('remove_table', Table('Label'"),
    "table-extra": Proof("s.scalars(sa.select(m.Label)).all()", '!relation "labels" does not exist'),
    "table-name": Proof("s.scalars(sa.select(m.WebhookDelivery)).all()", '!relation "webhook_delivery" does not exist'),
    "table-schema": Proof("s.scalars(sa.select(m.Account)).all()", '!relation "Account" does not exist'),
    "table-renamed": Proof("s.scalars(sa.select(m.Invoice)).all()", '!relation "invoices" does not exist'),
    "table-mapped-twice": Proof("m", "!Table 'Person' is already defined for this MetaData instance"),
    "view-as-table": Proof(
        "alembic()", "~('add_table', Table('Total'", 'CREATE VIEW "Total" AS SELECT 1 AS id, 2 AS sum'
    ),
    "join-table": Proof(
        "s.scalars(sa.select(m.Post.id).join(m.Post.tags)).all()", '!relation "post_tags" does not exist'
    ),
    "column-missing": Proof("add(m.User())", '!null value in column "email"'),
    "column-extra": Proof("s.scalars(sa.select(m.User)).all()", "!column User.nickname does not exist"),
    "column-name": Proof("s.scalars(sa.select(m.Session)).all()", "!column Session.user_agent does not exist"),
    "column-renamed": Proof("s.scalars(sa.select(m.Contact)).all()", "!column Contact.email does not exist"),
    "reserved-name": Proof("m", "!Attribute name 'metadata'"),
    "column-type": Proof(
        "s.scalars(sa.select(m.Contact).where(m.Contact.externalId == '7')).all()",
        "!operator does not exist: integer = character varying",
        example=1,
    ),
    "column-length": Proof("alembic()", "~VARCHAR(length=80), String(length=20)"),
    "column-timezone": Proof(
        "s.scalars(sa.select(m.Event.start)).one().tzinfo",
        "None",
        "INSERT INTO \"Event\" (start) VALUES ('2026-01-01')",
    ),
    "column-list": Proof(
        "add(m.Article(tags='a'))", '!column "tags" is of type text[] but expression is of type character varying'
    ),
    "dialect-type": Proof("s.execute(sa.insert(m.Event).values(tags=['a']))", "!type 'list' is not supported"),
    "column-nullable": Proof("add(m.Task(title=None))", '!null value in column "title"'),
    "list-nullable": Proof(
        "s.scalars(sa.select(m.Article)).one().tags", "None", 'INSERT INTO "Article" DEFAULT VALUES'
    ),
    "column-computed": Proof("add(m.Line(price=1))", '!null value in column "total"'),
    "comment": Proof("alembic()", "~'modify_comment', None, 'Post', 'title'"),
    "primary-key": Proof(
        "len(set(s.scalars(sa.select(m.Membership)).all()))",
        "1",
        """INSERT INTO "Membership" VALUES ('u', 'a'), ('u', 'b')""",
    ),
    "primary-key-order": Proof(
        "[run(\"SELECT indexdef FROM pg_indexes WHERE indexname = 'Member_pkey'\")[-19:] for run in (sql, made)]",
        """['("userId", "orgId")', '("orgId", "userId")']""",
    ),
    "autoincrement": Proof("add(m.Tag())", "!has a NULL identity key"),
    "server-default": Proof("add(m.Team())", '!null value in column "color"'),
    "client-default-missing": Proof("add(m.Label())", '!null value in column "id"'),
    "on-update-missing": Proof(
        '[sql(\'UPDATE "Comment" SET id = 2 RETURNING "updatedAt"\').year, '
        "s.execute(sa.update(m.Comment).values(id=3).returning(m.Comment.updatedAt)).scalar_one().year]",
        "[2000, 2000]",
        'INSERT INTO "Comment" (id, "updatedAt") VALUES (1, \'2000-01-01\')',
    ),
    "enum-missing": Proof(
        "add(m.User(role='ADMIN'))", '!column "role" is of type "Role" but expression is of type character varying'
    ),
    "enum-native": Proof("alembic()", "~modify_type"),
    "enum-name": Proof(
        "s.scalars(sa.select(m.User).where(m.User.role == m.Role.ADMIN)).all()",
        '!type "role" does not exist',
        driver="asyncpg",
    ),
    "enum-schema": Proof(
        "s.scalars(sa.select(m.User).where(m.User.role == m.Role.ADMIN)).all()",
        '!type "Role" does not exist',
        driver="asyncpg",
    ),
    "enum-labels": Proof(
        "s.scalars(sa.select(m.User)).all()",
        "!'GUEST' is not among the defined enum values",
        "INSERT INTO \"User\" (role) VALUES ('GUEST')",
    ),
    "enum-values": Proof(
        "s.scalars(sa.select(m.Ticket)).all()",
        "!'open' is not among the defined enum values",
        "INSERT INTO \"Ticket\" (state) VALUES ('open')",
    ),
    "enum-order": Proof(
        '[run("SELECT min(enumlabel::text) FROM pg_enum WHERE enumsortorder = 1") for run in (sql, made)]',
        "['SMALL', 'LARGE']",
    ),
    "unique-missing": Proof("alembic()", "~('remove_index', Index('Project_slug_key'"),
    "unique-extra": Proof(
        "sql('SELECT count(*) FROM \"User\"')",
        "2",
        "INSERT INTO \"User\" (email) VALUES ('same'), ('same')",
    ),
    "index-missing": Proof("alembic()", "~('remove_index', Index('Post_authorId_idx'"),
    "index-extra": Proof("alembic()", "~('add_index', Index('ix_User_email'"),
    "index-without-columns": Proof("made('SELECT 1')", "!syntax error"),
    "index": Proof("alembic()", "~('add_index', Index('Event_kind_day_idx'"),
    "index-method": Proof(
        "[run(\"SELECT amname FROM pg_class JOIN pg_am ON pg_am.oid = relam WHERE relname = 'Doc_data_idx'\") "
        "for run in (sql, made)]",
        "['gin', 'btree']",
    ),
    "index-operator-class": Proof(
        "['jsonb_path_ops' in run(\"SELECT indexdef FROM pg_indexes WHERE indexname = 'Doc_data_idx'\") "
        "for run in (sql, made)]",
        "[True, False]",
    ),
    "index-predicate": Proof(
        "['WHERE' in run(\"SELECT indexdef FROM pg_indexes WHERE indexname = 'Doc_kind_idx'\") for run in (sql, made)]",
        "[False, True]",
    ),
    "index-name": Proof("alembic()", "~('add_index', Index('post_author'"),
    "foreign-key": Proof(
        "s.scalars(sa.select(m.Post).join(m.Post.user)).all()",
        "!operator does not exist: integer = text",
        "INSERT INTO \"User\" (email) VALUES ('a'); INSERT INTO \"Post\" (author) VALUES ('a')",
    ),
    "foreign-key-forbidden": Proof(
        "[run(\"SELECT count(*) FROM pg_constraint WHERE contype = 'f'\") for run in (sql, made)]", "[0, 1]"
    ),
    "foreign-key-on-delete": Proof("alembic()", "~('add_fk'"),
    "foreign-key-on-update": Proof("alembic()", "~('add_fk'"),
    "foreign-key-name": Proof(
        "sql('ALTER TABLE \"Post\" DROP CONSTRAINT fk_post_author')",
        '!constraint "fk_post_author" of relation "Post" does not exist',
    ),
    "naming-convention": Proof("alembic()", "~('add_index', Index('ix_Post_a'"),
    "relationship-missing": Proof("m.User().posts", "!'User' object has no attribute 'posts'"),
    "relationship-cardinality": Proof("m.User().profiles", "[]"),
    "relationship-back": Proof(
        "[user := m.User(), add(user), len(user.posts), add(m.Post(author=user)), len(user.posts)][-1]", "0"
    ),
    "relationship-cascade": Proof(
        "[s.delete(s.get_one(m.User, 1)), s.flush()]",
        '!null value in column "authorId"',
        'INSERT INTO "User" DEFAULT VALUES; INSERT INTO "Post" ("authorId") VALUES (1)',
    ),
    "tenancy-settings": Proof(
        "[s.scalar(sa.select(sa.func.count()).select_from(m.Task).join(m.Project)), "
        "sql('SELECT count(*) FROM \"Task\"')]",
        "[0, 1]",
        'INSERT INTO "Task" DEFAULT VALUES',
    ),
    "tenant-column-missing": Proof(
        "s.scalars(sa.select(m.Project.name).order_by(m.Project.id)).all()",
        "['of one tenant', 'of another']",
        "INSERT INTO \"Project\" (name) VALUES ('of one tenant'), ('of another')",
    ),
    "tenant-column-nullable": Proof(
        "[s.scalar(sa.select(sa.func.count()).select_from(m.Project).where(m.Project.organizationId == 'a')), "
        "len(s.scalars(sa.select(m.Project)).all())]",
        "[0, 1]",
        'INSERT INTO "Organization" VALUES (\'a\'); INSERT INTO "Project" DEFAULT VALUES',
    ),
    "tenant-column-type": Proof(
        "s.scalars(sa.select(m.Project).join(m.Organization, m.Organization.id == m.Project.organizationId)).all()",
        "!operator does not exist: text = integer",
    ),
    "tenant-foreign-key": Proof(
        "[add(m.Project(organizationId='nobody')), s.scalars(sa.select(m.Project.organizationId)).all()]",
        "[None, ['nobody']]",
    ),
    "tenant-index": Proof(
        'sql(\'SET enable_seqscan = off; EXPLAIN SELECT * FROM "Project" WHERE "organizationId" = $$a$$\')',
        "~Seq Scan",
    ),
    "tenant-unique": Proof(
        "add(m.Project(organizationId='b', key='launch'))",
        "!Key (key)=(launch) already exists",
        "INSERT INTO \"Organization\" VALUES ('a'), ('b'); "
        "INSERT INTO \"Project\" (\"organizationId\", key) VALUES ('a', 'launch')",
    ),
    "tenant-relation": Proof(
        "[task := s.scalars(sa.select(m.Task)).one(), task.organizationId, task.project.organizationId][1:]",
        "['a', 'b']",
        "INSERT INTO \"Organization\" VALUES ('a'), ('b'); "
        'INSERT INTO "Project" (id, "organizationId") VALUES (7, \'b\'); '
        'INSERT INTO "Task" ("organizationId", "projectId") VALUES (\'a\', 7)',
    ),
}

PREVENTED: dict[str, Proof] = {
    "comment": Proof("alembic()", "[]"),
    "tenant-column-nullable": Proof("add(m.Project())", '!null value in column "organizationId"'),
    "tenant-foreign-key": Proof("add(m.Project(organizationId='nobody'))", "!violates foreign key constraint"),
    "tenant-index": Proof(
        'sql(\'SET enable_seqscan = off; EXPLAIN SELECT * FROM "Project" WHERE "organizationId" = $$a$$\')',
        "~Bitmap Heap Scan",
    ),
    "tenant-unique": Proof(
        "add(m.Project(organizationId='b', key='launch', token='y'))",
        "None",
        "INSERT INTO \"Organization\" VALUES ('a'), ('b'); "
        "INSERT INTO \"Project\" (\"organizationId\", key, token) VALUES ('a', 'launch', 'x')",
    ),
    "tenant-relation": Proof(
        "add(m.Task(organizationId='a', projectId=7))",
        '!is not present in table "Project"',
        "INSERT INTO \"Organization\" VALUES ('a'), ('b'); "
        'INSERT INTO "Project" (id, "organizationId") VALUES (7, \'b\')',
    ),
}
"""What does not happen where the rule is silent: acts over the rules' valid examples."""

MILDER: dict[str, tuple[Proof, ...]] = {
    "list-nullable": (
        Proof(
            "s.scalars(sa.select(m.Article)).one().tags", "['new']", "INSERT INTO \"Article\" (tags) VALUES ('{new}')"
        ),
        Proof("s.scalars(sa.select(m.Article)).one().tags", "[]", 'INSERT INTO "Article" DEFAULT VALUES', example=1),
    ),
    "relationship-cascade": (
        Proof("[s.delete(s.get_one(m.User, 1)), s.flush()]", "[None, None]", 'INSERT INTO "User" DEFAULT VALUES'),
        Proof(
            "(s.execute(sa.delete(m.User)).rowcount, s.scalar(sa.select(sa.func.count(m.Post.id))))",
            "(1, 0)",
            'INSERT INTO "User" DEFAULT VALUES; INSERT INTO "Post" ("authorId") VALUES (1)',
        ),
    ),
}
"""Rules that warn although something fails, and what the same program can do nevertheless: it reads lists
that were given, or that the database gives; it deletes objects that have no children, and rows with children by a
statement.
"""

QUIET = {
    "client-default-missing": "of an optional column, where both sides allow the NULL that is stored",
    "client-py-refused": "only where Prisma Client Python is generated from the schema",
    "tenant-foreign-key": "only where a program stores what it did not check",
    "tenant-relation": "only where a program stores what it did not check",
    "tenant-unique": "uniques that are meant for all tenants are common",
}
"""Rules that warn although something fails, which is a matter of the program's and not of the two descriptions."""
