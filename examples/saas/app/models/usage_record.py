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

    organization: Mapped["Organization"] = relationship(back_populates="usage_records")


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUqh^!488U42JJM1}C}gu<Swh0>o@)*~MgnhrRuv1udNxh_@opG}QM0$|-1gjdzcL^Rom)VO<2ALwv!PC
# J@u*JrmbREnr4Y0UKli>k=seOMSEtv_cJ`<=~`lVVNp=X@HeK2oYg}4h`uR9T^BeteFxqVhQKW3<qtICs5XNy~
# ;co8laa=<JsGDWZZ_Pgz}&JV7K@-I$>W!KKrC1#J|#dN0X`ufI{;=4X{AvX0=AK{g9&aQ|I;w0p#Zvq2Q#XV-~
# 9V^X(di@v{t*d%JJ_yEDBD722zdN*J)^xkcPIJxg<0B*imYTRFv-#VD^q-TeSfg|-?
# endregion
