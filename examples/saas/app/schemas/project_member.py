"""Schemas of the model `ProjectMember`."""

from datetime import datetime

from ..models import Role
from ._support import Omissible, Schema


class ProjectMemberCreate(Schema):
    """What a new `ProjectMember` is made of."""

    project_id: str
    user_id: str
    role: Role = Role.MEMBER
    added_at: Omissible[datetime] = None


class ProjectMemberUpdate(Schema):
    """What of a `ProjectMember` is to change."""

    role: Omissible[Role] = None
    added_at: Omissible[datetime] = None


class ProjectMemberRead(Schema):
    """A `ProjectMember` as it is stored."""

    project_id: str
    user_id: str
    role: Role
    added_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh@%?iRm41{0DQ{O?Q$3-bf&x<KmK?U3Q$H`=W+;&0GQ`r*8moUjhnHfvcIUhvF*YgIucRUlnT}Jwj?
# %agJKMl6-+lTuVUFO|k49Ojf<a<uh#zL~e_M=BZYW_=DEGM*2)P9ZI`o<8hdPuL_{qcuwAw`BV^wYT3?b^<iC=
# #YFffs|P>aSOD;tbU*&=a9n03>i8{o^v^5{xb<k86^N|0C=MFDt(7iVG@%BtbXLus8X+y9?SRp*I-g(;5
# endregion
