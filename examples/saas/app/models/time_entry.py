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

    task: Mapped["Task"] = relationship(back_populates="time_entries")
    user: Mapped["User"] = relationship(back_populates="time_entries")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79Q4Yc&3_$PV*G}LKyn(-lOkLu#WF&ww-rjaVq0GSu`bWY7qm;f^Zb4_rq0?;Cd%p@b3DBnAd~p|27
# E1*$2=_tXtg(QU!Hcc&mR+V&Ato!~$clyO^+bOH<7f&IKsE?t(gwPqtUKVn2q++G9CXnkEXp~f;st~wq<Bd+K>
# *|&1K!F7UP9+9K7Ds^)sw-a0o52VQE~>_aY>Uhj&V`F#bXu+w|ySWjaW@><R?eOMfV-iU-dtaNa?}oby?;f@~J
# |pc2#5@0N;onu@7}<k*1bL*U`4g1%pWdjWwog(t-eA-$XjCZ4m={Ac2%vQ_7@dwIU>8EpU@%K3d-VDg
# endregion
