"""The enums of the product, and the database types that hold them."""

from __future__ import annotations

import enum

import sqlalchemy as sa


def labels(cls: type[enum.Enum]) -> list[str]:
    """The labels of an enum whose values, not names, are what the database holds."""
    return [member.value for member in cls]


class Plan(str, enum.Enum):
    FREE = "FREE"
    TEAM = "TEAM"
    BUSINESS = "BUSINESS"
    ENTERPRISE = "ENTERPRISE"


class Locale(str, enum.Enum):
    EN = "en"
    DE = "de"
    FR = "fr"
    JA = "ja"


class Role(str, enum.Enum):
    OWNER = "OWNER"
    ADMIN = "ADMIN"
    MEMBER = "MEMBER"
    GUEST = "GUEST"


class InvitationStatus(str, enum.Enum):
    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    EXPIRED = "EXPIRED"


class SubscriptionStatus(str, enum.Enum):
    TRIALING = "trialing"
    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELED = "canceled"


class InvoiceStatus(str, enum.Enum):
    DRAFT = "DRAFT"
    OPEN = "OPEN"
    PAID = "PAID"


class PaymentProvider(str, enum.Enum):
    STRIPE = "STRIPE"
    PADDLE = "PADDLE"
    BANK_TRANSFER = "BANK_TRANSFER"


class Currency(str, enum.Enum):
    EUR = "EUR"
    USD = "USD"
    GBP = "GBP"
    JPY = "JPY"


class ProjectStatus(str, enum.Enum):
    PLANNED = "PLANNED"
    ACTIVE = "ACTIVE"
    ON_HOLD = "ON_HOLD"
    ARCHIVED = "ARCHIVED"


class ProjectVisibility(str, enum.Enum):
    PRIVATE = "PRIVATE"
    INTERNAL = "INTERNAL"
    PUBLIC = "PUBLIC"


class TaskStatus(str, enum.Enum):
    TODO = "TODO"
    IN_PROGRESS = "IN_PROGRESS"
    IN_REVIEW = "IN_REVIEW"
    DONE = "DONE"
    BACKLOG = "BACKLOG"


class TaskPriority(str, enum.Enum):
    LOW = "LOW"
    NORMAL = "NORMAL"
    HIGH = "HIGH"
    URGENT = "URGENT"


class DependencyKind(str, enum.Enum):
    BLOCKS = "BLOCKS"
    RELATES_TO = "RELATES_TO"
    DUPLICATES = "DUPLICATES"


class ConversationState(str, enum.Enum):
    OPEN = "OPEN"
    SNOOZED = "SNOOZED"
    CLOSED = "CLOSED"


class SenderType(str, enum.Enum):
    CONTACT = "CONTACT"
    AGENT = "AGENT"
    BOT = "BOT"


class NotificationChannel(str, enum.Enum):
    EMAIL = "EMAIL"
    PUSH = "PUSH"
    IN_APP = "IN_APP"


class NotificationKind(str, enum.Enum):
    MENTION = "MENTION"
    ASSIGNMENT = "ASSIGNMENT"
    DUE_SOON = "DUE_SOON"
    INVITATION = "INVITATION"


class ApiScope(str, enum.Enum):
    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class DeliveryStatus(str, enum.Enum):
    QUEUED = "queued"
    DELIVERED = "delivered"
    FAILED = "failed"


class AuditAction(str, enum.Enum):
    CREATE = "CREATE"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    LOGIN = "LOGIN"


plan_type = sa.Enum(Plan, name="plan")
locale_type = sa.Enum(Locale, name="locale", values_callable=labels)
role_type = sa.Enum(Role, name="role")
payment_provider_type = sa.Enum(PaymentProvider, name="payment_provider")
notification_channel_type = sa.Enum(NotificationChannel, name="notification_channel")
notification_kind_type = sa.Enum(NotificationKind, name="notification_kind")
