"""Schemas with relations."""

from .account import AccountRead
from .api_key import ApiKeyRead
from .attachment import AttachmentRead
from .audit_log import AuditLogRead
from .comment import CommentRead
from .contact import ContactRead
from .conversation import ConversationRead
from .feature_flag import FeatureFlagRead
from .invitation import InvitationRead
from .invoice import InvoiceRead
from .invoice_line import InvoiceLineRead
from .label import LabelRead
from .membership import MembershipRead
from .message import MessageRead
from .milestone import MilestoneRead
from .notification import NotificationRead
from .notification_preference import NotificationPreferenceRead
from .organization import OrganizationRead
from .payment_method import PaymentMethodRead
from .project import ProjectRead
from .project_member import ProjectMemberRead
from .session import SessionRead
from .subscription import SubscriptionRead
from .task import TaskRead
from .task_dependency import TaskDependencyRead
from .team import TeamRead
from .time_entry import TimeEntryRead
from .usage_record import UsageRecordRead
from .user import UserRead
from .webhook import WebhookRead
from .webhook_delivery import WebhookDeliveryRead


class OrganizationDetail(OrganizationRead):
    """A `Organization` with what its relations lead to."""

    memberships: list[MembershipRead] | None = None
    invitations: list[InvitationRead] | None = None
    teams: list[TeamRead] | None = None
    subscription: SubscriptionRead | None = None
    invoices: list[InvoiceRead] | None = None
    payment_methods: list[PaymentMethodRead] | None = None
    usage_records: list[UsageRecordRead] | None = None
    projects: list[ProjectRead] | None = None
    tasks: list[TaskRead] | None = None
    labels: list[LabelRead] | None = None
    contacts: list[ContactRead] | None = None
    conversations: list[ConversationRead] | None = None
    api_keys: list[ApiKeyRead] | None = None
    webhooks: list[WebhookRead] | None = None
    audit_logs: list[AuditLogRead] | None = None
    feature_flags: list[FeatureFlagRead] | None = None


class UserDetail(UserRead):
    """A `User` with what its relations lead to."""

    accounts: list[AccountRead] | None = None
    sessions: list[SessionRead] | None = None
    memberships: list[MembershipRead] | None = None
    sent_invitations: list[InvitationRead] | None = None
    teams: list[TeamRead] | None = None
    led_projects: list[ProjectRead] | None = None
    project_members: list[ProjectMemberRead] | None = None
    assigned_tasks: list[TaskRead] | None = None
    reported_tasks: list[TaskRead] | None = None
    watched_tasks: list[TaskRead] | None = None
    comments: list[CommentRead] | None = None
    attachments: list[AttachmentRead] | None = None
    time_entries: list[TimeEntryRead] | None = None
    conversations: list[ConversationRead] | None = None
    notifications: list[NotificationRead] | None = None
    preferences: list[NotificationPreferenceRead] | None = None
    audit_logs: list[AuditLogRead] | None = None


class AccountDetail(AccountRead):
    """A `Account` with what its relations lead to."""

    user: UserRead | None = None


class SessionDetail(SessionRead):
    """A `Session` with what its relations lead to."""

    user: UserRead | None = None


class MembershipDetail(MembershipRead):
    """A `Membership` with what its relations lead to."""

    organization: OrganizationRead | None = None
    user: UserRead | None = None


class InvitationDetail(InvitationRead):
    """A `Invitation` with what its relations lead to."""

    organization: OrganizationRead | None = None
    invited_by: UserRead | None = None
    team: TeamRead | None = None


class TeamDetail(TeamRead):
    """A `Team` with what its relations lead to."""

    organization: OrganizationRead | None = None
    parent: TeamRead | None = None
    children: list[TeamRead] | None = None
    members: list[UserRead] | None = None
    invitations: list[InvitationRead] | None = None


class SubscriptionDetail(SubscriptionRead):
    """A `Subscription` with what its relations lead to."""

    organization: OrganizationRead | None = None
    invoices: list[InvoiceRead] | None = None


class InvoiceDetail(InvoiceRead):
    """A `Invoice` with what its relations lead to."""

    organization: OrganizationRead | None = None
    subscription: SubscriptionRead | None = None
    lines: list[InvoiceLineRead] | None = None


class InvoiceLineDetail(InvoiceLineRead):
    """A `InvoiceLine` with what its relations lead to."""

    invoice: InvoiceRead | None = None


