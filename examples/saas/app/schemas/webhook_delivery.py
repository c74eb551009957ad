"""Schemas of the model `WebhookDelivery`."""

from datetime import datetime

from pydantic import JsonValue

from ..models import DeliveryStatus
from ._support import BigInt, Int, Omissible, Schema, SmallInt, String64


class WebhookDeliveryCreate(Schema):
    """What a new `WebhookDelivery` is made of."""

    id: Omissible[BigInt] = None
    webhook_id: str
    event: String64
    payload: JsonValue
    status: DeliveryStatus = DeliveryStatus.QUEUED
    attempts: SmallInt = 0
    response_ms: Int | None = None
    created_at: Omissible[datetime] = None


class WebhookDeliveryUpdate(Schema):
    """What of a `WebhookDelivery` is to change."""

    webhook_id: Omissible[str] = None
    event: Omissible[String64] = None
    payload: Omissible[JsonValue] = None
    status: Omissible[DeliveryStatus] = None
    attempts: Omissible[SmallInt] = None
    response_ms: Int | None = None
    created_at: Omissible[datetime] = None


class WebhookDeliveryRead(Schema):
    """A `WebhookDelivery` as it is stored."""

    id: BigInt
    webhook_id: str
    event: str
    payload: JsonValue
    status: DeliveryStatus
    attempts: int
    response_ms: int | None
    created_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr78J8!};6ovmvM}`V9R2|q5FqEZ&DrI0mhFBzmJk*$?{Cn=h_O+8B)S+YI1HS%peDA@UNlTR)2}E0c$
# g1kR&==tF(>}{a_-vQ!HdUp`k8XL@ROL73PB*{D7LAVryv3JM=Gr`%@tk)k!MwhF7CC$#3M^c_<WHAq-rxMF?V
# MyzmvY2ElzF|)6!5_;(LXzMJNO<c&U41##*Hsz$MvD1@Dh;V#{WXY1<X$G^e^1&snp0`YcG`ok$|EkPB^9=Jg`
# ChV!Te4$#TJW#TZ@GXm*DK<P+|%x~akBdSAfmho5m_y<wA+gN3byqz|wr)F+0qVhkFl3PwL>syu1o8e)?&Y`5^
# mT96`eNF$X;D>@H35<1wTiz!E9!5nOFfk(oBhrZD&?IE8HpoZ%Wy##<a269OnyO_QE%(L$CPj>C_%I!807)e|`
# BEGZS0R}XQLI
# endregion
