"""Tasks, and what connects them."""

from __future__ import annotations

from datetime import date, datetime, time
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
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIME
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CuidPk, OrganizationId, TimestampMixin, user_fk
from app.models.enums import DependencyKind, TaskStatus

if TYPE_CHECKING:
    from app.models.discussion import Attachment, Comment
    from app.models.organization import Organization
    from app.models.project import Milestone, Project
    from app.models.timetracking import TimeEntry
    from app.models.user import User

CASCADE = "CASCADE"

task_labels = Table(
    "task_labels",
    Base.metadata,
    Column("task_id", ForeignKey("tasks.id", ondelete=CASCADE, onupdate=CASCADE), primary_key=True),
    Column("label_id", ForeignKey("labels.id", ondelete=CASCADE, onupdate=CASCADE), primary_key=True, index=True),
)

task_watchers = Table(
    "_TaskWatchers",
    Base.metadata,
    Column("A", ForeignKey("tasks.id", ondelete=CASCADE, onupdate=CASCADE), primary_key=True),
    Column("B", ForeignKey("users.id", ondelete=CASCADE, onupdate=CASCADE), primary_key=True),
    PrimaryKeyConstraint(name="_TaskWatchers_AB_pkey"),
    Index("_TaskWatchers_B_index", "B"),
)


class Task(TimestampMixin, Base):
    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index(None, "organization_id", "status"),
        Index(None, "assignee_id", "due_date"),
        Index("tasks_custom_fields_idx", "custom_fields"),
    )

    id: Mapped[CuidPk]
    organization_id: Mapped[OrganizationId]
    project_id: Mapped[str] = mapped_column(ForeignKey("projects.id", ondelete=CASCADE, onupdate=CASCADE))
    milestone_id: Mapped[str | None] = mapped_column(ForeignKey("milestones.id", onupdate=CASCADE))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("tasks.id", ondelete=CASCADE, onupdate=CASCADE))
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL", onupdate=CASCADE))
    reporter_id: Mapped[str] = user_fk("reporter_id", ondelete="RESTRICT")
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None]
    status: Mapped[TaskStatus] = mapped_column(Enum(TaskStatus, name="task_status"), server_default="BACKLOG")
    priority: Mapped[str] = mapped_column(String(20), server_default="NORMAL")
    estimate: Mapped[float | None]
    due_date: Mapped[date]
    starts_at: Mapped[time | None] = mapped_column(TIME(precision=0))
    custom_fields: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    completed_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(back_populates="tasks")
    project: Mapped[Project] = relationship(back_populates="tasks")
    milestone: Mapped[Milestone | None] = relationship(back_populates="tasks")
    parent: Mapped[Task | None] = relationship(back_populates="subtasks", remote_side="Task.id")
    subtasks: Mapped[list[Task]] = relationship(back_populates="parent")
    assignee: Mapped[User | None] = relationship(back_populates="assigned_tasks", foreign_keys=[assignee_id])
    reporter: Mapped[User] = relationship(back_populates="reported_tasks", foreign_keys=[reporter_id])
    watchers: Mapped[list[User]] = relationship(secondary=task_watchers, back_populates="watched_tasks")
    labels: Mapped[list[Label]] = relationship(secondary=task_labels, back_populates="tasks")
    blocks: Mapped[list[TaskDependency]] = relationship(
        back_populates="source", foreign_keys="TaskDependency.source_id", passive_deletes="all"
    )
    blocked_by: Mapped[list[TaskDependency]] = relationship(
        back_populates="target", foreign_keys="TaskDependency.target_id", passive_deletes="all"
    )
    comments: Mapped[list[Comment]] = relationship(back_populates="task", passive_deletes="all")
    attachments: Mapped[list[Attachment]] = relationship(back_populates="task", passive_deletes="all")
    time_entries: Mapped[list[TimeEntry]] = relationship(back_populates="task", passive_deletes="all")

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to do."""
        return self.status is TaskStatus.DONE


class TaskDependency(Base):
    __tablename__ = "task_dependencies"

    source_id: Mapped[str] = mapped_column(ForeignKey("tasks.id", ondelete=CASCADE, onupdate=CASCADE), primary_key=True)
    target_id: Mapped[str] = mapped_column(
        ForeignKey("tasks.id", ondelete=CASCADE, onupdate=CASCADE), primary_key=True, index=True
    )
    kind: Mapped[DependencyKind] = mapped_column(Enum(DependencyKind, name="dependency_kind"), server_default="BLOCKS")

    source: Mapped[Task] = relationship(back_populates="blocks", foreign_keys=[source_id])
    target: Mapped[Task] = relationship(back_populates="blocked_by", foreign_keys=[target_id])


class Label(Base):
    __tablename__ = "labels"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    organization_id: Mapped[OrganizationId]
    name: Mapped[str] = mapped_column(String(50))
    color: Mapped[str] = mapped_column(CHAR(7), server_default="#94a3b8")

    organization: Mapped[Organization] = relationship(back_populates="labels")
    tasks: Mapped[list[Task]] = relationship(secondary=task_labels, back_populates="labels")
