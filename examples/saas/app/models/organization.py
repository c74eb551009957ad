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
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    invitations: Mapped[list["Invitation"]] = relationship(
        passive_deletes="all",
        back_populates="organization",
        overlaps="invitations,team",
        lazy="raise",
    )
    teams: Mapped[list["Team"]] = relationship(
        passive_deletes="all",
        back_populates="organization",
        overlaps="children,parent",
        lazy="raise",
    )
    subscription: Mapped["Subscription | None"] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    invoices: Mapped[list["Invoice"]] = relationship(
        back_populates="organization", overlaps="invoices,subscription", lazy="raise"
    )
    payment_methods: Mapped[list["PaymentMethod"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    usage_records: Mapped[list["UsageRecord"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    projects: Mapped[list["Project"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    tasks: Mapped[list["Task"]] = relationship(
        passive_deletes="all",
        back_populates="organization",
        overlaps="parent,project,subtasks,tasks",
        lazy="raise",
    )
    labels: Mapped[list["Label"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    contacts: Mapped[list["Contact"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    conversations: Mapped[list["Conversation"]] = relationship(
        passive_deletes="all",
        back_populates="organization",
        overlaps="contact,conversations",
        lazy="raise",
    )
    api_keys: Mapped[list["ApiKey"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    webhooks: Mapped[list["Webhook"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    audit_logs: Mapped[list["AuditLog"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )
    feature_flags: Mapped[list["FeatureFlag"]] = relationship(
        passive_deletes="all", back_populates="organization", lazy="raise"
    )


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUrtR-*3|}5Xb+ODNlQdCSZa$9wyXENJXl~BpxHT^V)z_M|Hy1A^vynZ0B-z(llkmyiCdYntc89KHn^)A
# Wo;JXbA5o63#J*ah&4Wgh+%C1Skux&jFEh2;>F8As)qEx((8npfiwTp#jk05L+s-8%GaOl~}C^v#Jux32$%i%e
# qjS#{LEa3%y}Efb%t+)NRHmcN-?a0c4yb>9Q!sQXk+rYoO;3O3*9kE;fe{%Pe<4%Q|@EXNrVrx?D?^gSRXJe2k
# >oUEmFCbQT6DisqCe9N@$OO-BJXVXFzUmoECn26^^gf0x~OE!{0kFwM%W_hrR9_m#z1YAwtU+7@ulo1~zXcn8<
# 4sWD<B3pkhczOw`vyR{*f`6yRgt?3ot+$}LC-_4gHo!(rm8&hjA0aq6@nCe5l#Vx#oGoq5Z0<Q%_t#=!PN0EGj
# 6{8MN3}oPH-2pL3uRP5h!&ncIL2hAGvuPO=uVV!LC+Il2Fui^E#v=i0oAi?p*Zvn3?05PFZvG>PgH0{s;BSTyX
# MQ`I`SPahaY7Gvr^^Tk*mnfb=MSU-9(B)-81ZkvGW1B&eQyXmCU+Uf%vGrr45G6plW4<_`gJ!^a6p-HXAp_Ns&
# kpW&-?@0&kF?y$pO-B^D=V6ap!*h&R)Wk9ksPzAN->JKSViEPOF0zO`=MQF)<Fg2F08<W|K5=3)<C?7!kW#@(Q
# 5H&p2pS;`#6~1G{cy#!VH~$XHBQJ<k_I&EujdO~dL@qJjjbC&z-tl6VjJhQ+j4Jl40Ave(;E-NSOvD}jrCf@)s
# VJFCH~`sr`Aue}nGga(!YhQ|i;#QTEDwXeu|=Z`B2DXQnEI87znFPxNOMU0q|>GAB?8ypu-CIhjvw+A7Xau2$#
# m-`XHHD*=i_V0upX~944gf#%khS58x{=a=}IHe5oVgp*JE$IpC#vl*0O_)`0Xya};W1DP5y={tBc>9!02D$g%a
# CjG=ObPe(u^8s>lj!*a5tbYy
# endregion
