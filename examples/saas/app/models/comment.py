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

    task: Mapped["Task"] = relationship(back_populates="comments")
    author: Mapped["User"] = relationship(back_populates="comments")
    reply_to: Mapped["Comment | None"] = relationship(
        remote_side="Comment.id", back_populates="replies"
    )
    replies: Mapped[list["Comment"]] = relationship(
        passive_deletes="all", back_populates="reply_to"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQ(GG(k3`PINw|y0Hkq5IaE@HBnW&b`ZZ9y3n$IRYTv~ZF39#~TlBCP~Ma9;>FDSr6?C*QHh9_XlGj
# P}uv+T{efPKq+JG%>a2!qa81gC?l^jDYr<Spok_78hubA|eAiH@&Z5K-T}1FLC7G*b*4HZ9LS$vB!K!R<gvF{T
# 70nl;K9xkagWk&vez|=K^8f$O5_ZLnV&-ew|_GxE3iBRiRdrBgzd1k{6r=r9#E$p_}C#pxFUtvV|r@k_3yySo3
# @}H8kQqpZ2bpi~r$~!r{<3g8Iw9hM$EM2@=`U0+d*p7PxqxDv)CngchI=gJoPk^%?bTn6xr|2g}cWwJi9EKcJI
# dn`V=N_R+qxsvXEfx~R`Ls@#wa
# endregion
