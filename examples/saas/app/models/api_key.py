"""The model `ApiKey`."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import CHAR, Enum, ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import ApiScope

if TYPE_CHECKING:
    from .organization import Organization


class ApiKey(Base):
    __tablename__ = "api_keys"
    __table_args__ = (
        Index("api_keys_prefix_key", "prefix", unique=True),
        Index("api_keys_organization_id_idx", "organization_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="api_keys_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    name: Mapped[str] = mapped_column(String(80))
    prefix: Mapped[str] = mapped_column(CHAR(length=8))
    hash: Mapped[bytes]
    scopes: Mapped[list[ApiScope] | None] = mapped_column(
        ARRAY(
            Enum(
                ApiScope,
                name="api_scope",
                values_callable=lambda e: [member.value for member in e],
            )
        )
    )
    last_used_at: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="api_keys", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh_y%K{U49E9AhMRW|9bFvy44pmC>$SzH-qE4<=^FyUAeEplo**9*LjJ!HQqW}_AYe%xWXdAj?86!Zj
# 0t}6v~mPfviM{Jj^tnl81{O5jRI=$l!1Ekgu&B;-KQi!^y7eOgUAq0%Bg(^5#cd>2m@?M;sD>7uK-k)P+(ELjs
# eC;WaVao%6L;5<y)OZ7JdQfNwR43!S$MYuUa7~<p+g0JEqoWCuVj_(|s^;19y79Ra3ius@G~(`w0SIi}l(#_9D
# QNzqc|=;i(MGjY=QXU_&=%6@8h_kN;A{E%s){;Yj5ve6vqDkqB*n6<J>Yti_a5Iv?lK%%<DNB3ZL+rIE~gj>H8
# =B&Za%DlqGJY6?hc^qmCu2O=31?E
# endregion
