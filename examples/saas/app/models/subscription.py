"""The model `Subscription`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Enum, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .enums import PaymentProvider, SubscriptionStatus

if TYPE_CHECKING:
    from .invoice import Invoice
    from .organization import Organization


class Subscription(Base):
    __tablename__ = "subscriptions"
    __table_args__ = (
        Index("subscriptions_organization_id_key", "organization_id", unique=True),
        Index("subscriptions_external_id_key", "external_id", unique=True),
        Index(
            "subscriptions_organization_id_id_key", "organization_id", "id", unique=True
        ),
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="subscriptions_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    provider: Mapped[PaymentProvider] = mapped_column(
        Enum(PaymentProvider, name="payment_provider"), server_default="STRIPE"
    )
    external_id: Mapped[str] = mapped_column(Text)
    status: Mapped[SubscriptionStatus] = mapped_column(
        Enum(
            SubscriptionStatus,
            name="subscription_status",
            values_callable=lambda e: [member.value for member in e],
        ),
        server_default="trialing",
    )
    current_period_end: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    cancel_at: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="subscription", lazy="raise"
    )
    invoices: Mapped[list["Invoice"]] = relationship(
        back_populates="subscription", overlaps="invoices,organization", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrVI&2oew49DNab6=sy9(r?TAHbo?!5Kyw+1<|e>5KBQe?Sv;r#*_0goKb^NGa%Y`!em+>)9b34b9&y;
# cW8DCZe1pkX_920%C}7F-eyaq39fdj9NTq?5(Hq-ggTvgP$)~alILuLHgl7_HESj={{isHXC6Uwi=N;P&3IN1|
# }L7L_7~9iyAb_me@cR*)Yc#sZ4u1<TMBc@?eOOl@?;!Sjyfi*HqTXKj53p4q9}yXwkt_2?{q`ctU%O1eO<ZL;K
# W;o6b^-aKM5MMFzSJX*b*i@oO|OgI4`ffiZC4`1radW=ZlmyUc%X1Bu(p<y^EHXF%ruv+o5(klf2b>Ni`-g|c;
# _!Z-%9(YE^>yG9P(5r%nUOK87+!XU+<HZinPt$`Ac_=k0!Ld0EK{tps&niK4Rsu(jlj^Rbfzl9NxU^#T*xwhA^
# 5<idk%C^2nVv_ojnS-A%ofP{q`bHZGCA9q!RJ`H#)-C!4LtPJ%
# endregion
