"""The model `TimeEntry`."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, Numeric, Text, column, desc, func, true
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .task import Task
    from .user import User


class TimeEntry(Base):
    __tablename__ = "time_entries"
    __table_args__ = (
        Index(
            "time_entries_user_id_worked_on_idx", "user_id", desc(column("worked_on"))
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "tasks.id",
            name="time_entries_task_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    user_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="time_entries_user_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    worked_on: Mapped[date]
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    note: Mapped[str | None] = mapped_column(Text)
    billable: Mapped[bool] = mapped_column(server_default=true())
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    task: Mapped["Task"] = relationship(back_populates="time_entries", lazy="raise")
    user: Mapped["User"] = relationship(back_populates="time_entries", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79!4AS83_yRy?6iYtZyx;vuZB!rvSnr@Fk|M|+YTtOIT%52BrIh>>3j7p=nOe@>IX4ySD`EcTGg8`?
# n26<s9*%)Udx*@7LYP{u_@lN$y5@=WFZ_uu^1}Z(VxKBnL-4R4Z@hTfi5WM4tOsN3W#WH8FdJSa-UId0Hz7aUR
# -o=0K9hrujB$Rp)?hrzAJR~^x%<!YCJF&a|T**N|QK_F{oVQv3Cx7`7oF>u{yVrpKK9>Zrh@{>VIyL(!-<IWtw
# aFQ`l0itH|;IOe1>0K2)QH52-Y|wyI5z7|aaNSYyg8EwJ!4O{CV^95J8=Vo8ZLB~D7OR_u3=>OCF{Xe4A^*py7
# gZ!qWwZ<Pgm
# endregion
