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

    invoice: Mapped["Invoice"] = relationship(back_populates="lines")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqJ+O$x#=5QX=iLb6hDp`wQnyhA84ivfv0iK4e}Vx~!k=Eru^Md=%c>C1dCGzFd1`vyXuK}iyZ=Ea+0c
# uA8<Od=#f`qgjjvz8(zgoaTVs6rq7AO-=>CD1#WQx)P^hF|T6nj!S?T?>A}i@#B{xq@|di7liT9=oW6W;Q0!tC
# ZZy`mm=G$kiyzY-)-;!7oyaC)`P~Vw~`j$E#BY%r|_GmL6-;J5Od^JA<y+jv*&(STfvpDddF8`_1xzdeeQlJJ0
# {Ck4{`@Ys-cuihnz9Q8aLSk$UH@7d<nER@w
# endregion
