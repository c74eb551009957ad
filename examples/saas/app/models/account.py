"""The model `Account`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import utc_now
from .base import Base

if TYPE_CHECKING:
    from .user import User


class Account(Base):
    """As Auth.js wants it, hence the names."""

    __tablename__ = "Account"
    __table_args__ = (Index("Account_userId_idx", "userId"),)

    user_id: Mapped[str] = mapped_column(
        "userId",
        Text,
        ForeignKey(
            "users.id",
            name="Account_userId_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    type: Mapped[str] = mapped_column(Text)
    provider: Mapped[str] = mapped_column(Text, primary_key=True)
    provider_account_id: Mapped[str] = mapped_column(
        "providerAccountId", Text, primary_key=True
    )
    refresh_token: Mapped[str | None] = mapped_column(Text)
    access_token: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[int | None]
    scope: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(
        "createdAt", TIMESTAMP(precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        "updatedAt", TIMESTAMP(precision=3), default=utc_now, onupdate=utc_now
    )

    user: Mapped["User"] = relationship(back_populates="accounts")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUt5%OAdn|5J0cOvQ13y;87Z!M%x4o*w67h(2;=QBe?BOBHw}GJwglWIhRkdltjpsi*l1xmx!0NX~!<nI
# N%ipo5)&&xx}5%;kN@nh4>WOLXSW2EM4xJy|4Jxz@6{d2!aD!aC=PRkUvCafjUk30@0dkt$+zJeeNjXwm^*LX@
# -P$FUuG-?R1KRo0(=&co1ZGf}w07bdxCgng&oU))MxB@cgZCf1uZ<6dP++@u9rcDY#+EjQEy&fT+B!af+aIQ&a
# fN6OQX6%JV8)MRPgV^5c);5W_BCYw<{@&k*tp<)819
# endregion
