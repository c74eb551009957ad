"""Schemas of the model `PaymentMethod`."""

from datetime import datetime

from ..models import PaymentProvider
from ._support import Omissible, Schema, String4, String32


class PaymentMethodCreate(Schema):
    """What a new `PaymentMethod` is made of."""

    id: Omissible[str] = None
    organization_id: str
    provider: PaymentProvider
    external_id: str
    brand: String32 | None = None
    last4: String4 | None = None
    is_default: bool = False
    created_at: Omissible[datetime] = None


class PaymentMethodUpdate(Schema):
    """What of a `PaymentMethod` is to change."""

    organization_id: Omissible[str] = None
    provider: Omissible[PaymentProvider] = None
    external_id: Omissible[str] = None
    brand: String32 | None = None
    last4: String4 | None = None
    is_default: Omissible[bool] = None
    created_at: Omissible[datetime] = None


class PaymentMethodRead(Schema):
    """A `PaymentMethod` as it is stored."""

    id: str
    organization_id: str
    provider: PaymentProvider
    external_id: str
    brand: str | None
    last4: str | None
    is_default: bool
    created_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr78yAHxI3`Kv1k%<91bwkXE3JEa>646Rfq);L8_t;JxH;;+|*eG>V-%~#>=1j4a=^%!vQ7^P=TLTL9C
# ufA$yqy<bIIm21PGj%SP8&P1!gse0fRhDr>98}Y_{VA)c4w5@hI(x7o|5%@Y!%2wYmiET(FJfdE@!8TcSp#9OB
# 2gEv+}enAi#eNr>f3m;$5hFV|#Ut9ywXn!zGLIT{C_gXdEhzs0slvdwrwUGn~3`j|_D-szlLvK+riwmIvzfGE1
# ~FC6rLA=T`L>BQP^u(_{sp#3U%A_z3Cru|I|^FXAN^!oI=1H%e!)*BNAJO_&3K`Z0i~&~ednS^c3zWu}jbCI6<
# im_Z5S;SG#Dapw
# endregion
