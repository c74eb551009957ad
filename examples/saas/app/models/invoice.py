"""The model `Invoice`."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    Text,
    column,
    desc,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .enums import Currency, InvoiceStatus

if TYPE_CHECKING:
    from .invoice_line import InvoiceLine
    from .organization import Organization
    from .subscription import Subscription


class Invoice(Base):
    __tablename__ = "invoices"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "subscription_id"],
            ["subscriptions.organization_id", "subscriptions.id"],
            name="invoices_organization_id_subscription_id_fkey",
            ondelete="RESTRICT",
            onupdate="CASCADE",
        ),
        Index(
            "invoices_organization_id_number_key",
            "organization_id",
            "number",
            unique=True,
        ),
        Index(
            "invoices_organization_id_issued_on_idx",
            "organization_id",
            desc(column("issued_on")),
        ),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="invoices_organization_id_fkey",
            ondelete="RESTRICT",
            onupdate="CASCADE",
        ),
    )
    subscription_id: Mapped[str | None] = mapped_column(Text)
    number: Mapped[str] = mapped_column(String(32))
    status: Mapped[InvoiceStatus] = mapped_column(
        Enum(InvoiceStatus, name="invoice_status"), server_default="DRAFT"
    )
    currency: Mapped[Currency] = mapped_column(
        Enum(Currency, name="Currency"), server_default="EUR"
    )
    total: Mapped[Decimal] = mapped_column(Numeric(12, 2), server_default=text("0"))
    issued_on: Mapped[date | None]
    paid_at: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="invoices", overlaps="invoices,subscription", lazy="raise"
    )
    subscription: Mapped["Subscription | None"] = relationship(
        back_populates="invoices", overlaps="invoices,organization", lazy="raise"
    )
    lines: Mapped[list["InvoiceLine"]] = relationship(
        passive_deletes="all", back_populates="invoice", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrVIO>cuR42JLh895aRRa1A~VcLf@X{UBOO%uux2PD*14eaaJFT_sb1VW&+yOChxHzBs4#HFC8-RHi{i
# }4^d3x9%e1OGu$%)-s3e%qEkcmtfXAhZe%#2odkstSZPKn7%rLZEFMg78!;%VY`)je?&Uti!+fv4Ggr)o%jr+^
# NKpD<D*VdRz0l5yJpff@xNjJL3R9f0kXuk{)@qB|Y#EQ_*~g{8%2S>6Y{vP(n|Gtb__hl$ZK8j$5AJ7@Y)C6cy
# Wcy{Fzc)Ih8vBZyUZ2q<WJ9+@{n<_S2F4WgyplAVhzL0xih$wOq;RnuKX_ceUz^%B&aFRc`!k+G#3-_z8!sbFd
# O1;=4Y(!)X*;8;)G@X$t)&1!@6Ne34p3=J;oh4vlH+uP(**+T88QFL*=MywMm`<ZW?oH(%53Pc^_)Lpm?2JU0i
# `_1j+3nR16F(n%nI!DI@*jx_2b-T~&!|R6ntoJpqj6*EfU4Q1jXASo~-l%PLT(T>c=o0}3ibJLP&jGvevKL$92
# QCY&`r-vci1I64)sujIl$ZZQ_K|Y54uS?I=1d<=SMi(4fh$QLflcj|UgfG({6IQW8q?CE;=eyPOqN|yut4NnK@
# <n#SEbW*(Ip7$YKg}`IS}$W!vO*X^-K5zFSx8a
# endregion
