"""The model `PaymentMethod`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CHAR, Enum, ForeignKey, Index, String, Text, false, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import new_cuid
from .base import Base
from .enums import PaymentProvider

if TYPE_CHECKING:
    from .organization import Organization


class PaymentMethod(Base):
    __tablename__ = "payment_methods"
    __table_args__ = (
        Index(
            "payment_methods_provider_external_id_key",
            "provider",
            "external_id",
            unique=True,
        ),
        Index("payment_methods_organization_id_idx", "organization_id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="payment_methods_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    provider: Mapped[PaymentProvider] = mapped_column(
        Enum(PaymentProvider, name="payment_provider")
    )
    external_id: Mapped[str] = mapped_column(Text)
    brand: Mapped[str | None] = mapped_column(String(32))
    last4: Mapped[str | None] = mapped_column(CHAR(length=4))
    is_default: Mapped[bool] = mapped_column(server_default=false())
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="payment_methods", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr7AOAdlC5Qgu<&V-e+<p?I+puy0ni6SY)1W#`t(>e@cT11zWY3V%5|4pY9RMn&5v!m2*H8C7A&r!r#1
# Q>&c45<VzaX{jDaV?i5k;o6gV+C(Oge&!UUK^=+^uR5IUjR1{fhHz-W3i%hmf~(r`zT>Jp`R)kSwnQ-jL^A~s;
# zHYPsLolGH*x6(KPZ3!N*L85QfkV;kcQ-0FaR3zrqOl7Qb}x$9^M@5P0!^i6vq|VfkVs9r#QKw@KMEA+Rb>%yZ
# &WC?qV4sEXo=bW={MZkr?x16?}o0SNS|8;YcvwguKF@H||~Vi({EswP5D95H>zBp>DX9W0db7Ai@+?_e%EX8KK
# jQ@M`#Yb-O};q=n$?HdPyEs_
# endregion
