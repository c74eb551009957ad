"""The model `Conversation`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, ForeignKeyConstraint, Index, String, Text, func
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
        ForeignKeyConstraint(
            ["organization_id", "contact_id"],
            ["contacts.organization_id", "contacts.id"],
            name="conversations_organization_id_contact_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
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
    contact_id: Mapped[str] = mapped_column(Text)
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

    organization: Mapped["Organization"] = relationship(
        back_populates="conversations", overlaps="contact,conversations", lazy="raise"
    )
    contact: Mapped["Contact"] = relationship(
        back_populates="conversations",
        overlaps="conversations,organization",
        lazy="raise",
    )
    assignee: Mapped["User | None"] = relationship(
        back_populates="conversations", lazy="raise"
    )
    messages: Mapped[list["Message"]] = relationship(
        passive_deletes="all", back_populates="conversation", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrVI%TB~F3`PH?>uUaBmMnphSRzyfRE<DY2a%2t^Yu6{=O$?$6oy^X+O>1*#HR@<h`I<Bqtt@bXh@B#g
# p=i$6jA)O?_~@wj47M=q=`s=0U+X2e2iwnxR&$-1VPas7E-p%BgE$mZN1>FhG0N@h7?B*duxVZfPW^=3ja&MRP
# `dpQo3e-!K8~E^8$vl3N&j)5cbc<4%4@oV>MBur#>>b&*U!eCwHl%X)!_eL-dBhhb?#O&Ak>-tDK2cb>qNmWup
# 4|Rp~1VT7ET8PRFP-6TV#L;Hj+8bv}^A1FnO*qQ*nDm*YH+kxQLC8wFGAwoxcZr7ThwDH~Oi=jS)tpqu6!aDaA
# J1<bC=mRV3tV`JjbuV^v2Rgw_p{o&@W!>P=t(}iN4=jC-uD6HWtGJm;q1iQ8n$FRUQ@n=(%|0B@GbX*?LRJp|X
# 9`0lHgSNs6TTFCeyQ0uEn#8+#q851{TTJ5eweP4?$+1iK1fP&?)Z24myC5fT(W4MxjtSy=bPGRZ>-wQ&O|pz27
# E59hw|MdgFphbwr|}I+x_#^
# endregion
