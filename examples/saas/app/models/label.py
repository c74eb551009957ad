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

    organization: Mapped["Organization"] = relationship(
        back_populates="labels", lazy="raise"
    )
    tasks: Mapped[list["Task"]] = relationship(
        secondary=label_to_task_table,
        passive_deletes=True,
        back_populates="labels",
        lazy="raise",
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79%?`pK49DMPUUx82qaJ(%-(g|NqDB%Ac+sb~EzlK&Vxry_KDq*J|G%abbTs2+B?c+*QbiMlz9M}vY
# d}C~Z14jV&<TL_lo7z<p*`)oYd~I=2qf7@Ba-XIQZ&i82j8s!bkiyTkXx>a0A7hxiSb(p=_g3sK(>RtXLC4&)2
# ZOUm;OJ<cIJt0nmwX_w8d5$cQw_mT$d`qU&`mlm2k6+5_Geo3>LRgw*?_|x}Oi*f-WxhYqJ`6U3kWJgQ|3<c_j
# ?d+Cw%yAJCARi<>%eU`&L(2xCHMMR@K-3n|)HYc&O1(@|a^9ga`*0*|Md<^
# endregion
