"""The model `Message`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Enum, ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import SenderType

if TYPE_CHECKING:
    from .conversation import Conversation


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (Index("messages_conversation_id_idx", "conversation_id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "conversations.id",
            name="messages_conversation_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    sender_type: Mapped[SenderType] = mapped_column(
        Enum(SenderType, name="sender_type")
    )
    sender_name: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    sent_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    conversation: Mapped["Conversation"] = relationship(
        back_populates="messages", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh^I}QRN5J0bD>`W}wD_C!({RWk|CK`=HgQs`oJM!O9E`ebQ%)B@M7Bp}GcI7n@`h8dBrb%70rsBM$M
# @X7XWQKUO2*rWp0p3UXs%QmjHs(F(M!>AylQCxs=1z*T@X&K0CkzJHcG^fcNBCJ{2g6ufV^Am2O0P7H*&uYe3b
# -^>w_isp4GuZBW)EKkZ6_u{y@nCf#1}sQLJB8Wu=6u5@<_bpD&D8Lz;1UNgSON2BI_2W=Q1JKc}n!cYF)1Wt7O
# zs+|P=c^zy*6jh9iu9+*ZC(^H0KVxd0|dEoMJy|}ZF#KxT6fLlI%0Z69A$p
# endregion
