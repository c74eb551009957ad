"""The model `FeatureFlag`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Double, ForeignKey, String, Text, false, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now
from .base import Base

if TYPE_CHECKING:
    from .organization import Organization


class FeatureFlag(Base):
    __tablename__ = "feature_flags"

    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="feature_flags_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    enabled: Mapped[bool] = mapped_column(server_default=false())
    rollout: Mapped[float] = mapped_column(Double, server_default=text("0"))
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(back_populates="feature_flags")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh^O%8-042Aa|gO%)NG4TY3YY>u=*^ros#_LZNsl^}a=n?`ADQ(~PQVLQ~uS3@;XTBT^O=}i#PVuE~h
# nY7hqaca|1__AR!{Q$lxda~%Si_8_YjTW{WeMsD;w|b35D&;lWGTUhbK1f|FN&S<(453##m`yi)r$uAXEK(&N^
# jni7q;87wDd+w3S?Zt-lfq~z2zP`LI}t^B>%%G9;0#&S`i~y*O~)TiQTaYHT6O%UP3<6fpzpp3$sAgu@Ydt6D?
# SKfUq2IcloKER<kUAG;oC#
# endregion
