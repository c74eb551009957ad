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

    conversation: Mapped["Conversation"] = relationship(back_populates="messages")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh^I}XAy3_y2|!PX790y7irRe-202!ylr_88}9nvYXuY~(nN68pXUThK`Zs7XsA^!pa&rb%6jrV_lQM
# @X7XWQBON2*p|B20oYhEocR5Hr74Zhk%=VWMjb;+?iBm;b~)_Bn%GMK5XQRBm6wE7sJ?FQ&4Bo%8xXU*+uGl7Y
# JoYr!OOwCx;SSi<_^4wiA;;w_(IGiH$Gbkjl;pb}`Z;kLBAA={n5~c7ND8v|V5KS++16tBg^%N9HX|^Gf}niqU
# 2XKWkRfD+0?uyqpU5z%;p-kutmzW!i-D8#Z53dcKq
# endregion
