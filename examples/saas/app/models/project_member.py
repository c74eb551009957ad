"""The model `ProjectMember`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import Role

if TYPE_CHECKING:
    from .project import Project
    from .user import User


class ProjectMember(Base):
    __tablename__ = "project_members"
    __table_args__ = (Index("project_members_user_id_idx", "user_id"),)

    project_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "projects.id",
            name="project_members_project_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    user_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="project_members_user_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    role: Mapped[Role] = mapped_column(Enum(Role, name="role"), server_default="MEMBER")
    added_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    project: Mapped["Project"] = relationship(back_populates="members")
    user: Mapped["User"] = relationship(back_populates="project_members")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtPOA3G>5J30cMCcSjOQ9P`(5g+4_lMFM#}AB?7PLzk%;w{J<rcJ@$9^+jdpDGH$gM@iVFiYDls*M{B
# pnTo@sT?~K1m;7nFP4Ip0w|NCO^n3Q56MzhXJ9toHHP?i)e%ROPTF_L5(W38^lYfrpfW;lPQS%T8@O}IpaC%VC
# =>k&Q@+3>8)FM!Y5g9n?6oKDAhmT-vj8A0kod=M2KFutr=#KU*SIt&F~Fd(|(V<!9kRf6Xq|rOEa{JNmj!JFSW
# zO
# endregion
