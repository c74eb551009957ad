"""The enums of the database."""

import enum


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
    VOID = "VOID"


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
    """The order matters: boards are sorted by it."""

    BACKLOG = "BACKLOG"
    TODO = "TODO"
    IN_PROGRESS = "IN_PROGRESS"
    IN_REVIEW = "IN_REVIEW"
    DONE = "DONE"


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


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUpV(+j5&Q5Pk1gWb!96D7G3QsR*35FCJpZl+*<e#_9O)yV_kDCo%5R9<9*cv=_mzAexC_>j;ZbG+}nqz
# ~a#tzBo@Wx2w9(uQY6Xxs+ji1xj%#q{sp%P~t2~uZ;9Qa3iK2X$qOUTzQl+t){uDdwAV8*L6!1PBk6LN>N7L+_
# PO_^}=`cRfN@RHOURV<hoS*WF#I&K<7o8DO84lc$v%=^dTYQE=wr1z(g?VQ{7uTV&Zuq$HR5qPMQ>+BjG$l)}J
# KO6*5H=7)P%Y4FScSh&i_3oyuv0;be_JJ|DJ2yZ@g(Fmr@vgP>BY9TaP{s8DN+IE@A3I^l~=S|T4xYTVRE-bsW
# >q$YE=RkwvYtKUVZZ@0}YQ_@^KU|<oDQ0piK0*wYJR1qj~)|NPdP6}Oh3O^=p=-=8JUS?NShLP*g7eY}*nrcZ(
# 0^%GO=5bTx!uSVDig%1jae}RWdz#7U63+r5sijBTfpB&$9Ol--abCM0VGZQMwV{87cl*sW)537hF#LF_ggDA(v
# $7h$X2@T|KOcNVNy+$=8EY6e&+V=qXFP^-UyFjmNsxrA&<l*vVIyLWf4R^q!2^gUl|^;<eamg`ef<D84*hl<n*
# rv;b6*Yh;jS8*y8|>nYR~OR&5*7(dDM1Emx_=ZolPw^I-t?$jmzya=U#WQJn!dnt>hE$(t-=w8jM1q?_GjNe?Q
# CyP+OD+gya~TXB0L<#9gW7D)0j3)XJC8Z!x<NO*+$N-@vmGlJv3d>g!q;+9r?G&=HZ$Txz&LzbP;-(~3PT9b8v
# np`Yi~MRD{Uyp0a$HaXX!Kb5^V*8ZeSWXN4dTTg647acITI25P-jE=;b0*U~S66B<hQ4<t242DGxkV(Gj$M&V&
# qASU-s_UBFOvz_L;dLR1DehO4;C^+^9N`?N4WR3a=I<*5W0f^Dtq`(1-m9g_qEF{lyfL})mX1Xn?OCfrM3K{Kv
# P<k+zwPJ3n@fS$0uSbzBtGSe+Q47P_2$Fat?EB*cbTC(7&*h~R<VC8Wl2{Lzq7}tj^k28o8qxplbE>o0P&}d7x
# )#v98cm{w`2IN>1SR+3HU?S6XFtcDRT*(O_0PTbkAkHBv%pKfB6UgHjD=
# endregion
