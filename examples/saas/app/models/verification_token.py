"""The model `VerificationToken`."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from .base import Base


class VerificationToken(Base):
    __tablename__ = "VerificationToken"

    identifier: Mapped[str] = mapped_column(Text, primary_key=True)
    token: Mapped[str] = mapped_column(Text, primary_key=True)
    expires: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3))


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUn3N1%&|{1!<Yd-~b89&rZ!F)FcA&akf!F5l>1pf~bZA)^-9Ht{NX!-C}qQZ{3TbS_xKP0dpl#Cbfv1d
# JB>oOF-t4uRXP*AQKp9MC5$zd0dkV0I8O)r2
# endregion
