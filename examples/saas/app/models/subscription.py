"""The model `Subscription`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .enums import PaymentProvider, SubscriptionStatus

if TYPE_CHECKING:
    from .invoice import Invoice
    from .organization import Organization


class Subscription(Base):
    __tablename__ = "subscriptions"
    __table_args__ = (
        Index("subscriptions_organization_id_key", "organization_id", unique=True),
        Index("subscriptions_external_id_key", "external_id", unique=True),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="subscriptions_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    provider: Mapped[PaymentProvider] = mapped_column(
        Enum(PaymentProvider, name="payment_provider"), server_default="STRIPE"
    )
    external_id: Mapped[str] = mapped_column(Text)
    status: Mapped[SubscriptionStatus] = mapped_column(
        Enum(
            SubscriptionStatus,
            name="subscription_status",
            values_callable=lambda e: [member.value for member in e],
        ),
        server_default="trialing",
    )
    current_period_end: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    cancel_at: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(back_populates="subscription")
    invoices: Mapped[list["Invoice"]] = relationship(
        passive_deletes="all", back_populates="subscription"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrVIOAdn|5QgvKUApMb!~+njE=-IXQJdbrAdmi_GCtZaAuvzI`9`0DvhgAEzUov!C>m00l5jTpWfM`(5
# y&p)xPTb^$@@~5gl#$pAS2~3g}rItPE|3}GQ>F>_%Mn%gH+AbR=Lx2*Go8n!-hSDqlV)S)Ewmx0S5&MB8CUNOA
# L*YE!L7nuuU<BFH^pbvTt||@?dLK)=yv~a3U_+xissb5dnpZEmnxfI!X^0dw*x%v2!|j-;n^!J$z9P+M!NwGb?
# _rwJYjLZwVL!*{AcXuZX$g-05X8QVw`wTVAKK#k2uI_|FdSizMkW-jADXtGt#U=>+p=F{6{CU|X=VDUJZehav1
# NYzhXE0=4lbFY7gGp?UkTu2a0WOUwU=ZKpZb4ro!XlHDGD2<abFG+*I!Hkf64R7hH;SA7AtJe|g&H<V=E#{
# endregion
