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

    project: Mapped["Project"] = relationship(back_populates="milestones")
    tasks: Mapped[list["Task"]] = relationship(
        passive_deletes="all", back_populates="milestone"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79!488U42Ivu({^)vk3EAi*$!+NlfmA91=~^$P!`?AXutxc{Qt+Af^Nn_!ND%JqmT+YMTE)l3DZave
# h<%IFr*1Q4&aOuUeqz-JwIXIOcKkd=-@~9;+4QVqXKVAl@})J<y2}w^G<&ZI63e^sBULMBFM#46Y@lC{i~6uA?
# s0jK{34UycpM&+&7<)st@mUQE$9$Q^d=)KeL>f)txd6I~!XGN9ok{9mcqS9)pMw=1TIt_??|y-eGh$O5Q?uB;0
# IiHL`dx*Gb~>Z0IU4Y98|m=VmMQ;Vc~>^*k1-{TF_8u+R
# endregion
