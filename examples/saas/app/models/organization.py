"""The model `Organization`."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Enum, Index, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ._support import aware_now, new_cuid
from .base import Base
from .enums import Locale, Plan

if TYPE_CHECKING:
    from .api_key import ApiKey
    from .audit_log import AuditLog
    from .contact import Contact
    from .conversation import Conversation
    from .feature_flag import FeatureFlag
    from .invitation import Invitation
    from .invoice import Invoice
    from .label import Label
    from .membership import Membership
    from .payment_method import PaymentMethod
    from .project import Project
    from .subscription import Subscription
    from .task import Task
    from .team import Team
    from .usage_record import UsageRecord
    from .webhook import Webhook


class Organization(Base):
    """A customer. Everything but people belongs to exactly one organization."""

    __tablename__ = "organizations"
    __table_args__ = (Index("organizations_slug_key", "slug", unique=True),)

    id: Mapped[str] = mapped_column(Text, primary_key=True, default=new_cuid)
    name: Mapped[str] = mapped_column(String(120))
    slug: Mapped[str] = mapped_column(String(63))
    plan: Mapped[Plan] = mapped_column(Enum(Plan, name="plan"), server_default="FREE")
    locale: Mapped[Locale] = mapped_column(
        Enum(
            Locale,
            name="locale",
            values_callable=lambda e: [member.value for member in e],
        ),
        server_default="en",
    )
    billing_email: Mapped[str | None] = mapped_column(String(320))
    seats: Mapped[int] = mapped_column(server_default=text("5"))
    metadata_: Mapped[Any] = mapped_column("metadata", JSONB, server_default="{}")
    created_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.current_timestamp()
    )
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), default=aware_now, onupdate=aware_now
    )
    deleted_at: Mapped[datetime | None] = mapped_column(
        TIMESTAMP(timezone=True, precision=3)
    )

    memberships: Mapped[list["Membership"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    invitations: Mapped[list["Invitation"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    teams: Mapped[list["Team"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    subscription: Mapped["Subscription | None"] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    invoices: Mapped[list["Invoice"]] = relationship(back_populates="organization")
    payment_methods: Mapped[list["PaymentMethod"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    usage_records: Mapped[list["UsageRecord"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    projects: Mapped[list["Project"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    tasks: Mapped[list["Task"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    labels: Mapped[list["Label"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    contacts: Mapped[list["Contact"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    conversations: Mapped[list["Conversation"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    api_keys: Mapped[list["ApiKey"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    webhooks: Mapped[list["Webhook"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    audit_logs: Mapped[list["AuditLog"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )
    feature_flags: Mapped[list["FeatureFlag"]] = relationship(
        passive_deletes="all", back_populates="organization"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtRQIFFw49CC9sZaNG0#3*K32hS6kfsBP$0{4Stw*&~OUp4KzB_iEI8NGa9V6ncalG0|8~gX~VhWOUd
# X9#0JdtpYK@4$<V-qG3Mi8JZxV{8LE+LRBfJ42iy`}@=ThIl_u`mGWP{fwC+MPxZ)l}H67_*uR+KHU+zEy2m8{
# YdzG%U<U_yEqgP^rDg2O7o>P=G8clHkQQ;ra~atb>(5*NQ{V$u<X*@T_(}sy4diN4CUnrdn&^gG1o}I!5!;UEn
# }Wl7ztr#m|&265!MUMMnuTVQUz&mt_6a8>RQ&yy&oBOBxCX+pX++Uo~=ZpM_1hw#t6zV*%H4N-KU7zreMa>a5!
# 666&(q2T6dor`{wyU-fEh42SqiLuO2Qnr~w|eY{zBwlyFE?rvuAs1NNHkMIg=M59duS_`(?>^2rlk^Tv9Onrc6
# pd(dF1!9z5rJFs5u?`|5-_q9I#xp2hrwEz_9Va)Yx9{FKB*5Gz{p9_<`$YrioqvIc{|MsXlt&!=%^2d$pJp@H-
# s--b@QtauoB)A7Mg)DXAdT=S-8*5#zx~QEAW8b(5HC#c3W=Gks;*%ZNt#Te4Y%v};Xy%xvZs|nk_2|0+v1^cH}
# IbqN(qu9r0e|(R>JAxe*G@4;mJU4{_BH#ss9gAPE5z=A(|#rCEG+Ygj}P^oEK)3a*`4>^pF%0LofLUpeSoxA!Q
# VI#WZ~Aml?xj7fJ(TH_8}Nw$DKIvVoreEPDN>BW8^3IGRV+e)7hyxJQsNkQ)*<GH$L!hcpL)5E(OY_%zr6GUt4
# ifv*OyGT1VP?BO(x*+Xi^ppNH<e@67?yn$I0j6~<Tj43!hltw3AlrgU3>@=?9?VJnt0&lQnC-gGLmSQgrFGOFa
# 4E_K;orW&
# endregion
