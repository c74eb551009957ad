"""The model `Notification`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Enum, ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import new_cuid
from .base import Base
from .enums import NotificationChannel, NotificationKind

if TYPE_CHECKING:
    from .user import User


class Notification(Base):
    __tablename__ = "notifications"
    __table_args__ = (Index("notifications_user_id_read_at_idx", "user_id", "read_at"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    user_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="notifications_user_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    kind: Mapped[NotificationKind] = mapped_column(
        Enum(NotificationKind, name="notification_kind")
    )
    channel: Mapped[NotificationChannel] = mapped_column(
        Enum(NotificationChannel, name="notification_channel"), server_default="IN_APP"
    )
    title: Mapped[str] = mapped_column(String(255))
    payload: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    read_at: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    user: Mapped["User"] = relationship(back_populates="notifications", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79OAdlC5J2~y!m#EFE{rQ<LbyRgKx1Q57VQR4Zwuo%#eOK_j!!c~C)0Tk*Mh2E^BZr+f~0K7-Y+zqk
# i-N%1+8S2j^udA2HKHf8??Tsdn4sll+MEomt9;(EFDl3%{3YY4HGpBNfxS*VgTTswG3Fv%viJIhk_n_1Kyaa{1
# ?Q}VeJixhj@&g2C@yRLPYi#Aj;++$@(xYfE%3mMr5}m9_Q;z&o-FNP*9?@Q!9G2LYw9!#?JQShEzUmpDT8(>w<
# ij=33+cW18H9=$mc>=tD1mK{l<2AH2SQ6QQdqZE5{i>BXWfxq^YmESI?MR4MnOc@Brd{E;Z*XuB5{N*OH
# endregion
