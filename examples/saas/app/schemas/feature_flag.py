"""Schemas of the model `FeatureFlag`."""

from datetime import datetime

from ._support import Omissible, Schema, String64


class FeatureFlagCreate(Schema):
    """What a new `FeatureFlag` is made of."""

    organization_id: str
    key: String64
    enabled: bool = False
    rollout: float = 0.0
    updated_at: Omissible[datetime] = None


class FeatureFlagUpdate(Schema):
    """What of a `FeatureFlag` is to change."""

    enabled: Omissible[bool] = None
    rollout: Omissible[float] = None
    updated_at: Omissible[datetime] = None


class FeatureFlagRead(Schema):
    """A `FeatureFlag` as it is stored."""

    organization_id: str
    key: str
    enabled: bool
    rollout: float
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqJ5K?=e!5d2Dyo}>ryQ1BpyUIjrs2a~o!RM7f=XE!A4HW9^R+buhj%<c?f=2}KNNg(PV-RIqP-VEPz5
# j}tM=H2CtljLj>`ozewUL`MlYt{0^EJCT6>2WjwPe!kSVGZG+EE#RUI1k>u*`YN4fQ8yfcX|WA1vHe<@`4yRm&
# SeMacE7|`x|<1s(M*x)0fDp0i-D?aXavzWo{G{a%zylX*Act3Auz=ddJ1feHC`8VHT?Be;#{hY{p_cLk~Scyx{
# PdV1)M9+ldeAVhR_MQAj#`0na1nzy
# endregion
