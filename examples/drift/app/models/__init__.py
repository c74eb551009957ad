"""The models of the API. Importing this package maps all of them."""

from app.models.audit import AuditLog, FeatureFlag, LegacyExport
from app.models.base import Base
from app.models.billing import Invoice, InvoiceLine, PaymentMethod, Subscription
from app.models.discussion import Attachment, Comment
from app.models.integrations import ApiKey, Webhook, WebhookDelivery
from app.models.notifications import Notification, NotificationPreference
from app.models.organization import Invitation, Membership, Organization, Team, team_members
from app.models.project import Milestone, Project, ProjectMember
from app.models.support import Contact, Conversation, Message
from app.models.task import Label, Task, TaskDependency, task_labels, task_watchers
from app.models.timetracking import TimeEntry
from app.models.user import Account, Session, User, VerificationToken

__all__ = [
    "Account",
    "ApiKey",
    "Attachment",
    "AuditLog",
    "Base",
    "Comment",
    "Contact",
    "Conversation",
    "FeatureFlag",
    "Invitation",
    "Invoice",
    "InvoiceLine",
    "Label",
    "LegacyExport",
    "Membership",
    "Message",
    "Milestone",
    "Notification",
    "NotificationPreference",
    "Organization",
    "PaymentMethod",
    "Project",
    "ProjectMember",
    "Session",
    "Subscription",
    "Task",
    "TaskDependency",
    "Team",
    "TimeEntry",
    "User",
    "VerificationToken",
    "Webhook",
    "WebhookDelivery",
    "task_labels",
    "task_watchers",
    "team_members",
]
