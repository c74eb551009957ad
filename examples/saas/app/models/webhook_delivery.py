"""The model `WebhookDelivery`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Enum,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    column,
    desc,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base
from .enums import DeliveryStatus

if TYPE_CHECKING:
    from .webhook import Webhook


class WebhookDelivery(Base):
    __tablename__ = "WebhookDelivery"
    __table_args__ = (
        Index(
            "WebhookDelivery_webhook_id_created_at_idx",
            "webhook_id",
            desc(column("created_at")),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "webhooks.id",
            name="WebhookDelivery_webhook_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    event: Mapped[str] = mapped_column(String(64))
    payload: Mapped[Any] = mapped_column(JSONB)
    status: Mapped[DeliveryStatus] = mapped_column(
        Enum(
            DeliveryStatus,
            name="delivery_status",
            values_callable=lambda e: [member.value for member in e],
        ),
        server_default="queued",
    )
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    response_ms: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    webhook: Mapped["Webhook"] = relationship(back_populates="deliveries", lazy="raise")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh^!EVDK42JJ{iYce&w!^erZ+n9sc8u6+sZ|pt8e~)U^dtNbFe4;cZf<KR*v9{7PC;+<e(k#Z3pM)kp
# W_-3O`kVH&JxEU<N?hT4sc-w5L3*;1Ct>qz5&b_+h_+KFHi#gfaC|P>7l_=#<SW3JbOrI2iR-@7MGh>CDb7E=<
# <zpx}`R|GlN9g&f-YqyGkYi1g?D19<@E5R^Qq;SkMDs=pCb9rgWa1()c~fs!GV#CP)amIt>i|F!@$CAHY{)mJ9
# 5@a)}Kx(aWO3L7}HFtwfue_Vbff%U+C4CoZAxE(k9Cr77jvomY4!um%X&t@zSZ6fZ7(_|qsV{~e(J#15l0#}bX
# v1G(Jd=0YiI`#_zNHOXh|XxpiKoyy13aTLj3Hx;T|nL^qFG~=1U&Ayh#kMK<RqP)i2QeT&Oo6Q^PL_Rd)XFQjB
# 29lZzi(fq7Agu
# endregion
