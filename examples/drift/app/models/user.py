"""People and how they log in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, false, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CuidPk, TimestampMixin, naive_utcnow
from app.models.organization import team_members

if TYPE_CHECKING:
    from app.models.discussion import Attachment, Comment
    from app.models.notifications import NotificationPreference
    from app.models.organization import Invitation, Membership, Team
    from app.models.project import Project, ProjectMember
    from app.models.support import Conversation
    from app.models.task import Task
    from app.models.timetracking import TimeEntry


class User(TimestampMixin, Base):
    __tablename__ = "users"

    id: Mapped[CuidPk]
    email: Mapped[str] = mapped_column(String(320), unique=True)
    email_verified: Mapped[datetime | None]
    name: Mapped[str | None] = mapped_column(String(120))
    image: Mapped[str | None]
    nickname: Mapped[str | None] = mapped_column(String(40))
    is_admin: Mapped[bool] = mapped_column(server_default=false())
    metadata_: Mapped[dict[str, Any] | None] = mapped_column("metadata")

    accounts: Mapped[list[Account]] = relationship(back_populates="user", passive_deletes=True)
    sessions: Mapped[list[Session]] = relationship(back_populates="user", passive_deletes=True)
    memberships: Mapped[list[Membership]] = relationship(back_populates="user", passive_deletes="all")
    sent_invitations: Mapped[list[Invitation]] = relationship(back_populates="invited_by")
    teams: Mapped[list[Team]] = relationship(secondary=team_members, back_populates="members")
    led_projects: Mapped[list[Project]] = relationship(back_populates="lead")
    project_members: Mapped[list[ProjectMember]] = relationship(back_populates="user", passive_deletes="all")
    assigned_tasks: Mapped[list[Task]] = relationship(back_populates="assignee", foreign_keys="Task.assignee_id")
    reported_tasks: Mapped[list[Task]] = relationship(back_populates="reporter", foreign_keys="Task.reporter_id")
    watched_tasks: Mapped[list[Task]] = relationship(secondary="_TaskWatchers", back_populates="watchers")
    comments: Mapped[list[Comment]] = relationship(back_populates="author", passive_deletes="all")
    attachments: Mapped[list[Attachment]] = relationship(back_populates="uploaded_by", passive_deletes="all")
    time_entries: Mapped[list[TimeEntry]] = relationship(back_populates="user", passive_deletes="all")
    conversations: Mapped[list[Conversation]] = relationship(back_populates="assignee")
    preferences: Mapped[list[NotificationPreference]] = relationship(back_populates="user", passive_deletes="all")


class AuthTimestampMixin:
    """The timestamps of the tables that Auth.js owns: camelCase, without time zone."""

    created_at: Mapped[datetime] = mapped_column("createdAt", TIMESTAMP(precision=3), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        "updatedAt", TIMESTAMP(precision=3), default=naive_utcnow, onupdate=naive_utcnow
    )


class Account(AuthTimestampMixin, Base):
    __tablename__ = "Account"

    provider: Mapped[str] = mapped_column(primary_key=True)
    provider_account_id: Mapped[str] = mapped_column("providerAccountId", primary_key=True)
    user_id: Mapped[str] = mapped_column(
        "userId", ForeignKey("users.id", ondelete="CASCADE", onupdate="CASCADE"), index=True
    )
    type: Mapped[str]
    refresh_token: Mapped[str | None]
    access_token: Mapped[str | None]
    expires_at: Mapped[int | None]
    scope: Mapped[str | None]

    user: Mapped[User] = relationship(back_populates="accounts")


class Session(AuthTimestampMixin, Base):
    __tablename__ = "Session"

    id: Mapped[CuidPk]
    session_token: Mapped[str] = mapped_column("sessionToken", unique=True)
    user_id: Mapped[str] = mapped_column("userId", ForeignKey("users.id", ondelete="CASCADE", onupdate="CASCADE"))
    expires: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3))
    user_agent: Mapped[str | None]

    user: Mapped[User] = relationship(back_populates="sessions")


class VerificationToken(Base):
    __tablename__ = "VerificationToken"

    identifier: Mapped[str] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(primary_key=True)
    expires: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3))
