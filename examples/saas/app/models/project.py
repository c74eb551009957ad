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

    organization: Mapped["Organization"] = relationship(back_populates="projects")
    lead: Mapped["User | None"] = relationship(back_populates="led_projects")
    members: Mapped[list["ProjectMember"]] = relationship(
        passive_deletes="all", back_populates="project"
    )
    milestones: Mapped[list["Milestone"]] = relationship(
        passive_deletes="all", back_populates="project"
    )
    tasks: Mapped[list["Task"]] = relationship(
        passive_deletes="all", back_populates="project"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQT}#6-6o&sxy;1PO$#Al}fx8fN3>`xlqjau}YDH-~Ma2K^$;UZ8$(l4{E8ewfaz2vgyia0M(6o4e0
# gZ11A@P0$@Nuz?6JK_zg>VIk44ylNmID|i`AUjZ?I~2PJt#%5%VU*P+wvS==df{CS)Ntjeu8<+awsFPHz^NnV4
# e7J1^e;C3MV4vKE@-25#zmVWWB4Te5IcNp4lg%bOgQdOmw7ec>zgBQMN*oVii+_ad6Dj1`H5zfCOZH5>4t0Ln2
# !o85@xcVDq&wt+7bIc8Wq)=zh}_xb)EuFx+_QA{pldd$Hy~DA7|Jq)Pi{E&kQ^Y;mo<SvuJ)Fio%>q@ulxvpsd
# UcZoyRY581aAI9ZHn8=s1NYNmpba|FR(w$Z3jLD6a;U?gl-i;=c@lC|$=#y%r9Z6j^1EZ-2*b&uE8l!r+osVW?
# 9u>G@EaO{=L4(1QtNx&Wz0z2-+O9WgjeuHuoeM;lH+^w=qfAuE#sVW5QtOtH(y5kwCrTm1r;+TjSPqA?@zZRvj
# 5xpIbxq8{yy4`4{UQ=+dqRGGqeJ+-reM6y(M9!t2t6<yjDrycRSs(7($anr8NkyhwsoO3k=%KgX<N!6bIY3Ih#
# f@dJaGh8*G~C%Brvjl6CictS0It?QlQcCz5N02oYTh
# endregion
