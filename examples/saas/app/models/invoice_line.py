"""The model `InvoiceLine`."""

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Numeric, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .invoice import Invoice


class InvoiceLine(Base):
    __tablename__ = "invoice_lines"

    invoice_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "invoices.id",
            name="invoice_lines_invoice_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    description: Mapped[str] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(Numeric(10, 3), server_default=text("1"))
    unit_price: Mapped[Decimal] = mapped_column(Numeric(12, 4))
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4), server_default=text("0"))

    invoice: Mapped["Invoice"] = relationship(back_populates="lines", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqJ+I}XAy42E}3QDtK200<6&#2uojWUy3~M*^apzAkawSj~fW=}^U%<^1vYo4cTM^S(i)FVJXahSu4es
# Cn_7$>c<sgLI?c;y2|Y7MO;a8Aw7OTqA}6>dQ!PuTM#cQyN+0K_duy^e+d$QH#G;<heq5O^hw97CBXs2F+?rkX
# AXlz43vs64+`KWHuK?nBZ4!swdo8vZ$SKA&-}8EZBBDPm-R;_&ZNvT=xRqioGCCpjomKtE}{b%!jf#QoL0k*}v
# !iqfdQsq^zA7hA7?kG(}0k`9bQGTNbtYwzy|1Fo@hu2OG^>dj
# endregion
