"""The model `Conversation`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, String, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .enums import ConversationState

if TYPE_CHECKING:
    from .contact import Contact
    from .message import Message
    from .organization import Organization
    from .user import User


class Conversation(Base):
    __tablename__ = "conversations"
    __table_args__ = (
        Index("conversations_organization_id_state_idx", "organization_id", "state"),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="conversations_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    contact_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "contacts.id",
            name="conversations_contact_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    assignee_id: Mapped[str | None] = mapped_column(
        Text,
        ForeignKey(
            "users.id",
            name="conversations_assignee_id_fkey",
            ondelete="SET NULL",
            onupdate="CASCADE",
        ),
    )
    subject: Mapped[str | None] = mapped_column(String(255))
    state: Mapped[ConversationState] = mapped_column(
        Enum(ConversationState, name="conversation_state"), server_default="OPEN"
    )
    snoozed_until: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(back_populates="conversations")
    contact: Mapped["Contact"] = relationship(back_populates="conversations")
    assignee: Mapped["User | None"] = relationship(back_populates="conversations")
    messages: Mapped[list["Message"]] = relationship(
        passive_deletes="all", back_populates="conversation"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrVI+YW*-42IvuYhS}l4~Y*z&=8_AkT{5mPj5H2@(<irIe6!w>&dnKhEG8>Md&aplaLe*>2;EDg8ULh6
# b6z>BqCyu8K{xJ@@LVNh8sRVzy_xG+)xhV<Uu6fP?Lq-dI<v59aLVj*?qSJ0lb4aDZGJzsGd3up!Azb1)Yu(%M
# }Dw5?w4oc$+fxmxgktbdnrT3|{I-=KZQrF)$ie&A}NPX%s-^D#Qfw3`Hqn=8U)JZ}G6LUSY(&7pn%V8-7_8#UR
# ==3krkQ^(BlLT#1Jqggjx)s=eH)k&5E=CbQYBYmc{%T3aMz2INK?wqJ6QxdI<C-tn|MY%r9nuHR&<t(x0o#6^O
# Ck%`FN>}^{>K*HLXM1&$M|6@X-JI)Unetg9E8Mff`r>``@`P0N}NWDrs5~pc%W#+SG@S~hWr5(sa+O&gt0pLWV
# ?)ZNI*NGmh
# endregion
