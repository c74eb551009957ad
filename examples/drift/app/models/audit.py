"""The audit log and the feature flags. The oldest module of the API: still in the 1.x style."""

from sqlalchemy import BigInteger, Boolean, Column, Enum, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import DOUBLE_PRECISION, INET, JSON
from sqlalchemy.orm import relationship
from sqlalchemy.sql import func

from app.models.base import Base, Timestamp, utcnow
from app.models.enums import AuditAction


class AuditLog(Base):
    __tablename__ = "audit_logs"

    id = Column(BigInteger, primary_key=True)
    organization_id = Column(
        Text, ForeignKey("organizations.id", ondelete="CASCADE", onupdate="CASCADE"), nullable=False
    )
    actor_id = Column(Text)
    action = Column(Enum(AuditAction, name="audit_action"), nullable=False)
    entity = Column(String(64), nullable=False)
    entity_id = Column(Text)
    changes = Column(JSON, nullable=False, server_default=text("'{}'::jsonb"))
    ip_address = Column(INET)
    created_at = Column(Timestamp, nullable=False, server_default=func.now())

    organization = relationship("Organization", back_populates="audit_logs")
    actor = relationship("User", primaryjoin="foreign(AuditLog.actor_id) == User.id", backref="audit_logs")

    __table_args__ = (
        Index("audit_logs_organization_id_created_at_idx", "organization_id", "created_at"),
        Index("audit_logs_entity_entity_id_idx", "entity", "entity_id"),
    )


class FeatureFlag(Base):
    __tablename__ = "feature_flags"

    organization_id = Column(
        Text, ForeignKey("organizations.id", ondelete="CASCADE", onupdate="CASCADE"), primary_key=True
    )
    key = Column(String(64), primary_key=True)
    enabled = Column(Boolean, nullable=False, server_default=text("false"))
    rollout = Column(DOUBLE_PRECISION, nullable=False, server_default=text("0"))
    updated_at = Column(Timestamp, nullable=False, default=utcnow, onupdate=utcnow)

    organization = relationship("Organization", back_populates="feature_flags")


class LegacyExport(Base):
    __tablename__ = "exports"

    id = Column(BigInteger, primary_key=True)
    requested_by = Column(Text)
    file_name = Column(String(255), nullable=False)
