"""Hours worked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Numeric, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import Base, CreatedAt, user_fk

if TYPE_CHECKING:
    from app.models.task import Task
    from app.models.user import User


class TimeEntry(Base):
    __tablename__ = "time_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE", onupdate="CASCADE"))
    user_id: Mapped[str] = user_fk("user_id")
    worked_on: Mapped[date] = mapped_column()
    hours: Mapped[Decimal] = mapped_column(Numeric(4, 1))
    note: Mapped[str | None]
    billable: Mapped[bool] = mapped_column(server_default=true())
    created_at: Mapped[CreatedAt]

    task: Mapped[Task] = relationship(back_populates="time_entries")
    user: Mapped[User] = relationship(back_populates="time_entries")

    __table_args__ = (Index("time_entries_user_id_worked_on_idx", user_id, worked_on.desc()),)
