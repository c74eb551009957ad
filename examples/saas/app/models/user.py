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
        passive_deletes="all", back_populates="user"
    )
    sessions: Mapped[list["Session"]] = relationship(
        passive_deletes="all", back_populates="user"
    )
    memberships: Mapped[list["Membership"]] = relationship(
        passive_deletes="all", back_populates="user"
    )
    sent_invitations: Mapped[list["Invitation"]] = relationship(
        passive_deletes="all", back_populates="invited_by"
    )
    teams: Mapped[list["Team"]] = relationship(
        secondary=team_to_user_table, passive_deletes=True, back_populates="members"
    )
    led_projects: Mapped[list["Project"]] = relationship(
        passive_deletes="all", back_populates="lead"
    )
    project_members: Mapped[list["ProjectMember"]] = relationship(
        passive_deletes="all", back_populates="user"
    )
    assigned_tasks: Mapped[list["Task"]] = relationship(
        foreign_keys="Task.assignee_id",
        passive_deletes="all",
        back_populates="assignee",
    )
    reported_tasks: Mapped[list["Task"]] = relationship(
        foreign_keys="Task.reporter_id", back_populates="reporter"
    )
    watched_tasks: Mapped[list["Task"]] = relationship(
        secondary=task_watchers_table, passive_deletes=True, back_populates="watchers"
    )
    comments: Mapped[list["Comment"]] = relationship(
        passive_deletes="all", back_populates="author"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        passive_deletes="all", back_populates="uploaded_by"
    )
    time_entries: Mapped[list["TimeEntry"]] = relationship(
        passive_deletes="all", back_populates="user"
    )
    conversations: Mapped[list["Conversation"]] = relationship(
        passive_deletes="all", back_populates="assignee"
    )
    notifications: Mapped[list["Notification"]] = relationship(
        passive_deletes="all", back_populates="user"
    )
    preferences: Mapped[list["NotificationPreference"]] = relationship(
        passive_deletes="all", back_populates="user"
    )
    audit_logs: Mapped[list["AuditLog"]] = relationship(
        passive_deletes="all", back_populates="actor"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrVI!ES>v42IvOw@K5qwNKE)4wI&7(soA~q%B(u70^|C`#HpMOj2lIVK;CbY!Z|IGvg^p-3O9QAG{!q5
# PN9o&`da%J;p%C9~eWNMJ4q&VN_?BGFr_h%xFaYm7GNbDOI)Bb6`j*4vMl{3DT%NNFpLl%Tqxqt@SN;Xd0336k
# (GOS-9IN%bR3h($=k&;kn#0AMAOI2lhH0hXT&6S~oJ}Wo^tgFTV4p<M>1t=B7ImwF$IeWMOVa+2or%?L6;=*?L
# ?PIO#SLj@49Nn)OPf9Q~^D6UvV0Pv80uiD{-femZ;RUCX*=Nx$h^=Af#CJ}0>5Lr^O;1lN2BKF9<%r=suc9W0N
# ^5RRLw2J1fFMA~b80w{47x@#i^iN|Vrf5YY^P?E6CGV|2(I_FuPH2ogt$YpbiCSs}&l<IK@eq*MtmN*lZZ#!0q
# 6}@GLyto2yL%?R5?j#7W7RG&nZDM593fidugRQ`HOdd>J2)M|`8zxi$mu652A^^>ax=#K2cx1T&@#vZ%pcMf(r
# WJ!(-V-Xo>XaMX>Q#i;Z5Sw;j~||aI^f-~>YyJAXn)rEC~@nhqbtzO1{a*CvWMhQ**tF6<_N2>mm=dqyHeT{SJ
# %J{`>$qg3wUoO!QM82Z762vFKz36htHEqr_sNh91VNj1wLfK8}CXgiI0~lJ`aBwxha@YzE&DzrzOBD_7V|?m8_
# Y?lbZIAesZhV)(o+=cOKJ7j8Z-BOOg5Kg`vJ&dYfSIZ-x(rW52)Hb}Yt<oAT#?#gN?%&vAZ+H@E%6P+;3f%yCM
# Y#?31@Y~W(7dfM1B{{_?AXqo
# endregion
