"""The code that every generated revision carries, by how its statements run.

It is text, so that a revision does not change its ways when this project does. `@LOCK@` stands for the lock's key.
"""

from __future__ import annotations

from dataclasses import dataclass

from prismalchemy.migrate import records
from prismalchemy.migrate.records import POSTGRESQL_NOW, SQLITE_NOW


@dataclass(frozen=True, slots=True)
class Code:
    """The parts of a revision that are the same in all of a kind."""

    imports: str
    upgrade: str
    downgrade: str
    further: str = ""
    """What the downgrade needs beyond what every upgrade has."""


_HISTORY = '''
HISTORY = """\\
@TABLE@"""
BEGUN = f"""\\
INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at)
VALUES ('{uuid.uuid4()}', '{prisma_checksum}', '{prisma_migration}', @NOW@)"""
'''

_SQLITE_HISTORY = '''
HISTORY = """\\
@TABLE@"""
BEGUN = f"""\\
INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at")
VALUES ('{uuid.uuid4()}', '{prisma_checksum}', '{prisma_migration}', @NOW@)"""
'''

_RECORD = '''FINISHED = f"""\\
UPDATE "_prisma_migrations" SET finished_at = @NOW@, applied_steps_count = 1
WHERE migration_name = '{prisma_migration}' AND finished_at IS NULL AND rolled_back_at IS NULL"""
APPLIED = f"""\\
SELECT finished_at FROM "_prisma_migrations"
WHERE migration_name = '{prisma_migration}' AND rolled_back_at IS NULL ORDER BY finished_at IS NULL"""
'''

_RUN = '''
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
'''

_LOCK = '''
def lock(function: str) -> None:
    """Waits for the lock under which Prisma deploys, a minute at the most."""
    if context.is_offline_mode():
        run(f"SELECT {function.replace('_try', '')}(@LOCK@)")
        return
    for _ in range(300):
        if run(f"SELECT {function}(@LOCK@)").scalar():
            return
        time.sleep(0.2)
    raise CommandError("another deployment holds the lock of Prisma's migrations for over a minute; try later")
'''

_RELEASE = '''
def release() -> int:
    """Gives up the lock, as often as this session holds it, and says how often that was.

    Whoever waits for it would be waited for by CONCURRENTLY, which PostgreSQL calls a deadlock. The migration that is
    recorded as begun keeps others out.
    """
    if context.is_offline_mode():
        run("SELECT pg_advisory_unlock(@LOCK@)")
        return 1
    held = 0
    while run("SELECT pg_advisory_unlock(@LOCK@)").scalar():
        held += 1
    return held
'''

POSTGRESQL = Code(
    imports="import time\nimport uuid\n\nfrom alembic import context, op\nfrom alembic.util import CommandError",
    upgrade=f"""{_HISTORY.replace("@NOW@", POSTGRESQL_NOW).replace("@TABLE@", records.POSTGRESQL).strip()}
{_RECORD.replace("@NOW@", POSTGRESQL_NOW).strip()}


def upgrade() -> None:
    migration = op.get_context()
    if not migration._in_external_transaction:
        with migration.autocommit_block():
            pass  # what came before is committed: each migration has a transaction of its own, as with Prisma
    lock("pg_try_advisory_xact_lock")
    run(HISTORY)
    if not is_applied():
        for statement in (BEGUN, *STATEMENTS, FINISHED):
            run(statement)

{_RUN}
{_LOCK}
""".rstrip(),
    downgrade="""\
def downgrade() -> None:
    migration = op.get_context()
    if not migration._in_external_transaction:
        with migration.autocommit_block():
            pass
    lock("pg_try_advisory_xact_lock")
    for statement in DOWN_STATEMENTS:
        run(statement)
    run(f"DELETE FROM \\"_prisma_migrations\\" WHERE migration_name = '{prisma_migration}'")""",
)
"""All in one transaction."""

POSTGRESQL_AUTOCOMMIT = Code(
    imports=POSTGRESQL.imports,
    upgrade=f"""{_HISTORY.replace("@NOW@", POSTGRESQL_NOW).replace("@TABLE@", records.POSTGRESQL).strip()}
{_RECORD.replace("@NOW@", POSTGRESQL_NOW).strip()}


def upgrade() -> None:
    if op.get_context()._in_external_transaction:
        raise CommandError("this migration cannot run in a transaction; let env.py begin none before `configure`")
    with op.get_context().autocommit_block():
        lock("pg_try_advisory_lock")
        try:
            run(HISTORY)
            if is_applied():
                run("SELECT pg_advisory_unlock(@LOCK@)")
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

{_RELEASE}
{_RUN}
{_LOCK}
""".rstrip(),
    downgrade="""\
def downgrade() -> None:
    with op.get_context().autocommit_block():
        lock("pg_try_advisory_lock")
        try:
            held = release()
            for statement in DOWN_STATEMENTS:
                run(statement)
            run(f"DELETE FROM \\"_prisma_migrations\\" WHERE migration_name = '{prisma_migration}'")
            for _ in range(held - 1):
                lock("pg_try_advisory_lock")
        except BaseException:
            if not context.is_offline_mode():
                run("ROLLBACK")
                release()
            raise""",
    further=_RELEASE.strip(),
)
"""Statement by statement, for what PostgreSQL refuses in a transaction, and scripts with transactions of their own."""

SQLITE = Code(
    imports="import uuid\n\nfrom alembic import context, op\nfrom alembic.util import CommandError",
    upgrade=f"""{_SQLITE_HISTORY.replace("@NOW@", SQLITE_NOW).replace("@TABLE@", records.SQLITE).strip()}
{_RECORD.replace("@NOW@", SQLITE_NOW).strip()}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in BEFORE:
            run(statement)
        run("BEGIN IMMEDIATE")
        try:
            run(HISTORY)
            if not is_applied():
                for statement in (BEGUN, *STATEMENTS, FINISHED):
                    run(statement)
            run("COMMIT")
        except BaseException:
            if not context.is_offline_mode():
                run("ROLLBACK")
            raise
        for statement in AFTER:
            run(statement)

{_RUN}
""".rstrip(),
    downgrade="""\
def downgrade() -> None:
    with op.get_context().autocommit_block():
        for statement in DOWN_BEFORE:
            run(statement)
        run("BEGIN IMMEDIATE")
        try:
            for statement in DOWN_STATEMENTS:
                run(statement)
            run(f"DELETE FROM \\"_prisma_migrations\\" WHERE migration_name = '{prisma_migration}'")
            run("COMMIT")
        except BaseException:
            if not context.is_offline_mode():
                run("ROLLBACK")
            raise
        for statement in DOWN_AFTER:
            run(statement)""",
)
"""SQLite, whose driver must be kept from beginning transactions of its own."""
