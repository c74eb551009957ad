"""Schemas of the model `Webhook`."""

from datetime import datetime

from pydantic import Field

from ._support import Listed, Omissible, Schema, String64, String2048


class WebhookCreate(Schema):
    """What a new `Webhook` is made of."""

    id: Omissible[str] = None
    organization_id: str
    url: String2048
    secret: String64
    events: list[str] = Field(default_factory=list)
    enabled: bool = True
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class WebhookUpdate(Schema):
    """What of a `Webhook` is to change."""

    organization_id: Omissible[str] = None
    url: Omissible[String2048] = None
    secret: Omissible[String64] = None
    events: Omissible[list[str]] = None
    enabled: Omissible[bool] = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class WebhookRead(Schema):
    """A `Webhook` as it is stored."""

    id: str
    organization_id: str
    url: str
    secret: str
    events: Listed[str]
    enabled: bool
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79%L>9U5Ji8-rAQI!P6StiAV`-|O|->FMT_9yduNi#G>wmyJ7aF!$?2U(DQ4Dkq^%A_h22(7bNn?E(
# b{icpQgOD^-i|uwLO_nJ$r%IK<$2cu0fh-4;P1wB;!nejfUAI^i3buj5BNCF43l2R3#2c1A!g@r3x?&HDh-c=@
# sG8VnwoVGP-kbfWW2R?UZ+;@)PsTws{Df|FjSH!N6|ww`U#$pJJOm%4dTyn-tEcX#NNWPoqjovo7jSQhhY&ZqA
# 3uyS3qqv`2HzSG}i6BTNhv=G;}~<zN+O0_-zeMyT5gGg1lEzHppHGQq5}06f+SS`|vW3Yx!DUfI$ljHey8$U!7
# L2;bohYht&G1;2Y!7Q#=~0?MTw14=!YU<e7`KXll50h@+k+y
# endregion
