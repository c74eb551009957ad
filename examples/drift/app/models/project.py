"""Projects, their members and milestones."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Enum, ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import func

from app.models.base import Base, CreatedAt, CuidPk, OrganizationId, TimestampMixin, user_fk
from app.models.enums import ProjectStatus, ProjectVisibility, Role, role_type

if TYPE_CHECKING:
    from app.models.organization import Organization
    from app.models.task import Task
    from app.models.user import User


class Project(TimestampMixin, Base):
    __tablename__ = "projects"

    id: Mapped[CuidPk]
    organization_id: Mapped[OrganizationId]
    lead_id: Mapped[str | None] = user_fk("lead_id", "SET NULL", index=True)
    key: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str | None]
    status: Mapped[ProjectStatus] = mapped_column(Enum(ProjectStatus, name="project_status"), server_default="PLANNED")
    visibility: Mapped[ProjectVisibility] = mapped_column(
        Enum(ProjectVisibility, name="project_visibility"), server_default="PRIVATE"
    )
    color: Mapped[str] = mapped_column(String(7), server_default="#64748b")
    budget: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), server_default=text("ARRAY[]::text[]"))
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", server_default=text("'{}'::jsonb"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    organization: Mapped[Organization] = relationship(back_populates="projects")
    lead: Mapped[User | None] = relationship(back_populates="led_projects")
    members: Mapped[list[ProjectMember]] = relationship(back_populates="project", cascade="all, delete-orphan")
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="project", order_by="Milestone.position", passive_deletes="all"
    )
    tasks: Mapped[list[Task]] = relationship(back_populates="project", passive_deletes="all")


class ProjectMember(Base):
    __tablename__ = "project_members"

    project_id: Mapped[str] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    user_id: Mapped[str] = user_fk("user_id", primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(role_type, server_default="MEMBER")
    added_at: Mapped[CreatedAt]

    project: Mapped[Project] = relationship(back_populates="members")
    user: Mapped[User] = relationship(back_populates="project_members")


class Milestone(Base):
    __tablename__ = "milestones"

    id: Mapped[CuidPk]
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE", onupdate="CASCADE"))
    title: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(server_default=text("0"))
    due_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship(back_populates="milestones")
    tasks: Mapped[list[Task]] = relationship(back_populates="milestone")


Index(None, Milestone.project_id, Milestone.position)
