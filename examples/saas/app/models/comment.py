"""The model `Comment`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base

if TYPE_CHECKING:
    from .task import Task
    from .user import User


class Comment(Base):
    __tablename__ = "comments"
    __table_args__ = (
        Index("comments_task_id_created_at_idx", "task_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    task_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "tasks.id",
            name="comments_task_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    author_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="comments_author_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    reply_to_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "comments.id",
            name="comments_reply_to_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    body: Mapped[str] = mapped_column(Text)
    reactions: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    task: Mapped["Task"] = relationship(back_populates="comments", lazy="raise")
    author: Mapped["User"] = relationship(back_populates="comments", lazy="raise")
    reply_to: Mapped["Comment | None"] = relationship(
        remote_side="Comment.id", back_populates="replies", lazy="raise"
    )
    replies: Mapped[list["Comment"]] = relationship(
        passive_deletes="all", back_populates="reply_to", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQ-422<4256CaA)Ex_$*|GT@W#tjl`hw-Cber#?RK_B;J9;u4k-0-<VR6MOqGo;64#<Lj1A<C*QHh7
# U;-e4Dk?3jx~X<6QYbLO>{zEX}Qd`Hw1m35YSu`E7-RZ#RWX0u*hJY8=o&BA>)6gYjNn`cEmGqGq|gR+Zp2_Ny
# !kK_ge_6Lx#IphN$aidgj<Iel8I94KI);-&LZL_oj!F<5VP1REb(q4lCD7BrZ4zN{NauZPoKNfU5({WEzc+Bmo
# v#V$JJa<j{!od_23_TKo@>B&LITc>R}N4gKbKBq(G@3(#VDTA=26IyB<hp9^!4(y};a07x_>ZcZ1}ws`)Fkdn8
# ylclaJ*qY<NhGJN-2~1MUc>=RqH4kk2s<i=*Q000CACmu~kN
# endregion
