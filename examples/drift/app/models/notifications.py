"""Notifications and who wants them where."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CreatedAt, CuidPk, user_fk
from app.models.enums import (
    NotificationChannel,
    NotificationKind,
    notification_channel_type,
    notification_kind_type,
)

if TYPE_CHECKING:
    from app.models.user import User


class Notification(Base):
    __tablename__ = "notifications"
    __table_args__ = (Index(None, "user_id", "read_at"),)

    id: Mapped[CuidPk]
    user_id: Mapped[str] = user_fk("user_id")
    kind: Mapped[NotificationKind] = mapped_column(notification_kind_type)
    channel: Mapped[NotificationChannel] = mapped_column(notification_channel_type, server_default="IN_APP")
    title: Mapped[str] = mapped_column(String(255))
    payload: Mapped[dict[str, Any] | None]
    read_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    user: Mapped[User] = relationship()


class NotificationPreference(Base):
    __tablename__ = "notification_preferences"

    user_id: Mapped[str] = user_fk("user_id", primary_key=True)
    kind: Mapped[NotificationKind] = mapped_column(notification_kind_type, primary_key=True)
    channels: Mapped[list[NotificationChannel] | None] = mapped_column(
        ARRAY(notification_channel_type), server_default=text("'{EMAIL,IN_APP}'")
    )
    muted: Mapped[bool] = mapped_column(server_default=text("false"))

    user: Mapped[User] = relationship(back_populates="preferences")