class PaymentMethodDetail(PaymentMethodRead):
    """A `PaymentMethod` with what its relations lead to."""

    organization: OrganizationRead | None = None


class UsageRecordDetail(UsageRecordRead):
    """A `UsageRecord` with what its relations lead to."""

    organization: OrganizationRead | None = None


class ProjectDetail(ProjectRead):
    """A `Project` with what its relations lead to."""

    organization: OrganizationRead | None = None
    lead: UserRead | None = None
    members: list[ProjectMemberRead] | None = None
    milestones: list[MilestoneRead] | None = None
    tasks: list[TaskRead] | None = None


class ProjectMemberDetail(ProjectMemberRead):
    """A `ProjectMember` with what its relations lead to."""

    project: ProjectRead | None = None
    user: UserRead | None = None


class MilestoneDetail(MilestoneRead):
    """A `Milestone` with what its relations lead to."""

    project: ProjectRead | None = None
    tasks: list[TaskRead] | None = None


class TaskDetail(TaskRead):
    """A `Task` with what its relations lead to."""

    organization: OrganizationRead | None = None
    project: ProjectRead | None = None
    milestone: MilestoneRead | None = None
    parent: TaskRead | None = None
    subtasks: list[TaskRead] | None = None
    assignee: UserRead | None = None
    reporter: UserRead | None = None
    watchers: list[UserRead] | None = None
    labels: list[LabelRead] | None = None
    blocks: list[TaskDependencyRead] | None = None
    blocked_by: list[TaskDependencyRead] | None = None
    comments: list[CommentRead] | None = None
    attachments: list[AttachmentRead] | None = None
    time_entries: list[TimeEntryRead] | None = None


class TaskDependencyDetail(TaskDependencyRead):
    """A `TaskDependency` with what its relations lead to."""

    source: TaskRead | None = None
    target: TaskRead | None = None


class LabelDetail(LabelRead):
    """A `Label` with what its relations lead to."""

    organization: OrganizationRead | None = None
    tasks: list[TaskRead] | None = None


class CommentDetail(CommentRead):
    """A `Comment` with what its relations lead to."""

    task: TaskRead | None = None
    author: UserRead | None = None
    reply_to: CommentRead | None = None
    replies: list[CommentRead] | None = None


class AttachmentDetail(AttachmentRead):
    """A `Attachment` with what its relations lead to."""

    task: TaskRead | None = None
    uploaded_by: UserRead | None = None


class TimeEntryDetail(TimeEntryRead):
    """A `TimeEntry` with what its relations lead to."""

    task: TaskRead | None = None
    user: UserRead | None = None


class ContactDetail(ContactRead):
    """A `Contact` with what its relations lead to."""

    organization: OrganizationRead | None = None
    conversations: list[ConversationRead] | None = None


class ConversationDetail(ConversationRead):
    """A `Conversation` with what its relations lead to."""

    organization: OrganizationRead | None = None
    contact: ContactRead | None = None
    assignee: UserRead | None = None
    messages: list[MessageRead] | None = None


class MessageDetail(MessageRead):
    """A `Message` with what its relations lead to."""

    conversation: ConversationRead | None = None


class NotificationDetail(NotificationRead):
    """A `Notification` with what its relations lead to."""

    user: UserRead | None = None


class NotificationPreferenceDetail(NotificationPreferenceRead):
    """A `NotificationPreference` with what its relations lead to."""

    user: UserRead | None = None


class ApiKeyDetail(ApiKeyRead):
    """A `ApiKey` with what its relations lead to."""

    organization: OrganizationRead | None = None


class WebhookDetail(WebhookRead):
    """A `Webhook` with what its relations lead to."""

    organization: OrganizationRead | None = None
    deliveries: list[WebhookDeliveryRead] | None = None


class WebhookDeliveryDetail(WebhookDeliveryRead):
    """A `WebhookDelivery` with what its relations lead to."""

    webhook: WebhookRead | None = None


class AuditLogDetail(AuditLogRead):
    """A `AuditLog` with what its relations lead to."""

    organization: OrganizationRead | None = None
    actor: UserRead | None = None


