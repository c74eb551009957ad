"""The model `Webhook`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, func, true
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base

if TYPE_CHECKING:
    from .organization import Organization
    from .webhook_delivery import WebhookDelivery


class Webhook(Base):
    __tablename__ = "webhooks"
    __table_args__ = (Index("webhooks_organization_id_idx", "organization_id"),)

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="webhooks_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    url: Mapped[str] = mapped_column(String(2048))
    secret: Mapped[str] = mapped_column(String(64))
    events: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    enabled: Mapped[bool] = mapped_column(server_default=true())
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="webhooks", lazy="raise"
    )
    deliveries: Mapped[list["WebhookDelivery"]] = relationship(
        passive_deletes="all", back_populates="webhook", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQ%?iRW41ixncJkoC!w@gtd<TzGu`qEsXw{)lZ`!3X*7XOgc(klt+>(4>_G&>Jxof)am=YoLJ1I9ob
# s6yzvJlb_Ff1s)4<sbZJ_=+*^g_v@I2?XLx)Ie1J|4JTd^lj2_QP8-$p|^A=t1J!TH`Xg1+GW+0?*VT#X!Kj%e
# FjRz@=lnw+!9*CusL>6F-`Y*xn-zWPZ2~kvaGvqL?m(>_xSC?Q&i(kyJ3hDS6J?wWx8AyuMGjc4Mfc+fp0)I-Y
# Pc>9bF`fQLF$;L{?&J~8ITG0dX>AT~1`7YFMklo7PXH97qyA@T{qM-~<SY|@JRZB@b0pk>AWJhqvG^r7kXn=kM
# agBg$I0h&cEk^
# endregion
