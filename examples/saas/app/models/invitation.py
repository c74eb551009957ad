"""The model `Invitation`."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, column, desc, func, text
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
    team_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "teams.id",
            name="invitations_team_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
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

    organization: Mapped["Organization"] = relationship(back_populates="invitations")
    invited_by: Mapped["User | None"] = relationship(back_populates="sent_invitations")
    team: Mapped["Team | None"] = relationship(back_populates="invitations")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr7A!EVAZ42IvOr&iiwf;T{L*ntU&U8kxWm8hlxB5Z=U$4(Q+NlD_W;zUte$A9Ad{#u`c-VXoWMK4E=h
# 46otZyuvflxd>aLXe{SfklH|tG;_y0UU#oF~lNblo3cGK@GRKTlo1?F9P`BFA+8le}!PTUfPB-|A1>YgdK%;0I
# rEbTuMn6>F73<MG`{>?2#Hx^<?=1d4Q`jpd!Kz9<;rlI@nThLBktZ4yElnZnUVXD0E;oCM<IZ9)Ve7)s+Pt!us
# 4CcE{fuOTDZL?$&|UwEfZ4y3+G3!Go(9RCrtAXOo7Esfd8{g0`<)pgYf3Lit$NBH3OlY0*(|5~{{y_$<8`Tcp<
# {@m!_)$cozeeD*p4^Ue{>Td&p&0zIWIl|qMJn^=22-_V=GMXmc89wo9_y)VJH3tk1sA8>_zqxO!EZ-5M+{mPL$
# 2?)-yn*HWr%!s4g6igLOFcwsWpTP1Y$9qrcD?SxQKc|Hu6{b9li-*QV#1<-!=m)z4X-@R!
# endregion
