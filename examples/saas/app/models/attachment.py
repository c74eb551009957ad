"""The model `Attachment`."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .task import Task
    from .user import User


class Attachment(Base):
    __tablename__ = "attachments"
    __table_args__ = (Index("attachments_task_id_idx", "task_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    task_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "tasks.id",
            name="attachments_task_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    uploaded_by_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="attachments_uploaded_by_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    file_name: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(
        String(127), server_default="application/octet-stream"
    )
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    checksum: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    task: Mapped["Task"] = relationship(back_populates="attachments", lazy="raise")
    uploaded_by: Mapped["User"] = relationship(
        back_populates="attachments", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79!485j42ECDaMl>Tc=F(rm^o)4Kp+_$;OT9#bR)nvoZeU%rQO#5|2CzdThj=cBBJ?N2*+N&iAS3Sh
# GAm)3RQyOWCM%L7{kdDjnFw~0?*bfRDE70cxF;Cd*b8;!PE2_HjrssGw+xXxZh~mGz3wdJ2Y;c-&8FP!A<^jAc
# b|eKKI_Rv3?)LpnA<nmuhqxYNQ>uby0~Y6!YkQUMQZ7phBlf{I%X!1}AHyoDW7?L1&}0b+rmyC5mx6Ulyz$J}E
# Lebmg&<AWH`brbL-ox$3M}up}VZZay@+L%F6(=DIBn;b4r><|4SjxbJw2q}GWc18y{9m8dX&tF(n<zbi!FT@$!
# SXqC*4w$FvR!tj4k_HRsb4>$
# endregion
