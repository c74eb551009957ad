"""Base and types of the schemas."""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema

T = TypeVar("T")


def _not_null(value: T) -> T:
    if value is None:
        raise ValueError("may be left out, but not be null")
    return value


Omissible = Annotated[T | SkipJsonSchema[None], AfterValidator(_not_null)]
"""May be left out, but not be null; what is left out is None, and `exclude_unset` drops it."""


def _empty_for_none(value: object) -> object:
    return [] if value is None else value


Listed = Annotated[list[T], BeforeValidator(_empty_for_none)]
"""A list; Prisma makes no difference between an empty one and none."""


def _to_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        return value
    return value.astimezone(timezone(timedelta(0))).replace(tzinfo=None)


def _with_zone(value: datetime) -> str:
    return value.isoformat() + "Z"


UtcDatetime = Annotated[
    datetime,
    AfterValidator(_to_utc),
    PlainSerializer(_with_zone, return_type=str, when_used="json"),
]
"""A time in UTC: the database has it without a time zone, JSON with one."""


def _from_base64(value: object) -> object:
    return b64decode(value, validate=True) if isinstance(value, str) else value


def _to_base64(value: bytes) -> str:
    return b64encode(value).decode()


Base64 = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(_to_base64, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes, in JSON as base64."""


BigInt = Annotated[
    int,
    Field(ge=-(2**63), le=2**63 - 1),
    PlainSerializer(str, return_type=str, when_used="json"),
]
"""A whole number of 64 bits; in JSON as text, since JavaScript's numbers have 53."""


Int = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]
SmallInt = Annotated[int, Field(ge=-(2**15), le=2**15 - 1)]
Decimal5_4 = Annotated[Decimal, Field(max_digits=5, decimal_places=4)]
Decimal6_2 = Annotated[Decimal, Field(max_digits=6, decimal_places=2)]
Decimal10_3 = Annotated[Decimal, Field(max_digits=10, decimal_places=3)]
Decimal12_2 = Annotated[Decimal, Field(max_digits=12, decimal_places=2)]
Decimal12_4 = Annotated[Decimal, Field(max_digits=12, decimal_places=4)]
Decimal14_2 = Annotated[Decimal, Field(max_digits=14, decimal_places=2)]
String4 = Annotated[str, Field(max_length=4)]
String7 = Annotated[str, Field(max_length=7)]
String8 = Annotated[str, Field(max_length=8)]
String10 = Annotated[str, Field(max_length=10)]
String32 = Annotated[str, Field(max_length=32)]
String50 = Annotated[str, Field(max_length=50)]
String63 = Annotated[str, Field(max_length=63)]
String64 = Annotated[str, Field(max_length=64)]
String80 = Annotated[str, Field(max_length=80)]
String120 = Annotated[str, Field(max_length=120)]
String127 = Annotated[str, Field(max_length=127)]
String200 = Annotated[str, Field(max_length=200)]
String255 = Annotated[str, Field(max_length=255)]
String320 = Annotated[str, Field(max_length=320)]
String2048 = Annotated[str, Field(max_length=2048)]


def camel_case(name: str) -> str:
    """`created_at` as `createdAt`."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


class Schema(BaseModel):
    """Base of all schemas: JSON has Prisma's names, the program those of the models."""

    model_config = ConfigDict(
        alias_generator=camel_case, from_attributes=True, populate_by_name=True
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqJ7TW{h<6n^JdjCiS?5`@hqh=@wr?)G7|t5yn|N{x^)Fo08HBYUzesrujhoij7GxuiSon=fb1ocsCCv
# 7IVTmxNR#3#@>PG>4)FiKv|pdbSnL2R)!3@M_VcOzH7$=v09wTn?o6zwy&unr4cOh9HKx4{>g!+Z~p1s*;5z)V
# {o1DVaaS+XO;nraF_ppUDX3RT9cRp+P%cCF}ReLh1Kk61iRK$KSSa$UV>#PQ2QR|9he~AB!x#XREau{;^Q)C;W
# ?yi;RHxe<r)?NTV?!c&k<NniIrsqk(i3$U4RK$Ybn25))rs|0E_FHUPM2NS_p(eWNmhfd$~!2m1LT&ol6Rjt^o
# k#a6DAKs>;2hzM|}k92`amt3lsJk@L=!>`W?QbD8d()f=PWc#rKkDUCi6N`JL`2Lh)?elkJxE1?NtVkP6Vl``V
# h|c7<#r9<>qnEUhY9^L>wgZ+^23xVg<nvA)A~-doa&FC*&7Xi?*>?JIRM+-#dS*(2ERm%dKA~(NQ|mV1N-}}UC
# lTbGNT4;p6GVSYkd0E3(z}4>VwtQ~64iboVFR_7GKHdoIS7)1v?eZf4KbOa9$U?9ez9)$<v2Xr>NQDM*@Y;nJN
# xuQJ1%URdPfhO!(PYt{dO*Q+jxP`e8HHwmyx?iQbeyc9~?=F`ae3qGAT0H?KxJSFMbrwKS<{<YVqFIl)3|Khu7
# 8RLcV*(QvSuv^(p~dMu><?;F!nH{YIt)#g^kHB`+aY<40ZFQt@T-^N33&fefBCHZjGbAhr~_u_o0Q5WwI+;>4L
# $C?Z{3-D0(@yqcWH{)C$}BNlQxIy%OI7(r!epp$<b(KeEfubv;!*e?2~tn!-FZyO=V-S2d3ICBnjyI5wuy54X3
# r<BgkKj($m`>RPOnj_IH7+LT%k^!ry>H{f5pYT)P()`;x`5ntmPG+~kt(wC4O%LDa>SA`NwF_@8$JbtXbu}Ppw
# UuLj6xSknLtobGKLp}_0|1P&$%`DcZFpdwsN%LRx8e~B;eh(`G5#9gFY;ukekjbb0x|nlihkE<cB&R>bfQf+D7
# EPZtj)Axw?E%I8}!SwLEoG;&AuNU$B+4JIXuVTqGhs%dgFe};)RH7PciOQYz9&2$YyZHCal;5ov7=`hqhrSjJh
# >Op|e0i_^%R$&IY=`sAi#{=Ppt2qC^^`A4|ibS~1wlbgedgt){+lpuQ=ohYr-kk~-)(kO!TTz8gBwcPmZ%F8uo
# y|3TM*e$cJxT}(NsY&mq1XIRM-giZzu>nCoUPE;NXJ1%#Csyfl{yPUuzSoy8v<ha@$o!-z%tR6*^?uiQwsoQ8l
# %RN1>a_g)&M3l-|wGo(6nVprRzFs2p`Y_20RKTkoGdzSKX6<6PO_bM+j<GgV65MIFpRy$N_F2As90k+%3r5zQk
# r00hMpNG1(+d@O;_R0zMbq-i@#gX_(#&-u-606EXhcda0TQC?5v1AW**cFgd~Gs)RM}OznFxt9zhiQzQ3(oGGg
# CE3qqD_DWX9AiA6Le0@p={ZgQGA6ptR`So}I3v`61#p4}CTR_CKd>)1U
# endregion
