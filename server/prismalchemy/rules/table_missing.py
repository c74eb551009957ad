"""Rule table-missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import safe
from prismalchemy.schema import UNKNOWN, TableKind


class TableMissing(Rule):
    """No class maps a table that the Prisma schema describes.

    The Python program cannot reach the table, and Alembic's autogenerate would drop it. Nothing fails as long as
    nothing needs it; where a foreign key of another class refers to it, SQLAlchemy raises `NoReferencedTableError`.

    Models with `@@ignore`, the join tables of implicit many-to-many relations and the migration tools' own tables are
    left out.

    The fix adds a class for the model. It is safe, since it only adds.
    """

    name = "table-missing"
    summary = "A table of the Prisma schema has no class."
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
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Tag {
              id Int @id @default(autoincrement())
            }

            model Label {
              id Int @id @default(autoincrement())
            }
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
            """
            class Tag(Base):
                __tablename__ = "Tag"

                id: Mapped[int] = mapped_column(primary_key=True)


            class Label(Base):
                __tablename__ = "Label"

                id: Mapped[int] = mapped_column(primary_key=True)
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each table that no class maps."""
        if not pairing.only_prisma:
            return
        needed: dict[Any, str] = {}
        for table in pairing.models.tables:
            for key in table.foreign_keys:
                if key.target is not UNKNOWN:
                    needed.setdefault(pairing.names.canonical(key.target), table.entity or table.name)
        for table in pairing.only_prisma:
            user = needed.get(pairing.names.canonical(table.key))
            kind = "view" if table.kind is TableKind.VIEW else "table"
            if user is not None:
                consequence = Consequence.FAILS
                message = (
                    f"Queries on `{user}` fail: its foreign key refers to table `{table.key}`, which no class maps"
                )
            else:
                consequence = Consequence.MIGRATES
                cost = "" if table.kind is TableKind.VIEW else ", and Alembic would drop it"
                message = f"The Python program cannot reach {kind} `{table.key}`{cost}: no class maps it"
            yield Divergence(
                self.name, consequence, table.key, None, message, table.name_origin or table.origin, None, table
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Create the class."""
        table = divergence.subject
        yield safe(f"Create model {table.entity or table.name}", lambda: context.models.create_table(table))
