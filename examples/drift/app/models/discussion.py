"""What people say about tasks, and the files they add."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CreatedAt, CuidPk, TimestampMixin, user_fk, utcnow

if TYPE_CHECKING:
    from app.models.task import Task
    from app.models.user import User


class Comment(TimestampMixin, Base):
    __tablename__ = "comments"
    __table_args__ = (Index(None, "task_id", "created_at"),)

    id: Mapped[CuidPk]
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE", onupdate="CASCADE"))
    author_id: Mapped[str] = user_fk("author_id")
    reply_to_id: Mapped[str | None] = mapped_column(ForeignKey("comments.id", ondelete="SET NULL", onupdate="CASCADE"))
    body: Mapped[str]
    reactions: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)

    task: Mapped[Task] = relationship(back_populates="comments")
    author: Mapped[User] = relationship(back_populates="comments")
    reply_to: Mapped[Comment | None] = relationship(back_populates="replies", remote_side="Comment.id")
    replies: Mapped[list[Comment]] = relationship(back_populates="reply_to")


class Attachment(Base):
    __tablename__ = "attachments"

    id: Mapped[uuid.UUID] = mapped_column(UUID(as_uuid=True), primary_key=True, default=uuid.uuid4)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE", onupdate="CASCADE"), index=True)
    uploaded_by_id: Mapped[str] = user_fk("uploaded_by_id")
    file_name: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(127), server_default="application/octet-stream")
    size_bytes: Mapped[int]
    checksum: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[CreatedAt]

    task: Mapped[Task] = relationship(back_populates="attachments")
    uploaded_by: Mapped[User] = relationship(back_populates="attachments")
