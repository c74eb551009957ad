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

    user: Mapped["User"] = relationship(back_populates="notifications")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79OAdlC5J2}HgPjSNFs_UV;RX!>jg3uN(2cjZEyFmi{ZPampJs+mrt==I1vR7Mci!8A<ZQ^?uQZ&P#
# 6&#>tz?sqlz7Mv+EHK|w7%y@C*@7l&ciF0Ls~}+9Z(eYH5vsClQauS7EUq60KhwI8L*P+v1Y~(1wHr%ywOwnFN
# pVH9Sn(w*v8HS*#w<pL=G1q$>tx)`qV9e8}xf4v0IBre|;U;1~VBdN|b(X#b8!w(~`v4*@4`UDunGz!%l5mk?&
# Gmi4tJUllvvcZrB0((92(t&FkR@ugh;DbTy?dt^X#ySe2zzFz}d_64#w7$HN=WbQFv
# endregion
