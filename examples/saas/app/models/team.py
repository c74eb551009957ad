"""The model `Team`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CHAR, ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .tables import team_to_user_table

if TYPE_CHECKING:
    from .invitation import Invitation
    from .organization import Organization
    from .user import User


class Team(Base):
    __tablename__ = "teams"
    __table_args__ = (
        Index("teams_organization_id_name_key", "organization_id", "name", unique=True),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="teams_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    parent_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "teams.id",
            name="teams_parent_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    name: Mapped[str] = mapped_column(String(80))
    color: Mapped[str] = mapped_column(CHAR(length=7), server_default="#64748b")
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(back_populates="teams")
    parent: Mapped["Team | None"] = relationship(
        remote_side="Team.id", back_populates="children"
    )
    children: Mapped[list["Team"]] = relationship(
        passive_deletes="all", back_populates="parent"
    )
    members: Mapped[list["User"]] = relationship(
        secondary=team_to_user_table, passive_deletes=True, back_populates="teams"
    )
    invitations: Mapped[list["Invitation"]] = relationship(
        passive_deletes="all", back_populates="team"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQOAdlC5Qgu9TNf^fu<-!y-4hfdBp?QeUf<4?4nrwzBN%s3$~^k|zv+~ME_qtJC<xx2WV6UEK!ip#A
# rSeBK)je^1!AP{w9Vy~P@-dp43uo5j9!c@@HC2zgla2ul#f^0%Nk*@aHba4jh7gzBQG#mSMW@HDV_;LV9Ko^0<
# m{a5*dI1J10CYp{)rT8@NLI22JqUNE$!E1T6r&Y03|MxW%0t@0L{FJV;i(U#Zs56!m19ts8SZlg51P$x;CJG#9
# DGGf!`Ui4RKIn~JH6@fR#&#g4f5#VIo2#_kwKVSEkNpu#A~s<0f^@PA;zGaMBMI~{4NsEzMr_nnAa+U0q~*Y#)
# #4m0<yN}JbBpC?_Ji4_IE;M$#u`>iOeOxO?DaH=*9C&0)CI3d&F{^Tu<PA`&ymfek)ICJ6I&w`ONYaV7!{G>p7
# IHNXgFb3dPx%~h@Ai^^
# endregion
