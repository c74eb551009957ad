"""Rule table-extra."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.join_table import join_tables_elsewhere
from prismalchemy.rules.support import class_of, schema_safe


class TableExtra(Rule):
    """A class maps a table that the Prisma schema does not describe.

    If nothing else creates the table, every query on the class fails. It may also be the program's own table, beside
    the ones that Prisma knows; so this is information only. `alembic_version` and `_prisma_migrations` are always
    allowed.
    """

    name = "table-extra"
    summary = "A class maps a table that the Prisma schema does not have."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model Tag {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)


            class Version(Base):
                __tablename__ = "alembic_version"

                version_num: Mapped[str] = mapped_column(primary_key=True)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Tag {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)


            class Label(Base):
                __tablename__ = "labels"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
            fixed_schema="""
            model Tag {
              id Int @id @default(autoincrement())
            }

            model Label {
              id Int @id @default(autoincrement())

              @@map("labels")
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each table that only the models have."""
        if not pairing.only_models:
            return
        reported = join_tables_elsewhere(pairing)
        for table in pairing.only_models:
            if pairing.names.canonical(table.key) in reported:
                continue
            what = class_of(table) if table.entity else "the association table"
            namesake = next((other for other in pairing.only_prisma if other.name == table.name), None)
            has = "does not have it" if namesake is None else f"has `{namesake.key}` only"
            yield Divergence(
                self.name,
                self.consequence,
                table.key,
                None,
                f"Queries on {what} fail unless something besides Prisma creates table `{table.key}`: "
                f"the Prisma schema {has}",
                None,
                table.table_name_origin or table.name_origin or table.origin,
                table,
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Describe the table in the Prisma schema."""
        table = divergence.subject
        what = table.entity or table.name
        yield schema_safe(f"Add model `{what}` to the Prisma schema", lambda: context.prisma.create_model(table))
