"""The model `Invoice`."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    Enum,
    ForeignKey,
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
        Index("invoices_number_key", "number", unique=True),
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
    subscription_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "subscriptions.id",
            name="invoices_subscription_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
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

    organization: Mapped["Organization"] = relationship(back_populates="invoices")
    subscription: Mapped["Subscription | None"] = relationship(
        back_populates="invoices"
    )
    lines: Mapped[list["InvoiceLine"]] = relationship(
        passive_deletes="all", back_populates="invoice"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrVI$xg#C5Qgu4jGP*Y11e8|SR^D)Eu5ne<zT65QSB5SpV+fx?8Zx5;1(y7SsZ)*FZL<uWp~`Gt}h3nt
# MDfZH}D-C#Vq_@3S*#|g<w(`Ak4UHrya0)0VSXx^crpLMuRKkEbDWCrwDPbAe#28J@l{xN#o97ng`cDI){Dkdu
# ~i?2A#$n1*Xkb?Kl9w{yN?gmh#7jEah*FFxA6{?hfixnr_5B#vzQ9BqGdEXQ>F`gzU#|Zhv(MY+#fj8(*^7lPr
# CNhDK>UjGxvGz5^+(0^{JZU5U#{B+*Y**E53q2e1?*mv+q=O`9r-IMTU}u}*YSF9V-KZjmc8s5_5+h2_f_`SOE
# |(&b07uCRPq{6!jkw?g>Qu6yu1UQbC(mcupA_{J~20mpL$_qe`)eyc>@9kw*if_hvofvFclY#Pr+eR^NZm}YO<
# EeAwVJB`PuA}cr*3A|c$Sys1IP27w--D5XedZ6&FnuWW9^~qRA#}n8CB<0Cjy$EZIqWmA&7N$da2x;YA!}nyr&
# 7a@pF_b0iwE0Xfr6A^y1fwCuL|P3GiC1X(FMuybrJz692tRQ
# endregion
