"""The model `Contact`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base

if TYPE_CHECKING:
    from .conversation import Conversation
    from .organization import Organization


class Contact(Base):
    __tablename__ = "contacts"
    __table_args__ = (
        Index("contacts_organization_id_id_key", "organization_id", "id", unique=True),
        Index(
            "contacts_organization_id_email_key",
            "organization_id",
            "email",
            unique=True,
        ),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="contacts_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    external_id: Mapped[int | None]
    email: Mapped[str | None] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(120))
    company: Mapped[str | None] = mapped_column(String(200))
    attributes: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="contacts", lazy="raise"
    )
    conversations: Mapped[list["Conversation"]] = relationship(
        passive_deletes="all",
        back_populates="contact",
        overlaps="conversations,organization",
        lazy="raise",
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQ%MOAt5Ji8*urpzSuy*B#m}=M&Bot%N`0q~XgIl02l^7F3!gR_EkLf*An}SG1Ix6cB2#M>JaO2{a1
# voJ%@)d)`z{dvGU=P-ovNp8(xM;&m6-3!o_FVP>YSsyC;EIiecEvWrFopVhUaYuEA09*trSRJSj9HLgibIjYWJ
# H*TvyU8XNpuDQBC%)8V%ozBUMwS|v!H1|;E_p={#%=jh8SUrz?*XyPB`DImn}Au0p(w|HLDy@C4I#AStTAy5Q;
# q8M{3ByOrie0VRau9FVFO3){*6Mr{x|w!T}I-7J0psEeJ6RwQe}oFZUmaSecH_0~Sm3`xqM*UU;v>vq>@)WwXS
# kyNW&gV?u2aFB5opTzu!dI^$S8A%v0wj~j)lSR=>AbW(g5;Es=?%k2Zh!Fnq
# endregion
