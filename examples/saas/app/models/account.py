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

    user: Mapped["User"] = relationship(back_populates="accounts", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUt5%$qs@r5QgtQ1@WW_@eMriD5Q=7HH9#^KD~c&XecR^<?4-wF4JZDeRVA;QL4D>IwV4-9F&_ub@6z~G
# VPco8Y{daU=yR(U@md%bNII4mnGi0wvgZl&eGw+(KE$U13Mo_8EHjPjqNdsBmUr(1?hCi7lhVQs|AdU>3u8-*9
# W3EPe(}D>}42(rX3G)uovkl3Ri**Cz!$(A~#7@Jn|D&ORUB10r33IaQZ^GO=WEwv+@tsnO#L^q)djl+?Djq+Zr
# Jf^P;BoDszn6MO4SDnkuY{axOpq7<Msi^K~vB<@7OPxTT->af_D&!=*M~D2wzo
# endregion
