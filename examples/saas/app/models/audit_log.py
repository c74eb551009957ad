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

    organization: Mapped["Organization"] = relationship(back_populates="audit_logs")
    actor: Mapped["User | None"] = relationship(back_populates="audit_logs")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqiwu@1r@5CG7<pV7%C9gVw#gNbo+Cyi}t6Vn>e!5IHtt_S6yg<jK1R6r28d(>6X{#`b&Q&-PP2;MVw6
# 9NqW*Mu>Nku8>pUXmf>U{RZ;FZU?|&nSukk9{StSc3DEC)pCs9M6Z#GR!Qn3&$k=DnQii+Bi+<6~i>97YtGrlF
# HyqRURN>mOP4)0xF4nSIb$FpbXrUXPXN;WR-S>jjYH9x1m?t`x;hxWAcpcD9y4_(jsOdgHbWId40@_8jY3<eqc
# -R(?PjRT7&X@+8y51;$d-^gWc{?W6;iJ2pf@AiP~eO926V6r#ItyaWN+j+nh6DGl=+1gNWi!m0teIxen-t)X1G
# dV^68(2<}Q&Cf#kFHiAQLZJt}v)|I4s3b1J`u<uXj-sT~SvQ*(!vJ?iPca6BLYs~#z-x$`Ii}^HX9wj7-lB3|#
# CiqM!+Swn21Z=t
# endregion
