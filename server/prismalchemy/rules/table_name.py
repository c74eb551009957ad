"""Rule table-name."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, model_of, safe, schema_unsafe


class TableName(Rule):
    """A table is spelt otherwise in the models: the names differ by case and underscores only.

    Prisma calls a table as its model is called, unless `@@map` says otherwise: `model WebhookDelivery` is the table
    `"WebhookDelivery"`, not `webhook_delivery`. PostgreSQL does not find the one under the name of the other, so every
    query on the class fails. On SQLite, where case does not matter, a difference in case alone only concerns
    migrations.

    The fix sets `__tablename__`. It is safe: only one name can be right, and the class keeps its own.
    """

    name = "table-name"
    summary = "A table's name differs by case or underscores."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model WebhookDelivery {
              id Int @id @default(autoincrement())

              @@map("webhook_delivery")
            }
            """,
            """
            class WebhookDelivery(Base):
                __tablename__ = "webhook_delivery"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model WebhookDelivery {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class WebhookDelivery(Base):
                __tablename__ = "webhook_delivery"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
            """
            class WebhookDelivery(Base):
                __tablename__ = "WebhookDelivery"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
            fixed_schema="""
            model WebhookDelivery {
              id Int @id @default(autoincrement())

              @@map("webhook_delivery")
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each table that is spelt otherwise."""
        for pair in pairing.spelt_otherwise:
            ours, theirs = pair.prisma, pair.models
            harmless = pairing.dialect == "sqlite" and ours.name.lower() == theirs.name.lower()
            effect = "Migrations would rename a table" if harmless else f"Every query on {class_of(theirs)} fails"
            yield Divergence(
                self.name,
                Consequence.MIGRATES if harmless else Consequence.FAILS,
                pair.key,
                None,
                f"{effect}: the table is called `{ours.name}` in the database, not `{theirs.name}`",
                ours.table_name_origin or ours.name_origin or ours.origin,
                theirs.table_name_origin or theirs.name_origin or theirs.origin,
                pair,
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the table's name."""
        pair = divergence.subject
        yield safe(
            f"Set the table name to `{pair.prisma.name}`",
            lambda: context.models.set_table_name(pair.models, pair.prisma),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Map the Prisma model to the models' table."""
        pair = divergence.subject
        yield schema_unsafe(
            f"Map {model_of(pair.prisma)} to table `{pair.models.name}`",
            lambda: context.prisma.set_table_name(pair.prisma, pair.models),
        )
