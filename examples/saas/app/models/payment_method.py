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
        back_populates="payment_methods"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr7AOAdlC5Qg_2!ySn$W$O`4xIu$~sEHye#Kha%$FvTE%oNcjWjb^o<^S3t1r_Df^4Xy_VO0_i*=G@PC
# IQBxAww#WOFWQxUYyG%NhI<E@R-3Hkl{k#AD61uJbK_GL~wu)5RoPZbz`xj^_J@9OgoV<ywDF7jQCJ31fxu?YT
# cAqqo-=DUh7~-$I&$M3c<%nhY*I)1>wBewE&Qi;lIKN`4;aw#^b&rBLsHdO|gWO6qYX*(m|+n44bq)lLDvm#C$
# _Sij9P25p|JVNI&JM%ce@wFwmvl7J$I)x;{^u>5jl=2cG)#KF=aNLDvZM#1YeXO!8L#aDs(4UP2{__Z`ed$4I|
# F{id?j3zB^(@c
# endregion
