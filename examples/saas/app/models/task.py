"""The model `Task`."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Double,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB, TIME, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .enums import TaskPriority, TaskStatus
from .tables import label_to_task_table, task_watchers_table

if TYPE_CHECKING:
    from .attachment import Attachment
    from .comment import Comment
    from .label import Label
    from .milestone import Milestone
    from .organization import Organization
    from .project import Project
    from .task_dependency import TaskDependency
    from .time_entry import TimeEntry
    from .user import User


class Task(Base):
    __tablename__ = "tasks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "project_id"],
            ["projects.organization_id", "projects.id"],
            name="tasks_organization_id_project_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["tasks.organization_id", "tasks.id"],
            name="tasks_organization_id_parent_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
            use_alter=True,
        ),
        Index("tasks_organization_id_id_key", "organization_id", "id", unique=True),
        Index("tasks_project_id_number_key", "project_id", "number", unique=True),
        Index("tasks_organization_id_status_idx", "organization_id", "status"),
        Index("tasks_assignee_id_due_date_idx", "assignee_id", "due_date"),
        Index(
            "tasks_custom_fields_idx",
            "custom_fields",
            postgresql_using="gin",
            postgresql_ops={"custom_fields": "jsonb_path_ops"},
        ),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="tasks_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    project_id: Mapped[str] = mapped_column(Text)
    milestone_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "milestones.id",
            name="tasks_milestone_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    parent_id: Mapped[str | None] = mapped_column(Text)
    assignee_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="tasks_assignee_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    reporter_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="tasks_reporter_id_fkey",
            ondelete="RESTRICT",
            onupdate="CASCADE",
        ),
    )
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    status: Mapped[TaskStatus] = mapped_column(
        Enum(TaskStatus, name="task_status"), server_default="BACKLOG"
    )
    priority: Mapped[TaskPriority] = mapped_column(
        Enum(TaskPriority, name="task_priority"), server_default="NORMAL"
    )
    estimate: Mapped[float | None] = mapped_column(Double)
    due_date: Mapped[date | None]
    starts_at: Mapped[time | None] = mapped_column(TIME(precision=0))
    custom_fields: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    completed_at: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="tasks", overlaps="parent,project,subtasks,tasks", lazy="raise"
    )
    project: Mapped["Project"] = relationship(
        back_populates="tasks",
        overlaps="organization,parent,subtasks,tasks",
        lazy="raise",
    )
    milestone: Mapped["Milestone | None"] = relationship(
        back_populates="tasks", lazy="raise"
    )
    parent: Mapped["Task | None"] = relationship(
        remote_side="[Task.organization_id, Task.id]",
        back_populates="subtasks",
        overlaps="organization,project,tasks",
        lazy="raise",
    )
    subtasks: Mapped[list["Task"]] = relationship(
        passive_deletes="all",
        back_populates="parent",
        overlaps="organization,project,tasks",
        lazy="raise",
    )
    assignee: Mapped["User | None"] = relationship(
        foreign_keys="Task.assignee_id", back_populates="assigned_tasks", lazy="raise"
    )
    reporter: Mapped["User"] = relationship(
        foreign_keys="Task.reporter_id", back_populates="reported_tasks", lazy="raise"
    )
    watchers: Mapped[list["User"]] = relationship(
        secondary=task_watchers_table,
        passive_deletes=True,
        back_populates="watched_tasks",
        lazy="raise",
    )
    labels: Mapped[list["Label"]] = relationship(
        secondary=label_to_task_table,
        passive_deletes=True,
        back_populates="tasks",
        lazy="raise",
    )
    blocks: Mapped[list["TaskDependency"]] = relationship(
        foreign_keys="TaskDependency.source_id",
        passive_deletes="all",
        back_populates="source",
        lazy="raise",
    )
    blocked_by: Mapped[list["TaskDependency"]] = relationship(
        foreign_keys="TaskDependency.target_id",
        passive_deletes="all",
        back_populates="target",
        lazy="raise",
    )
    comments: Mapped[list["Comment"]] = relationship(
        passive_deletes="all", back_populates="task", lazy="raise"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        passive_deletes="all", back_populates="task", lazy="raise"
    )
    time_entries: Mapped[list["TimeEntry"]] = relationship(
        passive_deletes="all", back_populates="task", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrUfO>5jR5WVMD6yFMF>A8?Y+LRueHqiD~!s6XkHcp)NVrdE6kpJG1Mjs<tvgJ)&C}nMpMo*)UdGj2f1
# ^ur0!&DZO$#POe24jBN9wh%bGwc?B5e5@HyL5*w$Zyn7&1lqbl|V3;!?`NY-cMmQgwAA=npbd`>Z$4&o;j1%Ca
# @T}ZomcFt`^5qJ^d1uIB;#N_=7cu+JH64?)d|93s_0{`>7Hzr;cmhKS+xzA*%JAWb>8<+Bd{Z*G|Sp*G$Afp)t
# )@@_{ry)__~Utzsi=UJxT%Xc;?NW>GHJwfC^vmd@cLF;HRHuswtQv|Ar(d@t==Y7Yls2@~p^DZKe2Ul1#q(Ji@
# $-<AbRzk@7L;^Ct-Fm^6{*72vHQ8MHZr!Svw%D`N=@kP2HU-Ua-Vpgb^LC>WdZkXGg%uHSrib^HiSR~YBVqw6B
# i7_zaymbgPm0ebiU>(xrSa>vVkAs7Mn*2v*tNtG>2GA*4Ww@bMKy9>7vfJPZ+wxq7IJvspOqmhEiUvi>pUmys9
# b?kh<^V|^VrsmRHu-3p`@VcqkB-*|xSJlAw>4`v8lP|G83c_k0YL=-8SK2+*1NP#yXWW6fy0mQihJJfR<O;)ow
# O)kBJ_QR(koblVb>Os%g%!Z6Lrp0l~a7D%yZ9ZT50$5cqFlh&1ONL@p>~eQg(omFi{}GF-n$^xj{1b-NZ_P9K%
# ^6B{T9!kmxNjYm7Q3iGi;|yvf1Im?RndM8P3*l6c>H0*!hvYSB!o2~|<g_`0k2p0J*`tuQgzPL3!K1Y5}t&ax!
# &TiQg^(;z-weExQI{k8Be3?%5@@P@VL0B{VSKrmioAbwo`{C;soF~G5h8(p}F-!^TP7QC=5(^1!{&=Va@PZQlv
# aH>nF+A+B-P*M^7;e*jyXiB5nO+vKkPy6{rSN>3Z?B({2Y9$$WiB(CA+OLx!6-`KRPg9AqM)`j_Q6?ONgVe3|F
# 0k(?;TZoMHt-!R)LpPFf*~O!O|_STk4iM9PRb=etdvb@ESu`@@w|X?fU}~X#2p}A5>Cfr+Z`r4<x&F-f!S^pAi
# X$ku67u05j_3@F%`H}I21@XlDu`s2kF>j3k;gq8@QCztrnI`s7XL7x*;<Tv6;|h#8R(vZVZj*Km?SSri*|{{20
# 8qM{kITuYpedc&sM7@T;4inu)EO<;X5Eq+v{y9YR8gM+Av(9YtaUt6*UfP8yH<$Q_Zr%H;a{Rdt9Ny;#Vj%c_L
# 05V;b-@}S3Lyc414LS8lPI(mwnHa3L4zYSc!1#b`C8aL*t2M}H4&I6Web)07|z=O6-ylO7!B4aM6{c*~KZya)S
# q)(uefkOmN4xSx^Rbgw^+nq*^ofX7CJB{P$
# endregion
