"""Schemas of the model `Notification`."""

from datetime import datetime

from pydantic import JsonValue

from ..models import NotificationChannel, NotificationKind
from ._support import Omissible, Schema, String255


class NotificationCreate(Schema):
    """What a new `Notification` is made of."""

    id: Omissible[str] = None
    user_id: str
    kind: NotificationKind
    channel: NotificationChannel = NotificationChannel.IN_APP
    title: String255
    payload: JsonValue | None = None
    read_at: datetime | None = None
    created_at: Omissible[datetime] = None


class NotificationUpdate(Schema):
    """What of a `Notification` is to change."""

    user_id: Omissible[str] = None
    kind: Omissible[NotificationKind] = None
    channel: Omissible[NotificationChannel] = None
    title: Omissible[String255] = None
    payload: JsonValue | None = None
    read_at: datetime | None = None
    created_at: Omissible[datetime] = None


class NotificationRead(Schema):
    """A `Notification` as it is stored."""

    id: str
    user_id: str
    kind: NotificationKind
    channel: NotificationChannel
    title: str
    payload: JsonValue | None
    read_at: datetime | None
    created_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr_WI}XAy42G}6fO>##6%!zp3JDld)D{|1Qlw_-?XjJAlfuHlnAmyvi}TxfXY!?+O4ksTgXA|}6Ps_15
# stO_H8o5~UK{gn9K;!$PE))y%|+Y&V>TTVqV3ng<erOWq3$1^9A1g~78QeOXCQrSp$!h8|F}}lu2f$-257L2n1
# u~02k+2e9ajWQnXxCEEXK?a%Ly20;sN*1<A_LARJ?f#0__>iX4~>wR28k3T%u&Uh*jQB{lMTr%Uyp<|BgUGsfT
# ^b*vD5q7p<=|<eH*<BE?8k#)c>X8S))r+*^m)f?Q^;&^r4Za^P%Xr~NhHV2LK|7FgDS+dnWr!uApIVon-9IVcM
# 79wl@qO_<XrVSkmuK0>qABC3y!A~;ra-iketTL
# endregion
