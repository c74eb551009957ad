"""Schemas of the model `Invoice`."""

from datetime import date, datetime
from decimal import Decimal

from ..models import Currency, InvoiceStatus
from ._support import Decimal12_2, Omissible, Schema, String32


class InvoiceCreate(Schema):
    """What a new `Invoice` is made of."""

    id: Omissible[str] = None
    organization_id: str
    subscription_id: str | None = None
    number: String32
    status: InvoiceStatus = InvoiceStatus.DRAFT
    currency: Currency = Currency.EUR
    total: Decimal12_2 = Decimal(0)
    issued_on: date | None = None
    paid_at: datetime | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class InvoiceUpdate(Schema):
    """What of a `Invoice` is to change."""

    organization_id: Omissible[str] = None
    subscription_id: str | None = None
    number: Omissible[String32] = None
    status: Omissible[InvoiceStatus] = None
    currency: Omissible[Currency] = None
    total: Omissible[Decimal12_2] = None
    issued_on: date | None = None
    paid_at: datetime | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class InvoiceRead(Schema):
    """A `Invoice` as it is stored."""

    id: str
    organization_id: str
    subscription_id: str | None
    number: str
    status: InvoiceStatus
    currency: Currency
    total: Decimal
    issued_on: date | None
    paid_at: datetime | None
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUsH!%WlFj5d4)MIaCo1x7-jd5+|ep>Jhm~R3h;bcKH6T*K4mACsErQHzJRn&5U<;ur(tVD>WR5R_FVrt
# (xCwqR}Koqc<Z`Xmx@2yuy5fZ`&AUIz2Gv>8!VWpTEAWPc0~fnZ?!bqs%N1GnNirU>8mtj0g1RK>;B)Jn+YYtp
# V}19o+7_{agvJ^Vim1^(5xw9033>=<Z8bxAqz@P>;m>!PFp!7hFB=MIH)C3+xil*?T!(Zk<07kwu^s!2W0Uu`3
# Z}E=C=Tm`6a-(`4#>U3buq_AiSSwx{5$YMu9l>yTn%zhvrSmkQ9>%|@UPn(lB{zos^HNlBrds)IUzH!Nx*+pxl
# a6p|0}lFHLaT80Tx1(s!Hv{zLCNm)ik8Vlf)$Xhn5PQ;x@qJmw4H-fa<K+dXVv-%GFPiqP(1HP{v2O6)Z(?*yd
# r99y}SnVUTVc`c3@8#?
# endregion
