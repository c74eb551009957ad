"""Schemas of the model `InvoiceLine`."""

from decimal import Decimal

from ._support import Decimal5_4, Decimal10_3, Decimal12_4, Omissible, Schema, SmallInt


class InvoiceLineCreate(Schema):
    """What a new `InvoiceLine` is made of."""

    invoice_id: str
    position: SmallInt
    description: str
    quantity: Decimal10_3 = Decimal(1)
    unit_price: Decimal12_4
    tax_rate: Decimal5_4 = Decimal(0)


class InvoiceLineUpdate(Schema):
    """What of a `InvoiceLine` is to change."""

    description: Omissible[str] = None
    quantity: Omissible[Decimal10_3] = None
    unit_price: Omissible[Decimal12_4] = None
    tax_rate: Omissible[Decimal5_4] = None


class InvoiceLineRead(Schema):
    """A `InvoiceLine` as it is stored."""

    invoice_id: str
    position: int
    description: str
    quantity: Decimal
    unit_price: Decimal
    tax_rate: Decimal


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUp`zJqyAx5QcYuNd<>i?b1!01VIqQF@!YO8;l=~qW|8@rD>8jf^IGM(%y65#%I!!r`jJx8}+<^kXukPx
# {K16&X>*HnM<~ux#uEh3;!}VmfaaJ+H`+dU;H`Q@5{iQHFZ^HrGDWa8;*eH7>J$6QH8;*%`&zeG`_5W20s>}s}
# r!tdjEGCA+i;BxLS+T-X2_O(C;e5!fNW?vZ8BM1)5<JgsehjvT6QeCU;d3rQi$sG{t_PZcMYAV`Getr6d}zPSV
# 3iM1AmGLz*TYFnUcu8)-w(u^N#hwMQRm%Rrjo-%DPP=vM=3tYvH*WN$St;riFC!(R#imfv)4Cm;7v7h3
# endregion
