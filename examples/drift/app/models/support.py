"""The support desk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, DateTime, Enum, ForeignKey, Index, String, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, BigPk, CuidPk, OrganizationId, TimestampMixin, user_fk
from app.models.enums import ConversationState, SenderType

if TYPE_CHECKING:
    from app.models.organization import Organization
    from app.models.user import User


class Contact(TimestampMixin, Base):
    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("organization_id", "email"),)

    id: Mapped[CuidPk]
    organization_id: Mapped[OrganizationId]
    external_id: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(String(320), index=True)
    name: Mapped[str] = mapped_column(String(120))
    company: Mapped[str | None] = mapped_column(String(100))
    attributes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))

    organization: Mapped[Organization] = relationship(back_populates="contacts")
    conversations: Mapped[list[Conversation]] = relationship(back_populates="contact", passive_deletes="all")


class Conversation(TimestampMixin, Base):
    __tablename__ = "conversations"

    id: Mapped[CuidPk]
    organization_id: Mapped[OrganizationId]
    contact_id: Mapped[str] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE", onupdate="CASCADE"))
    assignee_id: Mapped[str | None] = user_fk("assignee_id", "SET NULL")
    subject: Mapped[str | None] = mapped_column(String(255))
    state: Mapped[ConversationState] = mapped_column(
        Enum(ConversationState, name="conversation_state"), server_default="OPEN"
    )
    snoozed_until: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(back_populates="conversations")
    contact: Mapped[Contact] = relationship(back_populates="conversations")
    assignee: Mapped[User | None] = relationship(back_populates="conversations")
    messages: Mapped[list[Message]] = relationship(back_populates="conversation", order_by="Message.id")


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (Index("conversation_id"),)

    id: Mapped[BigPk]
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE", onupdate="CASCADE"))
    sender_type: Mapped[SenderType] = mapped_column(Enum("CONTACT", "AGENT", "BOT", name="sender_type"))
    sender_name: Mapped[str] = mapped_column(String(120))
    body: Mapped[str]
    attachments: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    sent_at: Mapped[datetime] = mapped_column(DateTime, server_default=func.now())

    conversation: Mapped[Conversation] = relationship(back_populates="messages")
