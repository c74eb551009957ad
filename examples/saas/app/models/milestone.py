"""The model `Milestone`."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import new_cuid
from .base import Base

if TYPE_CHECKING:
    from .project import Project
    from .task import Task


class Milestone(Base):
    __tablename__ = "milestones"
    __table_args__ = (
        Index("milestones_project_id_position_idx", "project_id", "position"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    project_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "projects.id",
            name="milestones_project_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    title: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(server_default=text("0"))
    due_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )

    project: Mapped["Project"] = relationship(back_populates="milestones", lazy="raise")
    tasks: Mapped[list["Task"]] = relationship(
        passive_deletes="all", back_populates="milestone", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79OAf*y5QeW}y3)i&^&Xy~A+ZZArip_KJ-q`R21<At>!xV~9bPm4|FNc^i&U6!c#7>PRE3-@!X)^FX
# ~YV@#^*N}(gYqGa7GR<${6vOZ#ZuziRClspao345`1S=;6o|$!rk?PDm9RK`#%Pn9Qq(;H%PM)&c%Hb@q}&ttC
# 9O5%TakjHhkTADK6yPH@zW6AO6urwbZIj5l`p-z;Y&6cgiH}M7Cl|Y2Wo7#kfAlA&6k+>g0RzJ2gYvVd`w;y~W
# *;=&(bp36qER+DkmuMqTBDoImcAc)#!_EF_F1{HCH};Ww4Ff$;Ol(ZIB>4}uT65&
# endregion
