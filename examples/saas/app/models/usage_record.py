"""The model `UsageRecord`."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    column,
    desc,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from .base import Base

if TYPE_CHECKING:
    from .organization import Organization


class UsageRecord(Base):
    __tablename__ = "usage_records"
    __table_args__ = (
        Index(
            "usage_records_organization_id_metric_recorded_at_idx",
            "organization_id",
            "metric",
            desc(column("recorded_at")),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    organization_id: Mapped[str] = mapped_column(
        Text,
        ForeignKey(
            "organizations.id",
            name="usage_records_organization_id_fkey",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    metric: Mapped[str] = mapped_column(String(64))
    quantity: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    recorded_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )

    organization: Mapped["Organization"] = relationship(
        back_populates="usage_records", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh^!3x753_$Puis7k+9d;P|ko`cBO-5l1R@+1O_0vRa%-Yn_n^p~?jqin9kbat*Q^4-ACPTizDmaV!f
# +tNR=8(Uc*hg!DX7Chf0~RnZ(GoD#jlE;b=Mc7fm|1UenIe1HAS-_oBFY9W8saKiG7x{5Zc5aM!Ov?tm}pmh0<
# oU+DvQw24LWQ#&b^&ShGBS=5dV1$wu%p95cbvIXB8<z;;XuzVN#I+P-&jG0k%>3v6^;~en^r0G`L+-0QtB@DcF
# g0yoI9o`FaUp{0#ctxBXat?u>UnLo0PwQ3KLFZ-HClS**)~DehryVHGcw?;IC-GM<hv{T*HLu3Kv&Lw-p9yiW
# endregion
