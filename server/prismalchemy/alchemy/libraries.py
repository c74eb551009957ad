"""Base classes and mixins of well-known libraries, told as models.

A project's models derive from them, and what they bring (columns, keys, a naming convention, a rule for table names)
counts as if it stood in the project. Each library is a few modules with no more than that in them, read like any other
file; a project that has a module of the same name below its roots is read instead.

Sources: the public classes of fastapi-users-db-sqlalchemy 7, advanced-alchemy 1.12, Flask-AppBuilder 5.3 and
SQLAlchemy-Utils 0.42, and the tables that they make at run time (tests/fixtures/alchemy_recorded).
"""

from __future__ import annotations

from prismalchemy.text import SourceFile

ROOT = "<libraries>/"
"""Where the modules below stand, as a path prefix that no file of a project has."""

_MODULES = {
    "fastapi_users_db_sqlalchemy/__init__.py": """
import uuid
from fastapi_users_db_sqlalchemy.generics import GUID
from sqlalchemy import Boolean, Column, ForeignKey, Integer, String
from sqlalchemy.orm import declared_attr

class SQLAlchemyBaseUserTable:
    __tablename__ = "user"
    email = Column(String(320), nullable=False, unique=True, index=True)
    hashed_password = Column(String(1024), nullable=False)
    is_active = Column(Boolean, nullable=False, default=True)
    is_superuser = Column(Boolean, nullable=False, default=False)
    is_verified = Column(Boolean, nullable=False, default=False)

class SQLAlchemyBaseUserTableUUID(SQLAlchemyBaseUserTable):
    id = Column(GUID, primary_key=True, default=uuid.uuid4)

class SQLAlchemyBaseOAuthAccountTable:
    __tablename__ = "oauth_account"
    oauth_name = Column(String(100), nullable=False, index=True)
    access_token = Column(String(1024), nullable=False)
    expires_at = Column(Integer)
    refresh_token = Column(String(1024))
    account_id = Column(String(320), nullable=False, index=True)
    account_email = Column(String(320), nullable=False)

class SQLAlchemyBaseOAuthAccountTableUUID(SQLAlchemyBaseOAuthAccountTable):
    id = Column(GUID, primary_key=True, default=uuid.uuid4)

    @declared_attr
    def user_id(cls):
        return Column(GUID, ForeignKey("user.id", ondelete="CASCADE"), nullable=False)
""",
    "fastapi_users_db_sqlalchemy/access_token.py": """
import datetime
from fastapi_users_db_sqlalchemy.generics import GUID, TIMESTAMPAware
from sqlalchemy import Column, ForeignKey, String
from sqlalchemy.orm import declared_attr

class SQLAlchemyBaseAccessTokenTable:
    __tablename__ = "accesstoken"
    token = Column(String(43), primary_key=True)
    created_at = Column(TIMESTAMPAware(timezone=True), nullable=False, index=True, default=datetime.datetime.now)

class SQLAlchemyBaseAccessTokenTableUUID(SQLAlchemyBaseAccessTokenTable):
    @declared_attr
    def user_id(cls):
        return Column(GUID, ForeignKey("user.id", ondelete="CASCADE"), nullable=False)
""",
    "flask_appbuilder/__init__.py": """
from flask_appbuilder.models.sqla import Model
""",
    "flask_appbuilder/models/sqla/__init__.py": """
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Model(Base):
    __abstract__ = True
    __table_args__ = {"extend_existing": True}
""",
    "flask_appbuilder/models/mixins.py": """
import datetime
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Column, DateTime, ForeignKey, Integer, Text
from sqlalchemy.orm import declared_attr, relationship
from sqlalchemy.types import TypeDecorator

class FileColumn(TypeDecorator):
    impl = Text

class ImageColumn(TypeDecorator):
    impl = Text

    def __init__(self, thumbnail_size=None, size=None, **kwargs):
        TypeDecorator.__init__(self, **kwargs)

class AuditMixin:
    created_on = Column(DateTime, nullable=False, default=datetime.datetime.now)
    changed_on = Column(DateTime, nullable=False, default=datetime.datetime.now, onupdate=datetime.datetime.now)

    @declared_attr
    def created_by_fk(cls):
        return Column(Integer, ForeignKey("ab_user.id"), nullable=False, default=cls.get_user_id)

    @declared_attr
    def created_by(cls):
        return relationship(User)

    @declared_attr
    def changed_by_fk(cls):
        return Column(
            Integer, ForeignKey("ab_user.id"), nullable=False, default=cls.get_user_id, onupdate=cls.get_user_id
        )

    @declared_attr
    def changed_by(cls):
        return relationship(User)

    @classmethod
    def get_user_id(cls):
        ...
""",
    "sqlalchemy_utils/models.py": """
import datetime
from sqlalchemy import Column, DateTime

class Timestamp:
    created = Column(DateTime, nullable=False, default=datetime.datetime.now)
    updated = Column(DateTime, nullable=False, default=datetime.datetime.now)
""",
    "sqlalchemy_utils/__init__.py": """
from sqlalchemy_utils.models import Timestamp
""",
    "advanced_alchemy/types/__init__.py": """
from sqlalchemy import JSON, BigInteger, BINARY, DateTime, Integer
from sqlalchemy.dialects.mssql import UNIQUEIDENTIFIER
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import TypeDecorator

BigIntIdentity = BigInteger().with_variant(Integer, "sqlite")
JsonB = JSON().with_variant(JSONB, "postgresql").with_variant(JSONB, "cockroachdb")

class DateTimeUTC(TypeDecorator):
    impl = DateTime(timezone=True)

class GUID(TypeDecorator):
    impl = BINARY(16).with_variant(UUID(), "postgresql", "cockroachdb").with_variant(UNIQUEIDENTIFIER(), "mssql")
""",
    "advanced_alchemy/mixins/__init__.py": """
import datetime
import uuid
from advanced_alchemy.types import BigIntIdentity, DateTimeUTC
from sqlalchemy import Identity, Integer, Sequence, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

class SentinelMixin:
    @declared_attr
    def _sentinel(cls) -> Mapped[int]:
        return mapped_column("sa_orm_sentinel", Integer, nullable=True, insert_default=_sentinel_value())

class UUIDPrimaryKey(SentinelMixin):
    id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, primary_key=True)

class UUIDv6PrimaryKey(SentinelMixin):
    id: Mapped[uuid.UUID] = mapped_column(default=_uuid_function(), primary_key=True)

class UUIDv7PrimaryKey(SentinelMixin):
    id: Mapped[uuid.UUID] = mapped_column(default=_uuid_function(), primary_key=True)

class BigIntPrimaryKey:
    @declared_attr
    def id(cls) -> Mapped[int]:
        return mapped_column(BigIntIdentity, Sequence(f"{cls.__tablename__}_id_seq"), primary_key=True)

class IdentityPrimaryKey:
    @declared_attr
    def id(cls) -> Mapped[int]:
        return mapped_column(BigIntIdentity, Identity(start=1, increment=1), primary_key=True)

class AuditColumns:
    created_at: Mapped[datetime.datetime] = mapped_column(
        DateTimeUTC(timezone=True), default=lambda: datetime.datetime.now()
    )
    updated_at: Mapped[datetime.datetime] = mapped_column(
        DateTimeUTC(timezone=True), default=lambda: datetime.datetime.now(), onupdate=lambda: datetime.datetime.now()
    )
""",
    "advanced_alchemy/__init__.py": "",
    "advanced_alchemy/extensions/litestar/__init__.py": "from advanced_alchemy import base",
    "advanced_alchemy/extensions/fastapi/__init__.py": "from advanced_alchemy import base",
    "litestar/plugins/sqlalchemy/__init__.py": "from advanced_alchemy import base",
    "advanced_alchemy/base.py": """
import datetime
import re
import uuid
from typing import Any
from advanced_alchemy.mixins import (
    AuditColumns, BigIntPrimaryKey, IdentityPrimaryKey, UUIDPrimaryKey, UUIDv6PrimaryKey, UUIDv7PrimaryKey
)
from advanced_alchemy.types import DateTimeUTC, GUID, JsonB
from pydantic import AnyHttpUrl, AnyUrl, EmailStr
from sqlalchemy import Date, MetaData, String
from sqlalchemy.orm import DeclarativeBase, declared_attr, has_inherited_table, registry

convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

def create_registry(custom_annotation_map=None):
    types = {
        uuid.UUID: GUID, datetime.datetime: DateTimeUTC, datetime.date: Date,
        dict: JsonB, dict[str, Any]: JsonB, dict[str, str]: JsonB,
        EmailStr: String, AnyUrl: String, AnyHttpUrl: String,
    }
    if custom_annotation_map is not None:
        types.update(custom_annotation_map)
    return registry(metadata=MetaData(naming_convention=convention), type_annotation_map=types)

orm_registry = create_registry()

class CommonTableAttributes:
    @declared_attr.directive
    def __tablename__(cls):
        if has_inherited_table(cls):
            return _inherited_name(cls)
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=.)(?=[A-Z][a-z])", "_", cls.__name__)
        return words.lower()

class AdvancedDeclarativeBase(DeclarativeBase):
    __abstract__ = True
    registry = orm_registry
    metadata = orm_registry.metadata

class DefaultBase(CommonTableAttributes, AdvancedDeclarativeBase):
    __abstract__ = True

class UUIDBase(UUIDPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase):
    __abstract__ = True

class UUIDAuditBase(CommonTableAttributes, UUIDPrimaryKey, AuditColumns, AdvancedDeclarativeBase):
    __abstract__ = True

class UUIDv6Base(UUIDv6PrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase):
    __abstract__ = True

class UUIDv6AuditBase(CommonTableAttributes, UUIDv6PrimaryKey, AuditColumns, AdvancedDeclarativeBase):
    __abstract__ = True

class UUIDv7Base(UUIDv7PrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase):
    __abstract__ = True

class UUIDv7AuditBase(CommonTableAttributes, UUIDv7PrimaryKey, AuditColumns, AdvancedDeclarativeBase):
    __abstract__ = True

class BigIntBase(BigIntPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase):
    __abstract__ = True

class BigIntAuditBase(CommonTableAttributes, BigIntPrimaryKey, AuditColumns, AdvancedDeclarativeBase):
    __abstract__ = True

class IdentityBase(IdentityPrimaryKey, CommonTableAttributes, AdvancedDeclarativeBase):
    __abstract__ = True

class IdentityAuditBase(CommonTableAttributes, IdentityPrimaryKey, AuditColumns, AdvancedDeclarativeBase):
    __abstract__ = True
""",
}

SOURCES = tuple(SourceFile(ROOT + path, text) for path, text in _MODULES.items())
"""The modules as files."""


def is_library(path: str) -> bool:
    """Whether a path is one of these modules."""
    return path.startswith(ROOT)