class FeatureFlagDetail(FeatureFlagRead):
    """A `FeatureFlag` with what its relations lead to."""

    organization: OrganizationRead | None = None


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUr^u-EQkP41Sef?rIO<y8_(-2DC%5GhkPRkDIuSHzN*gXGPzBltfY=71_137}!-}>Z46c{Fjs2V~4wsW
# <130fLiG1YPajoN6muw;qmvn+6&;+xUi~#Q$ukN*T=Ei9bD<B5TzjOyl=*`?X+6DcZA389WY#s3xbPq131#F0p
# K4kfIMypC3r+B4WMu2zvsR#-`YxL`W9&4hy=*y_)jyMSN^IL3+tL)4H)-$2`Jm<n4%tu1V}3JYpuW@-2*I!>fY
# J3AfA+BV8c+o*Ae3%5zw?0fx0NmlMn!O?8fG;*%|GB1KI?%q}cOTQ=p6cfn3kJ3jEkq2@|$d06kTo&N52s4i25
# x*3W_Z<cWyxyT9saHP7Mk5>QItWN=|~0X@)8f{5S4BLdE^!>(^msK|Gq0d%Z}zqNg!|H%@?s8da8{kZ!?)PqtH
# Usqaz|3Uw8iPA?&JJZLv5aky~0MyypM@c!O>tnkTY{rocGVYR#*|79czaF|yb^0?rUIJY7r63$7V&nspJ%<$3X
# ax_{5H{^ksbR$8{Qm9-F8&Cy@8eLB0gOWof_Kzc?I{|EVCa~mV^K=+xx_lw3#UQKEbb@NN*W1-$Hs;nk2@(r%S
# q*MXh+3`1?7ct!2~3c2$Xxhbs}N9aH1S5nu;(crjq?)@F@LMbj0j7k)`W4v2WyXK3ED+gJllM=|ixPJ|@tbH-N
# ?Dk{ll=Oks%$GY4jO5HR>l_SKR^_2rO6a}1c|geOUIDI0dN>}=xW#>xCtWw~>4ouPuqIwNcPA*c!(Vr&k5jpGi
# ^^tbfhmMY(M25-|)!W7d`)-Y&)-jDRfrB2h=F6ype_^3vzC70vlV3i$5Yq_laS~9AEm?AQJ5R%mzjd&)l-O{JA
# wh_Lx49Xv=6goLBTL%4ShZoOf-(u$lPc#0@^c61b(te={f8yips{C<qT=Q|J-}>Xx?fLsQ4j2*Q(h4c;;6E)wv
# YB#$*fHp^*ft6ovE$N~V*9{I-v0VIDZIqOLaWUQ?c6f!B}k)@BW|h7sd59CNils`I5h2^Pz%Dk4bHMRw<rzOgP
# _n8H%e+h>r1e>u}v(jF2SxHBpS6aq!#VyTZ+EAl6Eb6qNud!UnuKfR$*bxDecx)D9%Sv;Ba9=98<@$Ko_;W5y`
# A>bsDj{)NVnGOw&IkwWh9ZEf|+uvSYDgvwIcjTiUF9!))-qqD<70kJiaJ^0~GNOSUeEU^g&|mD|R!x?(fAQZ8_
# ob8Yg~Es&A{x5QQqvT}P#*KBi`0EK+YP@7MQxM@CJrjpuPVF!zI8Jg9}NARVc2lqnttn+aH)6arJ&$B4mFCRj@
# w%yL?VW)YMEL@GPVEg~IVAh01elTXM)P-5c<rM}#bm!jX%o*z%tNy*7Hb4>EpDRnNXKaM@)GeKFO`zZdXMy4Pj
# mS)2A+(cWc01)>Z{Gjf&vNVvyycm|MdO+=VQqfZXr=!(R%}~fUAm?A=TqBN`}yWc9YMTBd;q=2n!l{vRMaI2lE
# <WKMmjW2%*fNXwEb&_H=u;#q9%qlRYw;$*2!&Kfp?kL<}|+Xi!)HY@q3w^mw1Q{OOzp*lz94zZNQT%E-qjvgu%
# %eOO%e-j99pM>p@a}N|%w!j_@Ysi?CZu8m<>4*6Ce?jdPy7b?2lvcwQ8^$uP1oeM_I>tHqc$GIxtFUnvowRvCO
# jPAOSmp&Z};6nIlQb<#Zgm9vIPusv;F*m8?0QgvV3Cfqc!(8=ACksH>w68&G@Ow9K
# endregion
