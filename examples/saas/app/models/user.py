"""The model `User`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, String, Text, false, func
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .tables import task_watchers_table, team_to_user_table

if TYPE_CHECKING:
    from .account import Account
    from .attachment import Attachment
    from .audit_log import AuditLog
    from .comment import Comment
    from .conversation import Conversation
    from .invitation import Invitation
    from .membership import Membership
    from .notification import Notification
    from .notification_preference import NotificationPreference
    from .project import Project
    from .project_member import ProjectMember
    from .session import Session
    from .task import Task
    from .team import Team
    from .time_entry import TimeEntry


class User(Base):
    __tablename__ = "users"
    __table_args__ = (Index("users_email_key", "email", unique=True),)

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    email: Mapped[str] = mapped_column(String(320))
    email_verified: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    name: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(32))
    image: Mapped[str | None] = mapped_column(Text)
    is_admin: Mapped[bool] = mapped_column(server_default=false())
    metadata_: Mapped[Any | None] = mapped_column("metadata", JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    accounts: Mapped[list["Account"]] = relationship(
        passive_deletes="all", back_populates="user", lazy="raise"
    )
    sessions: Mapped[list["Session"]] = relationship(
        passive_deletes="all", back_populates="user", lazy="raise"
    )
    memberships: Mapped[list["Membership"]] = relationship(
        passive_deletes="all", back_populates="user", lazy="raise"
    )
    sent_invitations: Mapped[list["Invitation"]] = relationship(
        passive_deletes="all", back_populates="invited_by", lazy="raise"
    )
    teams: Mapped[list["Team"]] = relationship(
        secondary=team_to_user_table,
        passive_deletes=True,
        back_populates="members",
        lazy="raise",
    )
    led_projects: Mapped[list["Project"]] = relationship(
        passive_deletes="all", back_populates="lead", lazy="raise"
    )
    project_members: Mapped[list["ProjectMember"]] = relationship(
        passive_deletes="all", back_populates="user", lazy="raise"
    )
    assigned_tasks: Mapped[list["Task"]] = relationship(
        foreign_keys="Task.assignee_id",
        passive_deletes="all",
        back_populates="assignee",
        lazy="raise",
    )
    reported_tasks: Mapped[list["Task"]] = relationship(
        foreign_keys="Task.reporter_id", back_populates="reporter", lazy="raise"
    )
    watched_tasks: Mapped[list["Task"]] = relationship(
        secondary=task_watchers_table,
        passive_deletes=True,
        back_populates="watchers",
        lazy="raise",
    )
    comments: Mapped[list["Comment"]] = relationship(
        passive_deletes="all", back_populates="author", lazy="raise"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        passive_deletes="all", back_populates="uploaded_by", lazy="raise"
    )
    time_entries: Mapped[list["TimeEntry"]] = relationship(
        passive_deletes="all", back_populates="user", lazy="raise"
    )
    conversations: Mapped[list["Conversation"]] = relationship(
        passive_deletes="all", back_populates="assignee", lazy="raise"
    )
    notifications: Mapped[list["Notification"]] = relationship(
        passive_deletes="all", back_populates="user", lazy="raise"
    )
    preferences: Mapped[list["NotificationPreference"]] = relationship(
        passive_deletes="all", back_populates="user", lazy="raise"
    )
    audit_logs: Mapped[list["AuditLog"]] = relationship(
        passive_deletes="all", back_populates="actor", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrUe!A`?44E>kgkPw3H%wY!(NC+Xpy$Wr%6}on6JErmVIE~}D&C;c#-EDQ;<Pkf0@0H;yNIeHC8=rVVH
# A31$iw>;`hiZ=@qT?SLLmWgY^_eiN)2}ib&L){ri|RW%h#DZ3mF9EMkWy@w%5Eq~OYL4IBI3B%=LBh~A9+Gui+
# H0HHsw%+r|pxpj<SMEw^V_bV$E{U^Oy|uI<15p?yX828OpLTmYU{2Y28YErU*;ZjzkrK>O~QjmKSxpO5@giuPo
# +Cjo_wRNw`*HdFrh<8s*ZjEWV)aNd4(YHz6`+s+FhFv+PP%6$AaQA6bIx5;{)sn-4*+&=CCQLvSD?C{9V|>jNT
# BDiAI=RS#A^y@_hC$q7)2lc>99r6BTH%<pg5I}x-blvySYTb|c>mM4whLyVj@FX2Rl`an>38^{~->SB&>!uG9)
# 60uTm$u`Z;h_^n$W=wY!B(G*BeTFu1WT_QYsOyQXKsW{mBNq}}6yt^o8KA3XkO@W*H0p>$I1|6e#~IkkO3v73;
# 04xQ9xt-Vm$wAbMPP~I3VQ&(Vi~QA#4_6mNSbA!y*`hAJc<~)AQVCLEpI>axf0~o3$p288tr1m;xNC+0dwn^!C
# !>L>Bw>&9%1V;DH8vtwRzivLO0dq4W;H-=ddS={hdletPer!196jmhx5s(^^M^)RBtuSBmw0trP3VZ;m7&#3sx
# 7H8TId{R@s-qVF%-cV88HWm{|h$^0NOl3^%O)W+cDha14!%aUynEA(C@9o6)tYbn0jX?&PPF+Z?wnc5IB=(3$g
# r;eMtIhMSqmcg1?CJ{Z<hO@E0ROY5{PTH7(|6W6|@^9PAfz6k
# endregion
