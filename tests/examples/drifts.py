"""The deliberate drift of examples/drift: every place where its models depart from its schema.

`examples/drift/README.md` shows this table, `expected.json` is what `prismalchemy check` must find because of it, and
the tests hold the three together: undoing one drift removes its findings and no others.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One place of a drift: in `file` (below app/models) stands `wrong` where `right` would agree with the schema."""

    file: str
    right: str
    wrong: str


@dataclass(frozen=True)
class Drift:
    """One drift: where it is, what the check finds, and what goes wrong because of it.

    `findings` are (rule, table, column), the column None where the finding is about the table or several columns.
    """

    symbol: str
    what: str
    consequence: str
    findings: tuple[tuple[str, str, str | None], ...]
    changes: tuple[Change, ...]

    @property
    def file(self) -> str:
        """The file, below app/models, that a reader should open."""
        return self.changes[0].file


def _drift(
    symbol: str,
    what: str,
    consequence: str,
    finding: tuple[str, str, str | None],
    *changes: tuple[str, str, str],
) -> Drift:
    return Drift(symbol, what, consequence, (finding,), tuple(Change(*change) for change in changes))


DRIFTS: tuple[Drift, ...] = (
    # ------------------------------------------------------------ tables
    _drift(
        "UsageRecord",
        "the model has no class",
        "The API cannot see usage at all; Alembic would drop the table.",
        ("table-missing", "usage_records", None),
        (
            "billing.py",
            """    organization: Mapped[Organization] = relationship(back_populates="payment_methods")


class UsageRecord(Base):
    __tablename__ = "usage_records"
    __table_args__ = (
        Index("usage_records_organization_id_metric_recorded_at_idx", "organization_id", "metric", desc("recorded_at")),
    )

    id: Mapped[BigPk]
    organization_id: Mapped[OrganizationId]
    metric: Mapped[str] = mapped_column(String(64))
    quantity: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    recorded_at: Mapped[CreatedAt]

    organization: Mapped[Organization] = relationship(back_populates="usage_records")
""",
            """    organization: Mapped[Organization] = relationship(back_populates="payment_methods")
""",
        ),
        ("billing.py", "    CHAR,\n    BigInteger,\n", "    CHAR,\n"),
        ("billing.py", "import Base, BigPk, CreatedAt, ", "import Base, CreatedAt, "),
        (
            "organization.py",
            """    usage_records: Mapped[list[UsageRecord]] = relationship(back_populates="organization", passive_deletes="all")
    projects:""",
            "    projects:",
        ),
        (
            "organization.py",
            "import Invoice, PaymentMethod, Subscription, UsageRecord",
            "import Invoice, PaymentMethod, Subscription",
        ),
        (
            "__init__.py",
            "import Invoice, InvoiceLine, PaymentMethod, Subscription, UsageRecord",
            "import Invoice, InvoiceLine, PaymentMethod, Subscription",
        ),
        ("__init__.py", '    "TimeEntry",\n    "UsageRecord",\n', '    "TimeEntry",\n'),
    ),
    _drift(
        "LegacyExport",
        "a class for a table that the schema does not have",
        "Every query on it fails once Prisma has dropped the table.",
        ("table-extra", "exports", None),
        (
            "audit.py",
            """    organization = relationship("Organization", back_populates="feature_flags")
""",
            """    organization = relationship("Organization", back_populates="feature_flags")


class LegacyExport(Base):
    __tablename__ = "exports"

    id = Column(BigInteger, primary_key=True)
    requested_by = Column(Text)
    file_name = Column(String(255), nullable=False)
""",
        ),
        (
            "__init__.py",
            "from app.models.audit import AuditLog, FeatureFlag\n",
            "from app.models.audit import AuditLog, FeatureFlag, LegacyExport\n",
        ),
        ("__init__.py", '    "Label",\n', '    "Label",\n    "LegacyExport",\n'),
    ),
    _drift(
        "WebhookDelivery.__tablename__",
        "snake_case, while the schema has no `@@map`",
        'Every query fails: the table is called "WebhookDelivery".',
        ("table-name", "WebhookDelivery", None),
        ("integrations.py", '__tablename__ = "WebhookDelivery"', '__tablename__ = "webhook_delivery"'),
    ),
    _drift(
        "task_labels",
        "an association table of one's own, while Prisma keeps the relation in `_LabelToTask`",
        "Every query on `task.labels` fails: there is no such table.",
        ("join-table", "task_labels", None),
        (
            "task.py",
            """    "_LabelToTask",
    Base.metadata,
    Column("A", ForeignKey("labels.id", ondelete=CASCADE, onupdate=CASCADE), nullable=False),
    Column("B", ForeignKey("tasks.id", ondelete=CASCADE, onupdate=CASCADE), nullable=False),
    PrimaryKeyConstraint("A", "B", name="_LabelToTask_AB_pkey"),
    Index("_LabelToTask_B_index", "B"),
)
""",
            """    "task_labels",
    Base.metadata,
    Column("task_id", ForeignKey("tasks.id", ondelete=CASCADE, onupdate=CASCADE), primary_key=True),
    Column("label_id", ForeignKey("labels.id", ondelete=CASCADE, onupdate=CASCADE), primary_key=True, index=True),
)
""",
        ),
    ),
    # ------------------------------------------------------------ columns
    _drift(
        "Invoice (number)",
        "a required column is missing",
        "Every INSERT fails: the column is NOT NULL and has no default.",
        ("column-missing", "invoices", "number"),
        (
            "billing.py",
            "    number: Mapped[str] = mapped_column(String(32), unique=True)\n    status: Mapped[InvoiceStatus]",
            "    status: Mapped[InvoiceStatus]",
        ),
    ),
    _drift(
        "User (phone)",
        "an optional column is missing",
        "The API cannot see phone numbers; Alembic would drop the column.",
        ("column-missing", "users", "phone"),
        (
            "user.py",
            "    phone: Mapped[str | None] = mapped_column(String(32))\n    image: Mapped[str | None]\n",
            "    image: Mapped[str | None]\n",
        ),
    ),
    _drift(
        "Organization (seats)",
        "a column with a database default is missing",
        "The API cannot see the number of seats, new rows get 5; Alembic would drop the column.",
        ("column-missing", "organizations", "seats"),
        (
            "organization.py",
            '    seats: Mapped[int] = mapped_column(server_default=text("5"))\n    metadata_:',
            "    metadata_:",
        ),
    ),
    _drift(
        "User.nickname",
        "a column that the table does not have",
        "Every SELECT of a user fails.",
        ("column-extra", "users", "nickname"),
        (
            "user.py",
            "    image: Mapped[str | None]\n",
            "    image: Mapped[str | None]\n    nickname: Mapped[str | None] = mapped_column(String(40))\n",
        ),
    ),
    _drift(
        "Session.user_agent",
        'the column is called "userAgent"',
        "Every SELECT of a session fails.",
        ("column-name", "Session", "userAgent"),
        ("user.py", 'user_agent: Mapped[str | None] = mapped_column("userAgent")', "user_agent: Mapped[str | None]"),
    ),
    # ------------------------------------------------------------ types
    _drift(
        "Contact.external_id",
        "str against Int",
        "Queries by it fail: `integer = character varying`.",
        ("column-type", "contacts", "external_id"),
        ("support.py", "external_id: Mapped[int | None]", "external_id: Mapped[str | None]"),
    ),
    _drift(
        "Attachment.size_bytes",
        "Integer against BigInt",
        "A file of more than 2 GiB fails to be stored.",
        ("column-type", "attachments", "size_bytes"),
        ("discussion.py", "size_bytes: Mapped[int] = mapped_column(BigInteger)", "size_bytes: Mapped[int]"),
        ("discussion.py", "import BigInteger, ForeignKey, Index", "import ForeignKey, Index"),
    ),
    _drift(
        "Message.sent_at",
        "without time zone against Timestamptz",
        "asyncpg refuses aware values, and naive ones are taken for the server's time zone.",
        ("column-timezone", "messages", "sent_at"),
        (
            "support.py",
            "sent_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())",
            "sent_at: Mapped[datetime] = mapped_column(DateTime, server_default=func.now())",
        ),
        ("support.py", "import ARRAY, Enum, ForeignKey", "import ARRAY, DateTime, Enum, ForeignKey"),
        ("support.py", "OrganizationId, Timestamp, TimestampMixin", "OrganizationId, TimestampMixin"),
    ),
    _drift(
        "InvoiceLine.unit_price",
        "float against Decimal",
        "Prices lose precision.",
        ("column-type", "invoice_lines", "unit_price"),
        (
            "billing.py",
            "unit_price: Mapped[Decimal] = mapped_column(Numeric(12, 4))",
            "unit_price: Mapped[float]",
        ),
    ),
    _drift(
        "Webhook.events",
        "JSON against `String[]`",
        "INSERTs fail: the database wants an array.",
        ("column-list", "webhooks", "events"),
        ("integrations.py", "mapped_column(sa.ARRAY(sa.Text))", "mapped_column(sa.JSON)"),
    ),
    _drift(
        "Task.priority",
        "a string against an enum",
        "INSERTs fail: `priority` is of type task_priority, the parameter of type varchar.",
        ("enum-missing", "tasks", "priority"),
        (
            "task.py",
            'priority: Mapped[TaskPriority] = mapped_column(Enum(TaskPriority, name="task_priority"), '
            'server_default="NORMAL")',
            'priority: Mapped[str] = mapped_column(String(20), server_default="NORMAL")',
        ),
        ("task.py", "import DependencyKind, TaskPriority, TaskStatus", "import DependencyKind, TaskStatus"),
    ),
    _drift(
        "ApiKey.id",
        "text against uuid",
        "Queries by id fail: `uuid = character varying`.",
        ("column-type", "api_keys", "id"),
        (
            "integrations.py",
            "id: Mapped[UUID] = mapped_column(sa.Uuid, primary_key=True, default=uuid4)",
            "id: Mapped[str] = mapped_column(primary_key=True, default=lambda: str(uuid4()))",
        ),
        ("integrations.py", "from uuid import UUID, uuid4", "from uuid import uuid4"),
    ),
    _drift(
        "Contact.company",
        "VARCHAR(100) against VARCHAR(200)",
        "Alembic would shorten the column.",
        ("column-length", "contacts", "company"),
        ("support.py", "mapped_column(String(200))", "mapped_column(String(100))"),
    ),
    _drift(
        "AuditLog.changes",
        "JSON against JSONB",
        "Alembic would change the column's type.",
        ("column-type", "audit_logs", "changes"),
        ("audit.py", "changes = Column(JSONB, ", "changes = Column(JSON, "),
        ("audit.py", "import DOUBLE_PRECISION, INET, JSONB", "import DOUBLE_PRECISION, INET, JSON"),
    ),
    _drift(
        "TimeEntry.hours",
        "NUMERIC(4, 1) against DECIMAL(6, 2)",
        "Alembic would round the hours worked.",
        ("column-length", "time_entries", "hours"),
        ("timetracking.py", "mapped_column(Numeric(6, 2))", "mapped_column(Numeric(4, 1))"),
    ),
    # ------------------------------------------------------------ nullability and keys
    _drift(
        "AuditLog.entity_id",
        "nullable, as a `Column` is when nothing is said",
        "An INSERT without it passes the type checker and fails in the database.",
        ("column-nullable", "audit_logs", "entity_id"),
        ("audit.py", "entity_id = Column(Text, nullable=False)", "entity_id = Column(Text)"),
    ),
    _drift(
        "Task.due_date",
        "NOT NULL, while the column is optional",
        "None comes back in an attribute that is said to be a date.",
        ("column-nullable", "tasks", "due_date"),
        ("task.py", "due_date: Mapped[date | None]", "due_date: Mapped[date]"),
    ),
    _drift(
        "Membership.organization_id",
        "not part of the primary key",
        "Two memberships of one user are one object: the second is lost.",
        ("primary-key", "memberships", None),
        (
            "organization.py",
            "organization_id: Mapped[OrganizationId] = mapped_column(primary_key=True)\n    user_id",
            "organization_id: Mapped[OrganizationId]\n    user_id",
        ),
    ),
    _drift(
        "Project (unique key)",
        "`@@unique([organizationId, key])` is missing",
        "Alembic would drop the constraint.",
        ("unique-missing", "projects", None),
        (
            "project.py",
            '    __tablename__ = "projects"\n    __table_args__ = (UniqueConstraint("organization_id", "key"),)\n',
            '    __tablename__ = "projects"\n',
        ),
        ("project.py", "Numeric, String, Text, UniqueConstraint, text", "Numeric, String, Text, text"),
    ),
    _drift(
        "Webhook.url",
        "unique, while the schema has no such unique",
        "Alembic would add the constraint, and fail where two webhooks share a URL.",
        ("unique-extra", "webhooks", "url"),
        ("integrations.py", "mapped_column(sa.String(2048))", "mapped_column(sa.String(2048), unique=True)"),
    ),
    # ------------------------------------------------------------ indexes
    _drift(
        "Conversation (index)",
        "`@@index([organizationId, state])` is missing",
        "Alembic would drop the index: the inbox becomes slow.",
        ("index-missing", "conversations", None),
        (
            "support.py",
            '    __tablename__ = "conversations"\n    __table_args__ = (Index(None, "organization_id", "state"),)\n',
            '    __tablename__ = "conversations"\n',
        ),
    ),
    _drift(
        "Contact.email",
        "`index=True`, while the schema has no such index",
        "Alembic would add an index that nobody asked for.",
        ("index-extra", "contacts", "email"),
        (
            "support.py",
            "    email: Mapped[str | None] = mapped_column(String(320))",
            "    email: Mapped[str | None] = mapped_column(String(320), index=True)",
        ),
    ),
    _drift(
        "Message.__table_args__",
        '`Index("conversation_id")`: the first argument is the name, so it has no columns',
        "`create_all` and migrations fail: `CREATE INDEX conversation_id ON messages ()` is a syntax error.",
        ("index-without-columns", "messages", None),
        ("support.py", 'Index("messages_conversation_id_idx", "conversation_id")', 'Index("conversation_id")'),
    ),
    _drift(
        "AuditLog (index)",
        "ascending, while the schema sorts `createdAt` descending",
        "Alembic would rebuild the index.",
        ("index", "audit_logs", None),
        (
            "audit.py",
            'Index("audit_logs_organization_id_created_at_idx", organization_id, desc(created_at))',
            'Index("audit_logs_organization_id_created_at_idx", "organization_id", "created_at")',
        ),
        ("audit.py", "String, Text, desc, text", "String, Text, text"),
    ),
    _drift(
        "Task (index)",
        "B-tree against GIN with jsonb_path_ops",
        "In a database made from the models filters on custom fields are slow.",
        ("index-method", "tasks", "custom_fields"),
        (
            "task.py",
            """        Index(
            "tasks_custom_fields_idx",
            "custom_fields",
            postgresql_using="gin",
            postgresql_ops={"custom_fields": "jsonb_path_ops"},
        ),
""",
            """        Index("tasks_custom_fields_idx", "custom_fields"),
""",
        ),
    ),
    # ------------------------------------------------------------ foreign keys
    _drift(
        "Invoice.subscription_id",
        "refers to `subscriptions.external_id` instead of `subscriptions.id`",
        "`invoice.subscription` joins our ids with the payment provider's and is always None.",
        ("foreign-key", "invoices", "subscription_id"),
        (
            "billing.py",
            'ForeignKey("subscriptions.id", ondelete="SET NULL", onupdate="CASCADE")',
            'ForeignKey("subscriptions.external_id", ondelete="SET NULL", onupdate="CASCADE")',
        ),
    ),
    _drift(
        "AuditLog.actor_id",
        "no foreign key",
        "Alembic would drop the constraint.",
        ("foreign-key", "audit_logs", "actor_id"),
        (
            "audit.py",
            'actor_id = Column(Text, ForeignKey("users.id", ondelete="SET NULL", onupdate="CASCADE"))',
            "actor_id = Column(Text)",
        ),
        (
            "audit.py",
            'actor = relationship("User", back_populates="audit_logs")',
            'actor = relationship("User", primaryjoin="foreign(AuditLog.actor_id) == User.id", backref="audit_logs")',
        ),
        (
            "user.py",
            """    preferences: Mapped[list[NotificationPreference]] = relationship(back_populates="user", passive_deletes="all")
    audit_logs: Mapped[list[AuditLog]] = relationship(back_populates="actor")
""",
            """    preferences: Mapped[list[NotificationPreference]] = relationship(back_populates="user", passive_deletes="all")
""",
        ),
        ("user.py", "TYPE_CHECKING:\n    from app.models.audit import AuditLog\n", "TYPE_CHECKING:\n"),
    ),
    _drift(
        "Task.milestone_id",
        "no `ondelete` against `onDelete: SetNull`",
        "Alembic would forbid to delete a milestone that has tasks.",
        ("foreign-key-on-delete", "tasks", "milestone_id"),
        (
            "task.py",
            'ForeignKey("milestones.id", ondelete="SET NULL", onupdate=CASCADE)',
            'ForeignKey("milestones.id", onupdate=CASCADE)',
        ),
    ),
    _drift(
        "PaymentMethod.organization_id",
        "no `onupdate`, while Prisma's is CASCADE when nothing is said",
        "Alembic would rebuild the foreign key.",
        ("foreign-key-on-update", "payment_methods", "organization_id"),
        (
            "billing.py",
            "organization_id: Mapped[OrganizationId] = mapped_column(index=True)",
            'organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"), '
            "index=True)",
        ),
    ),
    # ------------------------------------------------------------ enums
    _drift(
        "Subscription.status",
        "the enum has no `name=`, so its type is called subscriptionstatus",
        "Queries that compare it fail: there is no such type in the database.",
        ("enum-name", "subscriptions", "status"),
        (
            "billing.py",
            'Enum(SubscriptionStatus, name="subscription_status", values_callable=labels)',
            "Enum(SubscriptionStatus, values_callable=labels)",
        ),
    ),
    _drift(
        "enums.InvoiceStatus",
        "VOID is missing",
        "Reading a void invoice raises LookupError.",
        ("enum-labels", "invoices", "status"),
        ("enums.py", '    PAID = "PAID"\n    VOID = "VOID"\n', '    PAID = "PAID"\n'),
    ),
    _drift(
        "ApiKey.scopes",
        "no `values_callable`: the labels are the member names, while the schema maps them to lower case",
        "Every key fails to be read and written: the database has `read`, not `READ`.",
        ("enum-values", "api_keys", "scopes"),
        (
            "integrations.py",
            """    scopes: Mapped[list[ApiScope] | None] = mapped_column(
        sa.ARRAY(sa.Enum(ApiScope, name="api_scope", values_callable=labels))
    )
""",
            """    scopes: Mapped[list[ApiScope] | None] = mapped_column(sa.ARRAY(sa.Enum(ApiScope, name="api_scope")))
""",
        ),
    ),
    _drift(
        "enums.TaskStatus",
        "BACKLOG is the last, in the database the first",
        "Code that sorts by the class's order disagrees with ORDER BY; Alembic would not notice.",
        ("enum-order", "tasks", "status"),
        (
            "enums.py",
            """    BACKLOG = "BACKLOG"
    TODO = "TODO"
    IN_PROGRESS = "IN_PROGRESS"
    IN_REVIEW = "IN_REVIEW"
    DONE = "DONE"
""",
            """    TODO = "TODO"
    IN_PROGRESS = "IN_PROGRESS"
    IN_REVIEW = "IN_REVIEW"
    DONE = "DONE"
    BACKLOG = "BACKLOG"
""",
        ),
    ),
    # ------------------------------------------------------------ defaults
    _drift(
        "Organization.plan",
        "`default=` instead of `server_default=`",
        "Alembic would drop the database's default.",
        ("server-default", "organizations", "plan"),
        (
            "organization.py",
            'plan: Mapped[Plan] = mapped_column(plan_type, server_default="FREE")',
            "plan: Mapped[Plan] = mapped_column(plan_type, default=Plan.FREE)",
        ),
    ),
    _drift(
        "Team.color",
        "another default than the database's",
        "Alembic would change the default: teams turn black.",
        ("server-default", "teams", "color"),
        ("organization.py", 'CHAR(7), server_default="#64748b"', 'CHAR(7), server_default="#000000"'),
    ),
    _drift(
        "Project.updated_at",
        "`server_default=` on what Prisma marks `@updatedAt`: the database has no default",
        "Every INSERT fails: SQLAlchemy leaves the column out, and it is NOT NULL.",
        ("server-default", "projects", "updated_at"),
        (
            "project.py",
            """server_default=text("'{}'::jsonb"))

    organization: Mapped[Organization] = relationship(back_populates="projects")
""",
            """server_default=text("'{}'::jsonb"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())

    organization: Mapped[Organization] = relationship(back_populates="projects")
""",
        ),
        (
            "project.py",
            "import Mapped, mapped_column, relationship\n",
            "import Mapped, mapped_column, relationship\nfrom sqlalchemy.sql import func\n",
        ),
    ),
    _drift(
        "Label.id",
        "no Python default, while the schema's cuid() is made by the Prisma client",
        "INSERTs fail where the program gives no id.",
        ("client-default-missing", "labels", "id"),
        (
            "task.py",
            """    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[CuidPk]
""",
            """    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
""",
        ),
    ),
    _drift(
        "Comment.updated_at",
        "`default=` without `onupdate=` on what Prisma marks `@updatedAt`",
        "An edited comment keeps its old time.",
        ("on-update-missing", "comments", "updated_at"),
        (
            "discussion.py",
            """server_default=text("'{}'"))

    task: Mapped[Task] = relationship(back_populates="comments")
""",
            """server_default=text("'{}'"))
    updated_at: Mapped[datetime] = mapped_column(default=utcnow)

    task: Mapped[Task] = relationship(back_populates="comments")
""",
        ),
        ("discussion.py", "import uuid\nfrom typing", "import uuid\nfrom datetime import datetime\nfrom typing"),
        ("discussion.py", "TimestampMixin, user_fk", "TimestampMixin, user_fk, utcnow"),
    ),
    # ------------------------------------------------------------ relationships
    _drift(
        "User (notifications)",
        "the relation has no relationship()",
        "`user.notifications` raises AttributeError.",
        ("relationship-missing", "users", "notifications"),
        (
            "user.py",
            """    notifications: Mapped[list[Notification]] = relationship(back_populates="user", passive_deletes="all")
    preferences""",
            "    preferences",
        ),
        ("user.py", "import Notification, NotificationPreference", "import NotificationPreference"),
        (
            "notifications.py",
            'user: Mapped[User] = relationship(back_populates="notifications")',
            "user: Mapped[User] = relationship()",
        ),
    ),
    _drift(
        "Organization.subscriptions",
        "a list, while an organization has at most one",
        "Code that follows the schema gets a list where it expects an object.",
        ("relationship-cardinality", "organizations", "subscription"),
        (
            "organization.py",
            'subscription: Mapped[Subscription | None] = relationship(back_populates="organization", passive_deletes="all")',
            'subscriptions: Mapped[list[Subscription]] = relationship(back_populates="organization", passive_deletes="all")',
        ),
        (
            "billing.py",
            'relationship(back_populates="subscription")\n    invoices',
            'relationship(back_populates="subscriptions")\n    invoices',
        ),
    ),
    _drift(
        "Conversation.messages",
        "no `passive_deletes`, while the foreign key says ON DELETE CASCADE",
        "Deleting a conversation with messages fails: SQLAlchemy sets their `conversation_id` to NULL first.",
        ("relationship-cascade", "conversations", "messages"),
        (
            "support.py",
            'order_by="Message.id", passive_deletes="all")',
            'order_by="Message.id")',
        ),
    ),
)
