"""The model `Membership`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import Role

if TYPE_CHECKING:
    from .organization import Organization
    from .user import User


class Membership(Base):
    __tablename__ = "memberships"
    __table_args__ = (Index("memberships_user_id_idx", "user_id"),)

    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="memberships_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    user_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="memberships_user_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    role: Mapped[Role] = mapped_column(Enum(Role, name="role"), server_default="MEMBER")
    title: Mapped[str | None] = mapped_column(String(80))
    joined_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    organization: Mapped["Organization"] = relationship(back_populates="memberships")
    user: Mapped["User"] = relationship(back_populates="memberships")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtPF$#b%3`Nf)I5;{Bjy;33qKkTeG?J#jLQGo)H-#G7#Pq$y7UV7|q*PcgMDM2GsP>`?is(p@ha{Oth
# G={v5I6|<uW$^2rF8X+1)k5M3!yNN(y+*~O>+k(H>?~OfyixghN|Wk!~+Z#v!#Wu652S#;G4!p-0f{Q&zvl#9J
# g959(W1gwBeInP|&0t_=^2=_7YaF3aef3I-&JG?sFPbm=kTofS%6bG8>73f_|D~zkEaJ#M$3Q81{1b=W;<9M>z
# oV1>is
# endregion
