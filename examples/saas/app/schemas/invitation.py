"""Schemas of the model `Invitation`."""

from datetime import datetime
from uuid import UUID

from ..models import InvitationStatus, Role
from ._support import Base64, Omissible, Schema, String320


class InvitationCreate(Schema):
    """What a new `Invitation` is made of."""

    id: Omissible[UUID] = None
    organization_id: str
    invited_by_id: str | None = None
    team_id: str | None = None
    email: String320
    role: Role = Role.MEMBER
    status: InvitationStatus = InvitationStatus.PENDING
    token_hash: Base64
    expires_at: datetime
    created_at: Omissible[datetime] = None


class InvitationUpdate(Schema):
    """What of a `Invitation` is to change."""

    organization_id: Omissible[str] = None
    invited_by_id: str | None = None
    team_id: str | None = None
    email: Omissible[String320] = None
    role: Omissible[Role] = None
    status: Omissible[InvitationStatus] = None
    token_hash: Omissible[Base64] = None
    expires_at: Omissible[datetime] = None
    created_at: Omissible[datetime] = None


class InvitationRead(Schema):
    """A `Invitation` as it is stored."""

    id: UUID
    organization_id: str
    invited_by_id: str | None
    team_id: str | None
    email: str
    role: Role
    status: InvitationStatus
    token_hash: Base64
    expires_at: datetime
    created_at: datetime


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUq(LJ#WG=5dAA1JD>;^#E^|bh7NoPRCVZpToRF}A|NFo`1idJ+h@liNYKeje74W;`R+Z;nPMr^S`5)gc
# `j-~=AJFW?{*Vo1Uu4L=qcHH4a2GGu?n|~J8I-;*n3&*3!sEd3MXv5%iyhVRaJJLQ0cvLsHpN+t^fse4Bic)od
# Mt}3N~NX=!re`8}Ebf1>bn!?@2)5LGwD?7oPOb)%@0_;jXSTweOfF^^KhyN{>XWAQXpamdxIh6-`zIWgLJDq0L
# {>GMP`o<!~a0->lr^s>)-HH79U67U1!y$ykz`tx(W$8xUP0WaN_?NjoFxlLA7Z2)4N@cbQNUU@jTxc486yM;7D
# |%ZGOq^CD43zHETuMnamDc;PN3vV_U;0$q|ixOj@TRi@H_w6RYXG!N)hKv`9T>q-3*qDJso!QA4=CC6+c#nD*~
# PrrFP@duWAvw;
# endregion
