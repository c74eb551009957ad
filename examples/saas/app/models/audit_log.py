"""The model `AuditLog`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Enum,
    ForeignKey,
    Index,
    String,
    Text,
    column,
    desc,
    func,
)
from sqlalchemy.dialects.postgresql import INET, JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import AuditAction

if TYPE_CHECKING:
    from .organization import Organization
    from .user import User


class AuditLog(Base):
    __tablename__ = "audit_logs"
    __table_args__ = (
        Index(
            "audit_logs_organization_id_created_at_idx",
            "organization_id",
            desc(column("created_at")),
        ),
        Index("audit_logs_entity_entity_id_idx", "entity", "entity_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="audit_logs_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    actor_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="audit_logs_actor_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    action: Mapped[AuditAction] = mapped_column(Enum(AuditAction, name="audit_action"))
    entity: Mapped[str] = mapped_column(String(64))
    entity_id: Mapped[str] = mapped_column(Text)
    changes: Mapped[Any] = mapped_column(JSONB, server_default="{}")
    ip_address: Mapped[Any | None] = mapped_column(INET)
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="audit_logs", lazy="raise"
    )
    actor: Mapped["User | None"] = relationship(
        back_populates="audit_logs", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqiwy>7xV5CGskPk}NKDI;QI=)izfbz-+75~Yz4K{XxHig(AC^UvAA&PACpU<V(L?>@&@(8q7xJwE$(P
# D1dWshb#J@V_RE$&75VMf8%{ii1sUma#pS2;8G62Hf_IykHCVQ<)V@G;{hoo|j=}fn7Kz8CL<aW`9f5gdQ=>V0
# yqHU7@I0U#hl+h*|O^Mk?qeu6-+KNrE!)OP(7p=#*926)v+P8~lMm@8D}#<*lhR?m~G{Oo|pU3z>|{vE5@ZFKR
# YgF8G0K!B0o!^41!Z=kMJSgqBW=HU@XQCyhZbE@Rk8tV+@zE9Icr(EkJx&x?y0INau(fXyV*kwy{450xJN$-a*
# 0hV&@CN#m7r%@MpSS(S9Z^Tr4cxwUz|t6SShs;3B>rULta>e}1gMOD`-y-JqCAoZ>hmvfCdpX(FD8gnt9<|H2D
# Oxa-5X}P&pf5RbHM>pBz;WqKvGylA3=?}dCAANZw
# endregion
