"""Schemas of the model `Contact`."""

from datetime import datetime

from pydantic import JsonValue

from ._support import Int, Omissible, Schema, String120, String200, String320


class ContactCreate(Schema):
    """What a new `Contact` is made of."""

    id: Omissible[str] = None
    organization_id: str
    external_id: Int | None = None
    email: String320 | None = None
    name: String120
    company: String200 | None = None
    attributes: Omissible[JsonValue] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class ContactUpdate(Schema):
    """What of a `Contact` is to change."""

    organization_id: Omissible[str] = None
    external_id: Int | None = None
    email: String320 | None = None
    name: Omissible[String120] = None
    company: String200 | None = None
    attributes: Omissible[JsonValue] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class ContactRead(Schema):
    """A `Contact` as it is stored."""

    id: str
    organization_id: str
    external_id: int | None
    email: str | None
    name: str
    company: str | None
    attributes: JsonValue
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUsHzJr9CF4E-yP4i1PLn{m>`#6+D>AVQ)Ck#peR+v{;{j}LWlaRb_h_VwdEn=|@iriKL(5Q>2f|D=iRd
# uOiOOlec5-n?rneX@FUinrlrE@u0C2~eZ>aEW+LvWz4D7)SKDiX-CCF2xOQ+1y1l0iO#61zT~z#lYDDU^7e1t}
# f3Tl!YHlJIVtYk30bmXn?8CA6nh;<Ca)M#v+F%ocV~0TM4SzU7PA&E8Qks{YaoPV7xqG3}yC&c~FBqU+gQ72D!
# @P^2W8-f+I$ax4>$kumdpNX`%Er=N=4Do^Hr5ap%8K2SVWft`mn`WrIGf1^%$;a8;lSjRA#{g=^qv`@5lMsU%T
# nDiA>XcmlNNB{Af?(MOC9P9GmKya1ylj1K
# endregion
