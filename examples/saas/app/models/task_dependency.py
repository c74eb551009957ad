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
        foreign_keys="TaskDependency.source_id", back_populates="blocks", lazy="raise"
    )
    target: Mapped["Task"] = relationship(
        foreign_keys="TaskDependency.target_id",
        back_populates="blocked_by",
        lazy="raise",
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtPO%8%E5QXo;0X&4d!^DN|O{tA(O2ANE;OU)WJME-DpfO=bN(0lGH}kzx7j$M??ZsWdl<4>v`k{i0$
# $FHm4Ka!+nS(F9z!Jv$6V<Z2mTCWh4B#o@8G%hxQ$)A<1}Mkwl|tt@ZYdh=hmFHc7?3)a;sVS&+Zeik4qRO37>
# bgfU^<T{6O7LBDUKAQDD&!P+E~d`0}xChOw6iT@by|J3kr0N37~Q><YEFU-R;ndr-T2&a*DFs!*N%is?g7U#Nc
# PO>6xXs+ln^W28ERvyG`43rQt=(UL)Lonbe|+MDd?EeCPR6B;$buH(}|+*j%mNxkISH
# endregion
