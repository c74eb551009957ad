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

    project: Mapped["Project"] = relationship(back_populates="members", lazy="raise")
    user: Mapped["User"] = relationship(back_populates="project_members", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUn3N1qBr4X94SYUvS%yP;&^xC)mWn*?_^>Mj@{WLR6!Jgf<41+76KLgf|}`TqFgcvL4>-1G3@m1C*G++
# fabo5f5q57vpL(Kx=F?)$!2k54p|;wHGvXG-1gNqMlGy4bM5?=p$SULd`A4RTHAS6X6d06(iZz8Z>XAwlt7SU9
# @%rRYCz|DA7Rxi>iU~KRFe25snJl*VWevUPULSq>x;hA?hz!KMdM3q@->|PVb2N2AUBGS2?i!r=yUQSXBx1d}3
# yCsuCjckX(hK<!f|v0Tr*!1^
# endregion
