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

    task: Mapped["Task"] = relationship(back_populates="attachments")
    uploaded_by: Mapped["User"] = relationship(back_populates="attachments")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr79!488U42Iuj_hs2GJMT#hV=Njqn4kyu^lKdy3<x;3n?!6{O8@_JO+mMDWV}X1OR*5HlYCQ-HUWkqV
# )+VHvfyL~i+GF?Wr>lgmNJ27=M}0xof13~DcGJwd4bV3wS^7Zw4I$5CIs$hEL$%@RDFlW)}>9=(GYC%X99KD_~
# _H@Esah4C<awqMjEOyYN&;FI1Qa-4=Cn7|GZGV8Civ{llW`B&jxPRPB~wURKjGVv(1CZJS83De7Od!9zN+BzD(
# swa*(AX1QV=3IJv6kCE!Rvu;YAabw}q~3*M@!w}gW+jLj8rfpuT=7pX_5gbZlVtW~1Iq^;5w4(~GW_1$%_H|^X
# 6Vg
# endregion
