"""Schemas of the model `VerificationToken`."""

from ._support import Omissible, Schema, UtcDatetime


class VerificationTokenCreate(Schema):
    """What a new `VerificationToken` is made of."""

    identifier: str
    token: str
    expires: UtcDatetime


class VerificationTokenUpdate(Schema):
    """What of a `VerificationToken` is to change."""

    expires: Omissible[UtcDatetime] = None


class VerificationTokenRead(Schema):
    """A `VerificationToken` as it is stored."""

    identifier: str
    token: str
    expires: UtcDatetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUk&Z8LSrU(h@|2C=A#>NXtwHhfPR+c4{7S>j<L?_Rq}(1{k;r0WnTTA+#jf1)413wH}6{&fpxP0nvk~J
# i{{*fsO@L?AROvEPQ~$lLD$<A#Q?{{=ggqRG11(E5M`$7ApZMM{rXs3NnH17AxYM779-I*qsKd*KxTF7<b7TiF
# xU%2)Ds4h6htLk`q9w5R`LpJ0&PJF$KdRj#wQ4j7MOi0Xn0&1Xuy3P#!)2XnL~)
# endregion
