"""Prisma migration 20250302090000_overdue_invoices

Revision ID: 39117702f11e
Revises: 66f730dd5646
Create Date: 2025-03-02 09:00:00

Made by prismalchemy from prisma/migrations/20250302090000_overdue_invoices/migration.sql: runs its statements, and keeps
Prisma's own record of them, so that either tool can deploy it. Where Prisma has applied it, nothing is run.
"""

import time
import uuid

from alembic import context, op
from alembic.util import CommandError

revision = "39117702f11e"
down_revision = "66f730dd5646"
branch_labels = None
depends_on = None

prisma_migration = "20250302090000_overdue_invoices"
prisma_checksum = "42a2d6d1636802b368e53cba10822231d7d6fce6d92ddd6c7d77f7d45a081ccc"

STATEMENTS = (
    """\
-- The table is large: PostgreSQL builds the index while invoices are written, which it does outside of transactions.
CREATE INDEX CONCURRENTLY "invoices_organization_id_issued_on_idx" ON "invoices"("organization_id", "issued_on" DESC)""",
)

HISTORY = """\
CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
)"""
BEGUN = f"""\
INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at)
VALUES ('{uuid.uuid4()}', '{prisma_checksum}', '{prisma_migration}', clock_timestamp())"""
FINISHED = f"""\
UPDATE "_prisma_migrations" SET finished_at = clock_timestamp(), applied_steps_count = 1
WHERE migration_name = '{prisma_migration}' AND finished_at IS NULL AND rolled_back_at IS NULL"""
APPLIED = f"""\
SELECT finished_at FROM "_prisma_migrations"
WHERE migration_name = '{prisma_migration}' AND rolled_back_at IS NULL ORDER BY finished_at IS NULL"""


def upgrade() -> None:
    if op.get_context()._in_external_transaction:
        raise CommandError("this migration cannot run in a transaction; let env.py begin none before `configure`")
    with op.get_context().autocommit_block():
        lock("pg_try_advisory_lock")
        try:
            run(HISTORY)
            if is_applied():
                run("SELECT pg_advisory_unlock(72707369)")
                return
            run(BEGUN)
            held = release()
            for statement in (*STATEMENTS, FINISHED):
                run(statement)
            for _ in range(held - 1):
                lock("pg_try_advisory_lock")
        except BaseException:
            if not context.is_offline_mode():
                run("ROLLBACK")
                release()
            raise


def release() -> int:
    """Gives up the lock, as often as this session holds it, and says how often that was.

    Whoever waits for it would be waited for by CONCURRENTLY, which PostgreSQL calls a deadlock. The migration that is
    recorded as begun keeps others out.
    """
    if context.is_offline_mode():
        run("SELECT pg_advisory_unlock(72707369)")
        return 1
    held = 0
    while run("SELECT pg_advisory_unlock(72707369)").scalar():
        held += 1
    return held


def run(statement: str):
    """Sends one statement as it is."""
    if context.is_offline_mode():
        return op.get_context().impl.static_output(statement + ";")
    return op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def is_applied() -> bool:
    """Whether the database has this migration, whoever applied it."""
    if context.is_offline_mode():
        return False
    found = run(APPLIED).fetchone()
    if found and found[0] is None:
        raise CommandError(
            f"Prisma migration {prisma_migration} was begun and did not end. If another deployment is at it, wait for "
            f"that. Else see what of it is in the database, undo that or complete it, then say which: "
            f"`npx prisma migrate resolve --rolled-back {prisma_migration}` or `--applied {prisma_migration}`; "
            f"then upgrade again"
        )
    return bool(found)


def lock(function: str) -> None:
    """Waits for the lock under which Prisma deploys, a minute at the most."""
    if context.is_offline_mode():
        run(f"SELECT {function.replace('_try', '')}(72707369)")
        return
    for _ in range(300):
        if run(f"SELECT {function}(72707369)").scalar():
            return
        time.sleep(0.2)
    raise CommandError("another deployment holds the lock of Prisma's migrations for over a minute; try later")


DOWN_STATEMENTS = (
    """DROP INDEX CONCURRENTLY "invoices_organization_id_issued_on_idx\"""",
)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        lock("pg_try_advisory_lock")
        try:
            held = release()
            for statement in DOWN_STATEMENTS:
                run(statement)
            run(f"DELETE FROM \"_prisma_migrations\" WHERE migration_name = '{prisma_migration}'")
            for _ in range(held - 1):
                lock("pg_try_advisory_lock")
        except BaseException:
            if not context.is_offline_mode():
                run("ROLLBACK")
                release()
            raise
