"""Tenants: organizations, who belongs to them, and teams."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CHAR,
    Column,
    Enum,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CreatedAt, CuidPk, OrganizationId, TimestampMixin, user_fk
from app.models.enums import InvitationStatus, Locale, Plan, Role, locale_type, plan_type, role_type

if TYPE_CHECKING:
    from app.models.audit import AuditLog, FeatureFlag
    from app.models.billing import Invoice, PaymentMethod, Subscription
    from app.models.integrations import ApiKey, Webhook
    from app.models.project import Project
    from app.models.support import Contact, Conversation
    from app.models.task import Label, Task
    from app.models.user import User


class Organization(TimestampMixin, Base):
    """A customer."""

    __tablename__ = "organizations"

    id: Mapped[CuidPk]
    name: Mapped[str] = mapped_column(String(120))
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    plan: Mapped[Plan] = mapped_column(plan_type, default=Plan.FREE)
    locale: Mapped[Locale] = mapped_column(locale_type, server_default="en")
    billing_email: Mapped[str | None] = mapped_column(String(320))
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB, server_default=text("'{}'"))
    deleted_at: Mapped[datetime | None]

    memberships: Mapped[list[Membership]] = relationship(back_populates="organization", passive_deletes="all")
    invitations: Mapped[list[Invitation]] = relationship(back_populates="organization", passive_deletes="all")
    teams: Mapped[list[Team]] = relationship(back_populates="organization", passive_deletes="all")
    subscriptions: Mapped[list[Subscription]] = relationship(back_populates="organization", passive_deletes="all")
    invoices: Mapped[list[Invoice]] = relationship(back_populates="organization")
    payment_methods: Mapped[list[PaymentMethod]] = relationship(back_populates="organization", passive_deletes="all")
    projects: Mapped[list[Project]] = relationship(back_populates="organization", passive_deletes="all")
    tasks: Mapped[list[Task]] = relationship(back_populates="organization", passive_deletes="all")
    labels: Mapped[list[Label]] = relationship(back_populates="organization", passive_deletes="all")
    contacts: Mapped[list[Contact]] = relationship(back_populates="organization", passive_deletes="all")
    conversations: Mapped[list[Conversation]] = relationship(back_populates="organization", passive_deletes="all")
    api_keys: Mapped[list[ApiKey]] = relationship(back_populates="organization", passive_deletes="all")
    webhooks: Mapped[list[Webhook]] = relationship(back_populates="organization", passive_deletes="all")
    audit_logs: Mapped[list[AuditLog]] = relationship(back_populates="organization", passive_deletes="all")
    feature_flags: Mapped[list[FeatureFlag]] = relationship(back_populates="organization", passive_deletes="all")


class Membership(Base):
    __tablename__ = "memberships"

    organization_id: Mapped[OrganizationId]
    user_id: Mapped[str] = user_fk("user_id", primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(role_type, server_default=Role.MEMBER.name)
    title: Mapped[str | None] = mapped_column(String(80))
    joined_at: Mapped[CreatedAt]

    organization: Mapped[Organization] = relationship(back_populates="memberships")
    user: Mapped[User] = relationship(back_populates="memberships")


class Invitation(Base):
    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("organization_id", "email", name="invitations_one_per_email"),
        Index("invitations_expires_at_idx", text("expires_at DESC")),
    )

    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True, server_default=func.gen_random_uuid())
    organization_id: Mapped[OrganizationId]
    invited_by_id: Mapped[str | None] = user_fk("invited_by_id", "SET NULL")
    team_id: Mapped[str | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL", onupdate="CASCADE"))
    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[Role] = mapped_column(role_type, server_default="MEMBER")
    status: Mapped[InvitationStatus] = mapped_column(
        Enum(InvitationStatus, name="invitation_status"), server_default="PENDING"
    )
    token_hash: Mapped[bytes]
    expires_at: Mapped[datetime]
    created_at: Mapped[CreatedAt]

    organization: Mapped[Organization] = relationship(back_populates="invitations")
    invited_by: Mapped[User | None] = relationship(back_populates="sent_invitations")
    team: Mapped[Team | None] = relationship(back_populates="invitations")


# What Prisma makes of the many-to-many between Team and User.
team_members = Table(
    "_TeamToUser",
    Base.metadata,
    Column("A", Text, ForeignKey("teams.id", ondelete="CASCADE", onupdate="CASCADE")),
    Column("B", Text, ForeignKey("users.id", ondelete="CASCADE", onupdate="CASCADE")),
    PrimaryKeyConstraint("A", "B", name="_TeamToUser_AB_pkey"),
    Index("_TeamToUser_B_index", "B"),
)


class Team(TimestampMixin, Base):
    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[CuidPk]
    organization_id: Mapped[OrganizationId]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL", onupdate="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    color: Mapped[str] = mapped_column(CHAR(7), server_default="#000000")

    organization: Mapped[Organization] = relationship(back_populates="teams")
    parent: Mapped[Team | None] = relationship(back_populates="children", remote_side="Team.id")
    children: Mapped[list[Team]] = relationship(back_populates="parent")
    members: Mapped[list[User]] = relationship(secondary=team_members, back_populates="teams")
    invitations: Mapped[list[Invitation]] = relationship(back_populates="team")
