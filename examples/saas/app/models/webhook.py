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

    organization: Mapped["Organization"] = relationship(back_populates="webhooks")
    deliveries: Mapped[list["WebhookDelivery"]] = relationship(
        passive_deletes="all", back_populates="webhook"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQ%?iRW41iz9qlY0rfbZZ@CKeRML8tEZP1_{KYMNpdk1OjBU6Sw1o-JtYw)<f?S|SvlO}SCk<&BrHg
# |L2rVL|$RAR$%u(I6ZB)O(kbgYcv2Mo}wddqA^fb0A)w(pL$=2r=pTBJpdjaG2c!$BTM_YmS;?AmHh>jXW;kk{
# F*2LpA;h+OuuSOLG#(J!~M$#Yc_I>O~YW-3ZyMKh>4XdACGTLI396rE1oq!#VEu+TF&9T1Ahkmg+jLa1P<KGh8
# 4;T}bd*6JQ@0qjn6V=s$?9JPw^hR1%H|9+R4E|4Fcc$oY<5lxoJo<zUQe$`=@kI};@D!m=W~
# endregion
