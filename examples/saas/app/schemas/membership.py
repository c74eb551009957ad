"""Schemas of the model `Membership`."""

from datetime import datetime

from ..models import Role
from ._support import Omissible, Schema, String80


class MembershipCreate(Schema):
    """What a new `Membership` is made of."""

    organization_id: str
    user_id: str
    role: Role = Role.MEMBER
    title: String80 | None = None
    joined_at: Omissible[datetime] = None


class MembershipUpdate(Schema):
    """What of a `Membership` is to change."""

    role: Omissible[Role] = None
    title: String80 | None = None
    joined_at: Omissible[datetime] = None


class MembershipRead(Schema):
    """A `Membership` as it is stored."""

    organization_id: str
    user_id: str
    role: Role
    title: str | None
    joined_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr6Ty9&cF4E&u=p<~y!WHf<5>1^td2eeE5|MVnTRvZU9lujnGAa}}1cZ8X18ELdY<TxKvSH8s}dRA+06
# 6>|Q?wfY^oY7(q9RfhJ$my6((lA_kk`7X7CVQVeNKpVN0Ao9$e}Vj0uy6A?FMJ5FbO3!JyNIwuA9OUXb(gm1%Q
# #26Rjf(%D5Qfc76jcio|$AZp<G#Wyz!*%bEF_qQG`k!lYfnakre3mS>2==-2dSBgAWz>a|s$MgQNld9bu2*x1Y
# 1-WBX^zAuIF)fMxGU
# endregion
