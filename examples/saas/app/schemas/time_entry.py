"""Schemas of the model `TimeEntry`."""

from datetime import date, datetime
from decimal import Decimal

from ._support import Decimal6_2, Int, Omissible, Schema


class TimeEntryCreate(Schema):
    """What a new `TimeEntry` is made of."""

    id: Omissible[Int] = None
    task_id: str
    user_id: str
    worked_on: date
    hours: Decimal6_2
    note: str | None = None
    billable: bool = True
    created_at: Omissible[datetime] = None


class TimeEntryUpdate(Schema):
    """What of a `TimeEntry` is to change."""

    task_id: Omissible[str] = None
    user_id: Omissible[str] = None
    worked_on: Omissible[date] = None
    hours: Omissible[Decimal6_2] = None
    note: str | None = None
    billable: Omissible[bool] = None
    created_at: Omissible[datetime] = None


class TimeEntryRead(Schema):
    """A `TimeEntry` as it is stored."""

    id: int
    task_id: str
    user_id: str
    worked_on: date
    hours: Decimal
    note: str | None
    billable: bool
    created_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUq(Lu?oU45dD>o4o(gZZXym&f+!9S5^b@i*g_i-|K4|(G?$oGinun{<nHm_y+=KBEqAIV5bZ&yb)}ov_
# *C>Y3k`U;J)WOuoKB|6_Fe#b4kM;9XPK^}70YU3j>U10xx$2$2K?@^seollUTg;GtinBX+8DPW_VTG#ZON7Zii
# RH1eR$SQ3DQ!qr{VcqUOyVpOa?NPuXV=%S$X*HTndxZ7YXf7O1IcJ(Y}#BeU<Yi5i$oBYd<oSMLvN6&#t+uZka
# &ihL?A(QeEE;j^Ppyps@d-%0ea;0$xxz4n(=8vm#gYE1tVdr4gFT07VD~Dg~CUhU2Fp#}Fp|#;9H-dUzBK?Bw|
# d+}S{E
# endregion
