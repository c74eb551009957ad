"""Schemas of the model `Message`."""

from datetime import datetime

from pydantic import Field

from ..models import SenderType
from ._support import BigInt, Listed, Omissible, Schema, String120


class MessageCreate(Schema):
    """What a new `Message` is made of."""

    id: Omissible[BigInt] = None
    conversation_id: str
    sender_type: SenderType
    sender_name: String120
    body: str
    attachments: list[str] = Field(default_factory=list)
    sent_at: Omissible[datetime] = None


class MessageUpdate(Schema):
    """What of a `Message` is to change."""

    conversation_id: Omissible[str] = None
    sender_type: Omissible[SenderType] = None
    sender_name: Omissible[String120] = None
    body: Omissible[str] = None
    attachments: Omissible[list[str]] = None
    sent_at: Omissible[datetime] = None


class MessageRead(Schema):
    """A `Message` as it is stored."""

    id: BigInt
    conversation_id: str
    sender_type: SenderType
    sender_name: str
    body: str
    attachments: Listed[str]
    sent_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUq)1%WeWO3`O_-iY`H_s=^;sl~_?#;vp7YpmdTlBegS#$!7kZYdeV(9<7jAq8MVIT-z7QnPWLquZHN|^
# }X4-|2z?W4#)e!n$|Z}Jf1b~$Htxg9B_oQrNbaPtcJb2veU)iJU!0wTx1JAejB_9dlbnxT9?W6B`wvE^BcF_Na
# A!OZ)yVq<QB9#%rTI*w5g@gxJc4{pOOhlh2$;cpli{yJ?n;d2ekYk?wQKk!tz1qS&iA5^nm70M_-*C^hb>MrmD
# j~4wh?Z6$UyAJ-YqI{O#b=DPkON@H`bX`Ft>N`X{K?+})Q^k$EXeL6%i*+MQEYXDIaUkaeO~z|k<pbSYYJWzi8
# _5i9_&UtJ*8umtz?=36l?oUvyRUo&`UFZ41H_INXAORb5*?xd{vg+DYUJ;jBW1*e8S0)V_&6#
# endregion
