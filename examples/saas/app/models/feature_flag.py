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

    organization: Mapped["Organization"] = relationship(
        back_populates="feature_flags", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh^!3x7542JJ}is7k+9d;Odg3{NJz;q0RLR}f#(=V;nM%$WhJt`U`Ci%ZVrl1<@wQE&v;LgENzh(hv6
# <?~R8+d~<N<b0EAPy0qxcCJ{Ho?aZ)_@nZD#sXEmY|-%-=dBn-~suFEG1}nPHH@8#bIVVBqy<<;)ksB>P3UwH5
# rRuC6o8$h3#)y8haxq1v0L1Z`0_xUdlOgxDc3kO#Y2gJVxaVwql5&O#=(0;=3aW)%QXn&Z69-1JmgD7G{L1WhD
# spPPAa^0m5>;-Oc#ibgsr_eL5QWywT;t!zw>)zte$>N&
# endregion
