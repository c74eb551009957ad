"""The model `Membership`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import Role

if TYPE_CHECKING:
    from .organization import Organization
    from .user import User


class Membership(Base):
    __tablename__ = "memberships"
    __table_args__ = (Index("memberships_user_id_idx", "user_id"),)

    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="memberships_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    user_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="memberships_user_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    role: Mapped[Role] = mapped_column(Enum(Role, name="role"), server_default="MEMBER")
    title: Mapped[str | None] = mapped_column(String(80))
    joined_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="memberships", lazy="raise"
    )
    user: Mapped["User"] = relationship(back_populates="memberships", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtPJr08~3`X~!qUwgk(6Mu+jyVHj=s-o6hNV4yW8|2RNX{QfY#;?Iv2ot>+Jek1g_Mev3(<ShZ&Z6x1
# x0kE%0sfuqd+wF5eOUv{8u;zz*4&U#RA>4=)zK%s5HD~nbq8Z$qg$zMj&#VoS|vC1@Qn~irLaaa|zQp#NbxrBJ
# MWWO`Ma}l;c)giw9o9fi~=t3ksT*17ERY&R)ankHTv6Fn6K#G)!Y2Q<xLCD+BuFhRb3kE)?|B9Q)-KLTAqYk)c
# 0?3^sLp9{b<drL!OG^Ah}zrI6GEH>W>Z%<C2
# endregion
