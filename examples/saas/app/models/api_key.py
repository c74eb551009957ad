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

    organization: Mapped["Organization"] = relationship(back_populates="api_keys")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh_y$*vQ5XW~PqZ>(wjxHU1hR(*ACM`@Qp+o!jJ&vzKD~GrkMGoXR?*BV;3L3P6gvD`?eP-FF4Qnhg7
# WgI7$`MSd;*%XXQiB=b*xUW38PuR9L$IU;L!<|{Pep#1wZgK2We6|jq5lLK;h{bO1KbnG0nwPQ08}-gz@m8@18
# j`&%1siLjV7_Gw<eA(;sP*|c+sYVn=SR;^g>a}4+?R0PVFyV%-oiiZLn~IaC*MwwfA;%HZrOG7ZTuz?ZyW7BEg
# 1uA9<F-Q<=LPl|F01j(*JZ>P>P#e#>dyqqQ>5M-p9r=dN%f5!(JLGQa+$#i6G3F;1nKOxMODRkQ4+k;?xZyj;g
# *CAuGI{|>k
# endregion
