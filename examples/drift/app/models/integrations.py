"""Keys and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, BigPk, CreatedAt, CuidPk, OrganizationId, TimestampMixin
from app.models.enums import ApiScope, DeliveryStatus, labels

if TYPE_CHECKING:
    from app.models.organization import Organization


class ApiKey(Base):
    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: str(uuid4()))
    organization_id: Mapped[OrganizationId] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    prefix: Mapped[str] = mapped_column(sa.CHAR(8), unique=True)
    hash: Mapped[bytes]
    scopes: Mapped[list[ApiScope] | None] = mapped_column(sa.ARRAY(sa.Enum(ApiScope, name="api_scope")))
    last_used_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    organization: Mapped["Organization"] = relationship(back_populates="api_keys")


class Webhook(TimestampMixin, Base):
    __tablename__ = "webhooks"

    id: Mapped[CuidPk]
    organization_id: Mapped[OrganizationId] = mapped_column(index=True)
    url: Mapped[str] = mapped_column(sa.String(2048), unique=True)
    secret: Mapped[str] = mapped_column(sa.String(64))
    events: Mapped[list[str] | None] = mapped_column(sa.JSON)
    enabled: Mapped[bool] = mapped_column(server_default=sa.true())

    organization: Mapped["Organization"] = relationship(back_populates="webhooks")
    deliveries: Mapped[list["WebhookDelivery"]] = relationship(
        back_populates="webhook", lazy="dynamic", passive_deletes="all"
    )


class WebhookDelivery(Base):
    __tablename__ = "webhook_delivery"
    __table_args__ = (sa.Index("WebhookDelivery_webhook_id_created_at_idx", "webhook_id", sa.desc("created_at")),)

    id: Mapped[BigPk]
    webhook_id: Mapped[str] = mapped_column(sa.ForeignKey("webhooks.id", ondelete="CASCADE", onupdate="CASCADE"))
    event: Mapped[str] = mapped_column(sa.String(64))
    payload: Mapped[dict[str, Any]]
    status: Mapped[DeliveryStatus] = mapped_column(
        sa.Enum(DeliveryStatus, name="delivery_status", values_callable=labels), server_default="queued"
    )
    attempts: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    response_ms: Mapped[int | None]
    created_at: Mapped[CreatedAt]

    webhook: Mapped["Webhook"] = relationship(back_populates="deliveries")
