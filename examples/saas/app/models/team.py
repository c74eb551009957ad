"""The model `Team`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CHAR, ForeignKey, ForeignKeyConstraint, Index, String, Text, func
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
        ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["teams.organization_id", "teams.id"],
            name="teams_organization_id_parent_id_fkey",
            ondelete="RESTRICT",
            onupdate="CASCADE",
            use_alter=True,
        ),
        Index("teams_organization_id_id_key", "organization_id", "id", unique=True),
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
    parent_id: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(String(80))
    color: Mapped[str] = mapped_column(CHAR(length=7), server_default="#64748b")
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="teams", overlaps="children,parent", lazy="raise"
    )
    parent: Mapped["Team | None"] = relationship(
        remote_side="[Team.organization_id, Team.id]",
        back_populates="children",
        overlaps="organization,teams",
        lazy="raise",
    )
    children: Mapped[list["Team"]] = relationship(
        back_populates="parent", overlaps="organization,teams", lazy="raise"
    )
    members: Mapped[list["User"]] = relationship(
        secondary=team_to_user_table,
        passive_deletes=True,
        back_populates="teams",
        lazy="raise",
    )
    invitations: Mapped[list["Invitation"]] = relationship(
        passive_deletes="all",
        back_populates="team",
        overlaps="invitations,organization",
        lazy="raise",
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQ&2GaW49DLkyP|1_YVD;Du={RR6|ohqk?1-l(WdR`XD}Ft@X<A@CRJ4u!2B@=|6oc%&q|(Z6lC73W
# Rv9<LxfW_3C|&i5wH-RT*W09k;nq@kYBP_xKMm5Dx-%@<is8$c-v66O+kp-MH1=WKf4i64$i_8ePPx3!NXVN#|
# ~E2^i0$V&x9u?5Q=zWv=3E2NzLsv9qt+~*HeqM+aJ8_MO54Nd!J~71@k7DDr{*RHEXG#E0b+LS30t2r5;s})Dq
# `WhEZvC@N+Dd7_R*<vRT@wox!|WQ=Bw>6Jm=5lugt4Y#(*b;>L#@aHXA8jE05aL@{@(+_`!1&~nx+aVDGC^EoW
# *xAC}LCrIk<akXA;UYaEo6j;NbnO#i$4+mW+$LnBQJWVlu<13?n-BY;diMaxISLhO4qU8sCc|CUe0L~B?KTxLS
# &-b>0Ep<@MEWUyQvy;~^ntF9QkE$KI14Qu7w2AjvVRHhkqdkl4ShrWns)QkMgTjrFs`1hA<>D<y{ARS2_-)36-
# fLw!Ij7=fSqzbgqInVFE^VIaMHV%u$s!XORlfyRh*bw>_&Wd>WhEz_=@8uGl_C5BNR(hP
# endregion
