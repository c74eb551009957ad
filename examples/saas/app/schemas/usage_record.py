"""Schemas of the model `UsageRecord`."""

from datetime import datetime

from ._support import BigInt, Omissible, Schema, String64


class UsageRecordCreate(Schema):
    """What a new `UsageRecord` is made of."""

    id: Omissible[BigInt] = None
    organization_id: str
    metric: String64
    quantity: BigInt = 0
    recorded_at: Omissible[datetime] = None


class UsageRecordUpdate(Schema):
    """What of a `UsageRecord` is to change."""

    organization_id: Omissible[str] = None
    metric: Omissible[String64] = None
    quantity: Omissible[BigInt] = None
    recorded_at: Omissible[datetime] = None


class UsageRecordRead(Schema):
    """A `UsageRecord` as it is stored."""

    id: BigInt
    organization_id: str
    metric: str
    quantity: BigInt
    recorded_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh@Jr2S!427@4$iTpW7`h=2fK&-FFhxz&cAydv25!%@oy2KVek8`WR{g%%jvr~}SXSzDLu6W4!wuf-H
# (x~0?{>5Jl-1&J>2ad$F(hBK9@|Z}6I04PPtH<8b*Y{@0|;99V}ZDiaA1}eu4s+>Af-Kv5UMzJY2na$1)wGQ0}
# Lh1QKbs$<@I3(-}`43nDD2yTwSao45TK^XOdISU><q6<}t}Tl$7X<rZYq9l(WE44PnL-aRk$dh&T#U)Q{))2YB
# s_EwFbJT=XOc0MK`jWopNj6+OSzF+NXASW={RegWaH0JZ
# endregion
