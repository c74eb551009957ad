"""Subscriptions, invoices, and what is billed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    CHAR,
    Enum,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    desc,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CreatedAt, CuidPk, OrganizationId, TimestampMixin
from app.models.enums import (
    Currency,
    InvoiceStatus,
    PaymentProvider,
    SubscriptionStatus,
    labels,
    payment_provider_type,
)

if TYPE_CHECKING:
    from app.models.organization import Organization


class Subscription(TimestampMixin, Base):
    __tablename__ = "subscriptions"

    id: Mapped[CuidPk]
    organization_id: Mapped[OrganizationId] = mapped_column(unique=True)
    provider: Mapped[PaymentProvider] = mapped_column(payment_provider_type, server_default="STRIPE")
    external_id: Mapped[str] = mapped_column(unique=True)
    status: Mapped[SubscriptionStatus] = mapped_column(
        Enum(SubscriptionStatus, values_callable=labels), server_default="trialing"
    )
    current_period_end: Mapped[datetime]
    cancel_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(back_populates="subscriptions")
    invoices: Mapped[list[Invoice]] = relationship(back_populates="subscription")


class Invoice(TimestampMixin, Base):
    __tablename__ = "invoices"
    __table_args__ = (Index("invoices_organization_id_issued_on_idx", "organization_id", desc("issued_on")),)

    id: Mapped[CuidPk]
    organization_id: Mapped[str] = mapped_column(
        ForeignKey("organizations.id", ondelete="RESTRICT", onupdate="CASCADE")
    )
    subscription_id: Mapped[str | None] = mapped_column(
        ForeignKey("subscriptions.external_id", ondelete="SET NULL", onupdate="CASCADE")
    )
    status: Mapped[InvoiceStatus] = mapped_column(Enum(InvoiceStatus, name="invoice_status"), server_default="DRAFT")
    currency: Mapped[Currency] = mapped_column(Enum(Currency, name="Currency"), server_default="EUR")
    total: Mapped[Decimal] = mapped_column(Numeric(12, 2), server_default=text("0"))
    issued_on: Mapped[date | None]
    paid_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(back_populates="invoices")
    subscription: Mapped[Subscription | None] = relationship(back_populates="invoices")
    lines: Mapped[list[InvoiceLine]] = relationship(back_populates="invoice", passive_deletes=True)


class InvoiceLine(Base):
    __tablename__ = "invoice_lines"

    invoice_id: Mapped[str] = mapped_column(
        ForeignKey("invoices.id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    description: Mapped[str]
    quantity: Mapped[Decimal] = mapped_column(Numeric(10, 3), server_default=text("1"))
    unit_price: Mapped[float]
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4), server_default=text("0"))

    invoice: Mapped[Invoice] = relationship(back_populates="lines")

    @property
    def total(self) -> Decimal:
        """The line's total, tax included."""
        return self.quantity * self.unit_price * (1 + self.tax_rate)


class PaymentMethod(Base):
    __tablename__ = "payment_methods"
    __table_args__ = (UniqueConstraint("provider", "external_id"),)

    id: Mapped[CuidPk]
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), index=True)
    provider: Mapped[PaymentProvider] = mapped_column(payment_provider_type)
    external_id: Mapped[str]
    brand: Mapped[str | None] = mapped_column(String(32))
    last4: Mapped[str | None] = mapped_column(CHAR(4))
    is_default: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[CreatedAt]

    organization: Mapped[Organization] = relationship(back_populates="payment_methods")
