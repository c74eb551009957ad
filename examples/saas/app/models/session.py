"""The model `Session`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import new_cuid, utc_now
from .base import Base

if TYPE_CHECKING:
    from .user import User


class Session(Base):
    __tablename__ = "Session"
    __table_args__ = (Index("Session_sessionToken_key", "sessionToken", unique=True),)

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    session_token: Mapped[str] = mapped_column("sessionToken", Text)
    user_id: Mapped[str] = mapped_column(
        "userId",
        Text,
        ForeignKey(
            "users.id",
            name="Session_userId_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    expires: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3))
    user_agent: Mapped[str | None] = mapped_column("userAgent", Text)
    created_at: Mapped[datetime] = mapped_column(
        "createdAt", TIMESTAMP(precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        "updatedAt", TIMESTAMP(precision=3), default=utc_now, onupdate=utc_now
    )

    user: Mapped["User"] = relationship(back_populates="sessions", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUn3N1qG)TgVF+_h7gEPuyKR4>4K$QLSD0jsD=hT+7)=)51`^4-m(L-;Y|Q&VB>8CK-J)C2tcc0sH*s42
# py82otg)$$C1U*t8<!E!%z!>-3OqJ_zgyP9HOK^ua&WC$5S1HolLkc2I(utRT;xVm6-aN!rC;oq97BPw23Isv6
# tLPftCm?6H16Gm%+Yw1Sv-e`q8=$wXTB)Eva=7G;tRL-H?-5RSE2+CuSA{8!TJ^7ShGJ
# endregion
