"""The model `TaskDependency`."""

from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import DependencyKind

if TYPE_CHECKING:
    from .task import Task


class TaskDependency(Base):
    __tablename__ = "task_dependencies"
    __table_args__ = (Index("task_dependencies_target_id_idx", "target_id"),)

    source_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "tasks.id",
            name="task_dependencies_source_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    target_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "tasks.id",
            name="task_dependencies_target_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        primary_key=True,
    )
    kind: Mapped[DependencyKind] = mapped_column(
        Enum(DependencyKind, name="dependency_kind"), server_default="BLOCKS"
    )

    source: Mapped["Task"] = relationship(
        foreign_keys="TaskDependency.source_id", back_populates="blocks"
    )
    target: Mapped["Task"] = relationship(
        foreign_keys="TaskDependency.target_id", back_populates="blocked_by"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtPK@Ng25Jm6O18@jshlvZ_8>x*UHDIVNxV=+or=64zXiV6VreWI8pLrjeg3ec?OZ8MRC0aSed5B3d*
# ^H8nA=VLGIQSw9tYLh(QPs3Jp7t+L0B;G;2y7}1i*EZ4aE{yCD3jy3qiC`pHuiUALF!qG3o!3oW0>yUOLbXdC|
# Y`i=`x<|VN8xs=}GYvJg<JHjk7!r0MQgeVK!AEe6MX((BNwnfZCnWVgxGP?a_+2gL<$$N7>!sxUWtk&U2F)!mP
# GEv-a;+&;~2eSTkd{esoeBk=Worl|!#(Dua~u;H!TC4>X;A
# endregion
