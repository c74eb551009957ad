"""The model `Invitation`."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    column,
    desc,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import InvitationStatus, Role

if TYPE_CHECKING:
    from .organization import Organization
    from .team import Team
    from .user import User


class Invitation(Base):
    __tablename__ = "invitations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["teams.organization_id", "teams.id"],
            name="invitations_organization_id_team_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        Index("invitations_one_per_email", "organization_id", "email", unique=True),
        Index("invitations_expires_at_idx", desc(column("expires_at"))),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, server_default=text("gen_random_uuid()")
    )
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="invitations_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    invited_by_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="invitations_invited_by_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    team_id: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[Role] = mapped_column(Enum(Role, name="role"), server_default="MEMBER")
    status: Mapped[InvitationStatus] = mapped_column(
        Enum(InvitationStatus, name="invitation_status"), server_default="PENDING"
    )
    token_hash: Mapped[bytes]
    expires_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True, precision=3))
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="invitations", overlaps="invitations,team", lazy="raise"
    )
    invited_by: Mapped["User | None"] = relationship(
        back_populates="sent_invitations", lazy="raise"
    )
    team: Mapped["Team | None"] = relationship(
        back_populates="invitations", overlaps="invitations,organization", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr7AQBT7l5XayB7(BH}vl#sb#y$8jW1??nX;7Q2ac<41#`@{K0}2NPN?m*!9hAER?*6~xQqbMutL^1-%
# &`zY&+<(eZK6!0mS4ilg<C@XXRCIqN8ycZYM_yAsUIqV6;7y{(1=&n!empeUXCo6Ku;FtETEbkTCw}{2tS{q%H
# S9J9Wu^Cze32+zTw96Cuox{6eY8X&^91rT}t9iYlewgstN70E27VgMx|K?y~pOZ^2TC^SVi6ttLZCBUWm)J_j0
# XmrA7MB5=#inaRS7t8#xXA4}_G3ZFJJ+yKCWGgPLe=!}KUd^|rmNETiy-S)GucDZqK6huK#!C}#DEAKs21HI|H
# `WK{LMSkp3MOxp^OWHLIrh{0LvJp9i&(5QuWA-0#ni+i3^GsDN^&I;RcB^`7WKr^G(8Mcrx<nhl!jO(k*Gtl!C
# LC?*4b7SCB$Qo^?_KSC7-=w{1vG+HmRu)2zJgo0;K?oRK(c?R0*p7>xW%dCuW~)}tWO@cwT7DewL3CnMoID4ev
# kWYS=ge!l#C@F4e^k`~mcf@j@7(_@Jjl?w=RX6S8{UeB1(VxF-1)mf-xq;FyADNcqDR&m3jK0xIg!()4tw(pR?
# AF+
# endregion
