"""Runs the drifted models against the database that the schema describes, and prints what happens, as JSON.

    python consequences.py URL      (in examples/drift; a URL for asyncpg, as FastAPI applications have it)

Run by test_consequences.py in a process of its own, because it imports the example's models.
"""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
import warnings
from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any

from app import models as m
from app.models import enums as e
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, configure_mappers

NOW = "'2026-01-01'"
# What the dashboard wrote: through plain SQL, so that no drift is in the way.
ROWS = (
    "INSERT INTO organizations (id, name, slug, updated_at) "
    f"VALUES ('o1', 'One', 'one', {NOW}), ('o2', 'Two', 'two', {NOW})",
    f"INSERT INTO users (id, email, updated_at) VALUES ('u1', 'a@example.org', {NOW})",
    "INSERT INTO memberships (organization_id, user_id, role) VALUES ('o1', 'u1', 'OWNER'), ('o2', 'u1', 'GUEST')",
    "INSERT INTO subscriptions (id, organization_id, external_id, current_period_end, updated_at) "
    f"VALUES ('s1', 'o1', 'sub_1', {NOW}, {NOW})",
    "INSERT INTO invoices (id, organization_id, subscription_id, number, status, updated_at) "
    f"VALUES ('i1', 'o1', 's1', '1', 'DRAFT', {NOW}), ('i2', 'o1', 's1', '2', 'VOID', {NOW})",
    "INSERT INTO invoice_lines (invoice_id, position, description, unit_price) VALUES ('i1', 1, '', 0.1)",
    f"INSERT INTO projects (id, organization_id, key, name, updated_at) VALUES ('p1', 'o1', 'P', 'P', {NOW})",
    "INSERT INTO tasks (id, organization_id, project_id, reporter_id, number, title, updated_at) "
    f"VALUES ('t1', 'o1', 'p1', 'u1', 1, 'T', {NOW})",
    f"INSERT INTO comments (id, task_id, author_id, body, updated_at) VALUES ('c1', 't1', 'u1', '', {NOW})",
    f"INSERT INTO contacts (id, organization_id, external_id, name, updated_at) VALUES ('k1', 'o1', 7, 'K', {NOW})",
    f"INSERT INTO conversations (id, organization_id, contact_id, updated_at) VALUES ('v1', 'o1', 'k1', {NOW})",
    "INSERT INTO api_keys (id, organization_id, name, prefix, hash, scopes) "
    "VALUES ('00000000-0000-0000-0000-000000000001', 'o1', 'K', 'abcdefgh', '\\x00', '{read}')",
    f"INSERT INTO webhooks (id, organization_id, url, secret, updated_at) VALUES ('w1', 'o1', 'u', 's', {NOW})",
)


def insert(row: object) -> Callable[[Session], None]:
    """Adds a row and sends it."""

    def act(session: Session) -> None:
        session.add(row)
        session.flush()

    return act


def read(query: Any, get: Callable[[Any], Any] = lambda row: None) -> Callable[[Session], Any]:
    """Reads all rows of a query, and says something about them."""
    return lambda session: get(session.scalars(query).all())


def edit_comment(session: Session) -> Any:
    """Whether an edit leaves the time of the last edit as it was."""
    comment = session.get_one(m.Comment, "c1")
    before = comment.updated_at
    comment.body = "edited"
    session.flush()
    session.refresh(comment)
    return comment.updated_at == before


def delete_conversation(session: Session) -> None:
    """Deletes a conversation that has a message."""
    session.execute(
        text("INSERT INTO messages (conversation_id, sender_type, sender_name, body) VALUES ('v1', 'BOT', 'B', '')")
    )
    session.delete(session.get_one(m.Conversation, "v1"))
    session.flush()


def attachment() -> Any:
    """A file of 3 GiB."""
    return m.Attachment(
        id=uuid.uuid4(), task_id="t1", uploaded_by_id="u1", file_name="f", content_type="t", size_bytes=3 * 2**30
    )


ACTIONS: dict[str, Callable[[Session], Any]] = {
    "LegacyExport": read(select(m.LegacyExport)),
    "WebhookDelivery.__tablename__": read(select(m.WebhookDelivery)),
    "task_labels": read(select(m.Task.id).join(m.Task.labels)),
    "Invoice (number)": insert(m.Invoice(organization_id="o1")),
    "User.nickname": read(select(m.User)),
    "Session.user_agent": read(select(m.Session)),
    "Contact.external_id": read(select(m.Contact).where(m.Contact.external_id == "7")),
    "Attachment.size_bytes": insert(attachment()),
    "Message.sent_at": insert(
        m.Message(
            conversation_id="v1",
            sender_type="BOT",
            sender_name="B",
            body="",
            sent_at=datetime(2026, 1, 1, tzinfo=timezone.utc),
        )
    ),
    "InvoiceLine.unit_price": read(select(m.InvoiceLine.unit_price), lambda rows: rows[0] * 3 == 0.3),
    "Webhook.events": insert(m.Webhook(organization_id="o1", url="u", secret="s", events=["created"])),
    "Task.priority": insert(
        m.Task(
            organization_id="o1",
            project_id="p1",
            reporter_id="u1",
            number=2,
            title="T",
            priority="HIGH",
            due_date=date(2026, 1, 1),
        )
    ),
    "ApiKey.id": read(select(m.ApiKey.name).where(m.ApiKey.id == "00000000-0000-0000-0000-000000000001")),
    "AuditLog.entity_id": insert(m.AuditLog(organization_id="o1", action=e.AuditAction.CREATE, entity="task")),
    "Task.due_date": read(select(m.Task.due_date), lambda rows: rows[0]),
    "Membership.organization_id": read(select(m.Membership), lambda rows: len(set(rows))),
    "Invoice.subscription_id": lambda session: session.get_one(m.Invoice, "i1").subscription,
    "Subscription.status": read(select(m.Subscription).where(m.Subscription.status == e.SubscriptionStatus.ACTIVE)),
    "enums.InvoiceStatus": read(select(m.Invoice.status)),
    "ApiKey.scopes": read(select(m.ApiKey.scopes)),
    "Conversation.messages": delete_conversation,
    "Project.updated_at": insert(m.Project(organization_id="o1", key="Q", name="Q")),
    "Label.id": insert(m.Label(organization_id="o1", name="L")),
    "Comment.updated_at": edit_comment,
    "User (notifications)": lambda session: m.User.notifications,
}


async def run(url: str) -> dict[str, Any]:
    """Do each action in a transaction of its own: symbol → [exception, its message] or the value."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for row in ROWS:
            await connection.execute(text(row))
    outcome: dict[str, Any] = {}
    for symbol, action in ACTIONS.items():
        async with AsyncSession(engine) as session:
            try:
                outcome[symbol] = await session.run_sync(action)
            except Exception as error:
                outcome[symbol] = [type(error).__name__, str(error).split("\n")[0]]
            await session.rollback()
    await engine.dispose()
    return outcome


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    configure_mappers()
    json.dump(asyncio.run(run(sys.argv[1])), sys.stdout, default=str, indent=1)
