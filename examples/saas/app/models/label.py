"""The model `Label`."""

from typing import TYPE_CHECKING

from sqlalchemy import CHAR, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import new_cuid
from .base import Base
from .tables import label_to_task_table

if TYPE_CHECKING:
    from .organization import Organization
    from .task import Task


class Label(Base):
    __tablename__ = "labels"
    __table_args__ = (
        Index(
            "labels_organization_id_name_key", "organization_id", "name", unique=True
        ),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="labels_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    name: Mapped[str] = mapped_column(String(50))
    color: Mapped[str] = mapped_column(CHAR(length=7), server_default="#94a3b8")

    organization: Mapped["Organization"] = relationship(back_populates="labels")
    tasks: Mapped[list["Task"]] = relationship(
        secondary=label_to_task_table, passive_deletes=True, back_populates="labels"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUn3N1^FZ<rRE?vgYYz7a5haqjXtcc4|rPxm>}@A4XDr*z~2G@*Qf9%Kn}>$kk)Q-Hnho$w?%;5vWFRh+
# ^$Db3NjKNdO$Y3{s)IN-Ua~JS;YjK0Fas(wTgjgjYoDTu!@TZn+>hr(d0lvAZgSJAG7GELA8zM68uKPT?Dp+aA
# k{ZcrmV87e{d6t$-=4K8Y>~O$}gGP<{?lF^E+QxVHsNLg^(Lw&qysMP*BqMB^k2C1^Af?w}GbXQ7D{;zUqlM=x
# kWi5_1;i|B7+$%Z-@<uD{6;cx{sd;#2wizW
# endregion
