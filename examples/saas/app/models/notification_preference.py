"""The model `NotificationPreference`."""

from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Text, false, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import NotificationChannel, NotificationKind

if TYPE_CHECKING:
    from .user import User


class NotificationPreference(Base):
    __tablename__ = "notification_preferences"

    user_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="notification_preferences_user_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    kind: Mapped[NotificationKind] = mapped_column(
        Enum(NotificationKind, name="notification_kind"), primary_key=True
    )
    channels: Mapped[list[NotificationChannel] | None] = mapped_column(
        ARRAY(Enum(NotificationChannel, name="notification_channel")),
        server_default=text("ARRAY['EMAIL', 'IN_APP']::notification_channel[]"),
    )
    muted: Mapped[bool] = mapped_column(server_default=false())

    user: Mapped["User"] = relationship(back_populates="preferences")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqJ+!485j42JJMh1q40@C4k5@jz6<oe*MhM50b3`2KEVX|~Y~@dku#rTyFg!=|9(Ird%Os)Uqp)-fT&m
# YG}>pcyZ#%yC3x#zcXmxLHjbA+}h762BmVnUvl2%sIO!*26>3FJXp|BOT~YTmuH+2@iq+H<mOnSTm3f>St)1fz
# DMSmOV>uI`~Y>7f_=^2|L-}KBSw$MgwC$-9%L&3vRgrDN#1#zMo*<Do>F9<3?cw(N21C#t)*XdKo&D?xR_FAW0
# -beLRV+KRnBDWcNix?OoCRDa(&E+0wjdva+OgnqvD^HL+me@exyO0R(*J529T?;tlD?n=ij|k2e
# endregion
