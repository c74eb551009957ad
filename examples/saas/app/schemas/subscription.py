"""Schemas of the model `Subscription`."""

from datetime import datetime

from ..models import PaymentProvider, SubscriptionStatus
from ._support import Omissible, Schema


class SubscriptionCreate(Schema):
    """What a new `Subscription` is made of."""

    id: Omissible[str] = None
    organization_id: str
    provider: PaymentProvider = PaymentProvider.STRIPE
    external_id: str
    status: SubscriptionStatus = SubscriptionStatus.TRIALING
    current_period_end: datetime
    cancel_at: datetime | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class SubscriptionUpdate(Schema):
    """What of a `Subscription` is to change."""

    organization_id: Omissible[str] = None
    provider: Omissible[PaymentProvider] = None
    external_id: Omissible[str] = None
    status: Omissible[SubscriptionStatus] = None
    current_period_end: Omissible[datetime] = None
    cancel_at: datetime | None = None
    created_at: Omissible[datetime] = None
    updated_at: Omissible[datetime] = None


class SubscriptionRead(Schema):
    """A `Subscription` as it is stored."""

    id: str
    organization_id: str
    provider: PaymentProvider
    external_id: str
    status: SubscriptionStatus
    current_period_end: datetime
    cancel_at: datetime | None
    created_at: datetime
    updated_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr_W&kDjY48~u_(;mQ^h&Mq|#G}-;=s>4zQ}FHmlCJ+dMZI|3mSjzSP4dy1*_Kb*IYG3(?c1`cu2h?M!
# ib*DaxVJ3&BhcDQhdwia<3!{MKA8U6Wy&H*y@XO1qQ52^a<_m^g~R!#YWn~ZQt!tAX`!fQ6?B%D6OQ`tdlaE!~
# V`(OuEd8kmpSSgC2!WY8+<?@90fI<9az`H?)IlYH<o;wOopEraTCizAO-KGKW&p<Eft)S7^G6+^HIYEf+Qrb*W
# A~F)Tmbu70Balyl|qXNxuUXV44N9I*|%=82JB$^b(<lt)n?ltY$48Rq9OIhzPiU?1=q4r_=xixgAfkfZdb%>Tq
# ~rG!kVO=4P@BN$p>)^-p;GVC#P*+1{7ZyM*<)<|j_`1zHzAD-K&%%u
# endregion
