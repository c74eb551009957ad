"""The model `WebhookDelivery`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Enum,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    column,
    desc,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import DeliveryStatus

if TYPE_CHECKING:
    from .webhook import Webhook


class WebhookDelivery(Base):
    __tablename__ = "WebhookDelivery"
    __table_args__ = (
        Index(
            "WebhookDelivery_webhook_id_created_at_idx",
            "webhook_id",
            desc(column("created_at")),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "webhooks.id",
            name="WebhookDelivery_webhook_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    event: Mapped[str] = mapped_column(String(64))
    payload: Mapped[Any] = mapped_column(JSONB)
    status: Mapped[DeliveryStatus] = mapped_column(
        Enum(
            DeliveryStatus,
            name="delivery_status",
            values_callable=lambda e: [member.value for member in e],
        ),
        server_default="queued",
    )
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    response_ms: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    webhook: Mapped["Webhook"] = relationship(back_populates="deliveries")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh^!4AS842JJM#!l|$!T1Eefd`Mv)Fv7=TLd+}y}%EHB4eAobz5Q3mi`}{g7$PcH_dfRH?{f4X9$S&^
# GL|);~0cIpqYgOTv!3bEIQ$V$&eFo05irm+JVChlt4cqafGE08Z2o%%PGJ!g>)u>%@|;Dx!K8DK1Ci~-bkk#YO
# ~uhNR;g?jzqqLWCB3o$`{R1+2twqt$c$8J@A3vG5Vs@xpYe7=P1fDAzPy$A>`^bF!;sfTUoaNUx`^Ru=9#OHpo
# OTiwZM^o?c3cMm6ot+Nxz+e{M~E3U#+faN#dZDR=I?!ZU$2K)`mzho+)<a^b^Iqp19Qf&PgduF@P!6h=SE<rX`
# yrKEcss8g~g`Q192R(G#uu__!#k!V#@q3SMDNIQdOJTthvuch%hJQJQMukp6jhh^So^Fmtdzl;eS3;
# endregion
