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

    user: Mapped["User"] = relationship(back_populates="preferences", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqJ+K@Wl;6vyv=3daT8_ypcu>)<Nq-8ttB7pthH9qQ8u$QU4Cc2g(tc<;~q|1c@2xR0bKok&Re#64y*?
# 6A&70h;l$${a@|W=s?~vX|Ag5n_uKDDev-=t<e0TT1a286WqAp27^lTe_k<_N*|#o$w$SP;E%_P-6xVIsMFe%#
# _YWA(lOhPdfNa%NI~1LkT<C-##P{gNX)Of4Z=$s4Up!3Zz8XjQu}y?Uk><{l|_%3!<C!VznQKqUvSn5V}uh;VD
# TvB9zO6jd8;>42Pe-1c<pSxI1R~0iqb@MU#~!tkcvrUsVGG25v9b#TG!oXZ}jGt6RJ#eH35Y&zs$YTQV>th`zl
# 1lh^
# endregion
