"""The model `Project`."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Enum, ForeignKey, Index, Numeric, String, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .enums import ProjectStatus, ProjectVisibility

if TYPE_CHECKING:
    from .milestone import Milestone
    from .organization import Organization
    from .project_member import ProjectMember
    from .task import Task
    from .user import User


class Project(Base):
    __tablename__ = "projects"
    __table_args__ = (
        Index("projects_organization_id_id_key", "organization_id", "id", unique=True),
        Index(
            "projects_organization_id_key_key", "organization_id", "key", unique=True
        ),
        Index("projects_lead_id_idx", "lead_id"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="projects_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    lead_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="projects_lead_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    key: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str | None] = mapped_column(Text)
    status: Mapped[ProjectStatus] = mapped_column(
        Enum(ProjectStatus, name="project_status"), server_default="PLANNED"
    )
    visibility: Mapped[ProjectVisibility] = mapped_column(
        Enum(ProjectVisibility, name="project_visibility"), server_default="PRIVATE"
    )
    color: Mapped[str] = mapped_column(String(7), server_default="#64748b")
    budget: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    tags: Mapped[list[str] | None] = mapped_column(
        ARRAY(Text), server_default=text("ARRAY[]::TEXT[]")
    )
    metadata_: Mapped[Any] = mapped_column("metadata", JSONB, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="projects", lazy="raise"
    )
    lead: Mapped["User | None"] = relationship(
        back_populates="led_projects", lazy="raise"
    )
    members: Mapped[list["ProjectMember"]] = relationship(
        passive_deletes="all", back_populates="project", lazy="raise"
    )
    milestones: Mapped[list["Milestone"]] = relationship(
        passive_deletes="all", back_populates="project", lazy="raise"
    )
    tasks: Mapped[list["Task"]] = relationship(
        passive_deletes="all",
        back_populates="project",
        overlaps="organization,parent,subtasks,tasks",
        lazy="raise",
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQT}#6-6o&tb)Ek9fI2ld`UJTrYpkwG5!WbpBWmGF0O{YxpzkBl8)3i-mwkeF#=IgvCS<ZQqG6hYu^
# (*9f7YMQM1AtEx+ce@!m0C2e0FlA_k)dS|Mj@Xhi^ZN&S*ru3$aQ(jNxr4N`kceY4U;s<cXon#Pf`dYus5|Iss
# J^@#}(BMA676C3G;zELX<Q<@Iur&C-hDK3E&-7u}r6-7v41;$+4_}Bvnu+BuQ3L?E~y7WPbLO%wyEBBL1{7P&v
# 6b8UYIyE20LOF_UhcAHe*P(9dy8ejXLE4C(fvwQz334Muoy+C)f=6Kut$Jz+;qZL4h8)oZo~+}^6SwtCsfd@bF
# Cv0G*5-o<&xeBQfMU80!2WXYy<DbfxeC=Y(RQz;}`mVr~F5kE_l8;F7HKyrFNnoP#G9-5;M9dk`3MKo@yrs!ZQ
# DvZ>sdc2#DW@D@h%pgXxt;C>az|*V#pnn}oTne|*DlX7cru4=I(w9Pgb}1x=$jQn8E-uNrWq3*!OI}gQ()*dmT
# P&8t;cWaoTP!`y#p)U;z`$Q~B2n!;o&3!S`Tp_t;r@cI)h&?>s{cd&E#)X3h*Wgs&}BHaxGy*@H=7k;SJ~V@Ny
# *pl#>+@TW6ub}<zs;R{?xRR!t}T;39hLe88F`*;OroESY#+lGnHt3`wJBe-%J4v<GR~+tvzb7hK-Su4b<U3nZF
# @ybNF-{a#cQmqHfp)mDqj(H*g@1
# endregion
