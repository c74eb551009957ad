"""The model `Task`."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Double, Enum, ForeignKey, Index, String, Text, func
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
    project_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "projects.id",
            name="tasks_project_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    milestone_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "milestones.id",
            name="tasks_milestone_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    parent_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "tasks.id",
            name="tasks_parent_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
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

    organization: Mapped["Organization"] = relationship(back_populates="tasks")
    project: Mapped["Project"] = relationship(back_populates="tasks")
    milestone: Mapped["Milestone | None"] = relationship(back_populates="tasks")
    parent: Mapped["Task | None"] = relationship(
        remote_side="Task.id", back_populates="subtasks"
    )
    subtasks: Mapped[list["Task"]] = relationship(
        passive_deletes="all", back_populates="parent"
    )
    assignee: Mapped["User | None"] = relationship(
        foreign_keys="Task.assignee_id", back_populates="assigned_tasks"
    )
    reporter: Mapped["User"] = relationship(
        foreign_keys="Task.reporter_id", back_populates="reported_tasks"
    )
    watchers: Mapped[list["User"]] = relationship(
        secondary=task_watchers_table,
        passive_deletes=True,
        back_populates="watched_tasks",
    )
    labels: Mapped[list["Label"]] = relationship(
        secondary=label_to_task_table, passive_deletes=True, back_populates="tasks"
    )
    blocks: Mapped[list["TaskDependency"]] = relationship(
        foreign_keys="TaskDependency.source_id",
        passive_deletes="all",
        back_populates="source",
    )
    blocked_by: Mapped[list["TaskDependency"]] = relationship(
        foreign_keys="TaskDependency.target_id",
        passive_deletes="all",
        back_populates="target",
    )
    comments: Mapped[list["Comment"]] = relationship(
        passive_deletes="all", back_populates="task"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        passive_deletes="all", back_populates="task"
    )
    time_entries: Mapped[list["TimeEntry"]] = relationship(
        passive_deletes="all", back_populates="task"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrUeO>f&U4E-yG&%v<sfF8Pa*kS1kY`YsyqNZ+>IIv_CLDBy{QlFG9S#lEZW=k|hQWE(d?W3T-6@Q(If
# -+G~49MI!okSi{%wiGBS<r-Fl1yZB0T8L)s+OsXV@lHmD1yO<g5I>XI4$JcA5n>pYgq{btS|t4wo?$Dzbb$L+k
# ww-l>nbwuEF~#wyA`u*3SsZEtIn(L`)MPBcq8A5s=oH=_S69$$brW3rGz%!e)R7QMP2{C|9C@tZiOkw=E`9uS7
# tGVZ)9L4$xtJqVc`Aqf{PFaS0B!P83GI;{cJuvTPALJX<J-dPkug+QXArPD3gwTxuTym_RK;qGn*3o4_|UmqKY
# uC5<rZ<??VDu-2Q!Atg}6^kIhF9vDMin+{SXWCf#*%;Bq<9_sR;ky5<w;Bf5Ar<(0H+CE>*6X;F43;;L^^2Tkk
# tq*aT=E!f~dkVkY6fe9vtjc30o>8Ls2!Nm&0Bmm$##LL3<Qi$%NtN>${tTa#Q6zdHj&$ewy6$Sd2~Wv2o6|{~0
# efzyiAJWkc7cSy)R1wHqx>OvUn_}VXYyBilh|5gz^pq<65TA0V$n%BO7rlnTiP<LeLh>h%3aNHlB|6uG0t>SRa
# CE$Ajd^5c2l^EB%h40+xqA=fb)owD!uk2hXqH1E$Ok7T#)#cwv-RJ^4Gg>KbMa`3NIxq4C*a!fN72a4#W}@jMk
# 75zaD=-+%2gMkfoqz3K#LGT~oyyGm1p$sB5s{kz@0viEb-6<<FAiM7IT41L4V^O;3P=2HInYG#7?$zkg_k3i$e
# n$2Z97GjfS#^QJ4UVFo4lB)I2wGqP6sfBlS1bBrB?n%P`n$0(#r|F%hY9~9vC0FG0o`N}jcws1Q=mPJK>BaNCR
# %cIkV_cr}Ms%85IP(H6WaINtZnY9OP5#Fr`=g}!mkM$ZcsN@Qb80Ah8sLX!nXyPw7<)hDL20b7(yD0}Qo1&F!U
# X86y3SVGtJsVitbOCzdRtCf^aKHZoy@W+{SLDsJvwbU-7Gor>wz6-~w^8;F@{A02L4wBJgf9cJWwmS8!Q<(A24
# hAI_s)Iyi8o!lR_7;ivZFy%D!k}Piy^M7(>zu~ncOmQk=06tXZ3l1(<kHt+*vOZ*p^m*P1o$2VOiT%s@dRFnfB
# 6^m;DFC<JO%
# endregion
