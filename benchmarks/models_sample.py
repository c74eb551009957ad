"""Projects of SQLAlchemy models that the models report reads: hand-written style, 19 lines a class."""

from __future__ import annotations

_BASE = '''"""The declarative base, and what the models share."""

import enum
import uuid
from datetime import datetime
from typing import Annotated

from sqlalchemy import DateTime, MetaData, String, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

naming = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
short = Annotated[str, mapped_column(String(80))]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=naming)


class Timestamps:
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), onupdate=func.now())


class Status(str, enum.Enum):
    active = "active"
    closed = "closed"
'''
_HEAD = """import uuid

from sqlalchemy import Enum, ForeignKey, Index, Numeric, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
"""
_CLASS = '''

class Model{i}(Timestamps, Base):
    """What a shop knows of its things."""

    __tablename__ = "model_{i}"
    __table_args__ = (UniqueConstraint("name", "owner_id"), Index(None, "price"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    name: Mapped[short]
    note: Mapped[str | None] = mapped_column(Text)
    price: Mapped[float] = mapped_column(Numeric(10, 2), server_default=text("0"))
    count: Mapped[int] = mapped_column(default=0, index=True)
    data: Mapped[dict] = mapped_column(JSONB, server_default=text("'{{}}'"))
    status: Mapped[Status] = mapped_column(Enum(Status, name="status"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("model_{next}.id", ondelete="CASCADE"))

    owner: Mapped["Model{next}"] = relationship(foreign_keys=[owner_id], back_populates="owned")
    owned: Mapped[list["Model{last}"]] = relationship(foreign_keys="Model{last}.owner_id", back_populates="owner")
'''


def one_file(classes: int) -> str:
    """A module with base, mixin, enum and so many classes."""
    return _BASE + "\n\n" + _HEAD + "".join(_models(range(classes), classes))


def project(files: int, classes: int) -> dict[str, str]:
    """The texts by path of a package of so many files with so many classes in all, domain by domain.

    Half of the files hold models, the other half what a service has besides, which imports them.
    """
    texts = {"shop/__init__.py": "", "shop/base.py": _BASE}
    modules = files // 2 - 1
    for number in range(modules):
        domain = f"shop/d{number % 20}"
        own = range(classes * number // modules, classes * (number + 1) // modules)
        imports = "from shop.base import Base, Status, Timestamps, short\n"
        texts[f"{domain}/__init__.py"] = ""
        texts[f"{domain}/models_{number}.py"] = _HEAD.replace("\nfrom sql", f"\n{imports}\nfrom sql", 1) + "".join(
            _models(own, classes)
        )
    number = 0
    while len(texts) < files:
        texts[f"shop/d{number % 20}/service_{number}.py"] = _SERVICE.format(
            i=number, module=number % modules, domain=number % modules % 20, cls=classes * (number % modules) // modules
        )
        number += 1
    return texts


def _models(numbers: range, classes: int) -> list[str]:
    return [_CLASS.format(i=i, next=(i + 1) % classes, last=(i - 1) % classes) for i in numbers]


_SERVICE = '''"""What a service does with its models."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.d{domain}.models_{module} import Model{cls}


class Service{i}:
    def __init__(self, session: Session) -> None:
        self.session = session

    def find(self, name: str) -> list[Model{cls}]:
        return list(self.session.scalars(select(Model{cls}).where(Model{cls}.name == name)))

    def total(self) -> float:
        return sum(thing.price * thing.count for thing in self.find("all"))
'''
