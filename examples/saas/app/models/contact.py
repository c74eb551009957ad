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

    organization: Mapped["Organization"] = relationship(back_populates="contacts")
    conversations: Mapped[list["Conversation"]] = relationship(
        passive_deletes="all", back_populates="contact"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtQ%?`pK49DNao3}Y1!3SB;>}D1-W{feuyPdS9u<<1tk1H)S1N#3Jmx4e=Cb-rq5SqU;;U>f{D{#Un@
# )3iSz()mZsGAylb2mtRLbMU33ZQJb_S*CT7<CXf;VK&ma+PfaGX?Hm6e~`~M<>z3D7-6O6x_*_Ks+TmxDlSCKa
# 7y!7zJ>wXwMJ0!OJl|HD~l*BdzvwavhTW;D3!WK&661{{1+pa{zvf&%8fbMIH<HzHPRJwSLDT&}U!Na4%V}Z75
# hxU^!l)EK9u)2>p^79?wmU)LTKN#t@I(f5bjB9m+!#H9kIUlNT@jrjeFru0XWuw&*QiSnSvr)EZYNxqbmr=|A5
# endregion
