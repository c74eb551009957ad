"""Rule unique-missing."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, column_list, model_of, safe, schema_unsafe, single


class UniqueMissing(Rule):
    """A unique of the table is not in the class.

    The database enforces it whatever the model says; but whoever makes migrations or test databases from the models
    loses it. A unique constraint and a unique index on the same columns are taken as the same.

    The fix adds the unique. It is safe, since the database has it already. That of the Prisma schema takes it out,
    unless a relation is held by it: one of one to one, or one that refers to its fields.
    """

    name = "unique-missing"
    summary = "A unique is not in the class."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model Project {
              id    Int    @id @default(autoincrement())
              orgId Int
              key   String

              @@unique([orgId, key])
            }
            """,
            """
            class Project(Base):
                __tablename__ = "Project"
                __table_args__ = (UniqueConstraint("orgId", "key"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                orgId: Mapped[int] = mapped_column()
                key: Mapped[str] = mapped_column(Text)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Project {
              id   Int    @id @default(autoincrement())
              slug String @unique
            }
            """,
            """
            class Project(Base):
                __tablename__ = "Project"

                id: Mapped[int] = mapped_column(primary_key=True)
                slug: Mapped[str] = mapped_column(Text)
            """,
            """
            class Project(Base):
                __tablename__ = "Project"
                __table_args__ = (Index("Project_slug_key", "slug", unique=True),)

                id: Mapped[int] = mapped_column(primary_key=True)
                slug: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model Project {
              id   Int    @id @default(autoincrement())
              slug String
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each unique that the class lacks."""
        missing = [(index, None) for index in pair.indexes.missing if index.unique]
        plain = [(ours, theirs) for ours, theirs in pair.indexes.pairs if ours.unique and not theirs.unique]
        for ours, theirs in (*missing, *plain):
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                single(ours.column_names),
                f"Migrations made from the models would drop the unique on {column_list(ours)} of table `{pair.key}`: "
                f"{class_of(pair.models)} {'has a plain index' if theirs else 'does not have it'}",
                ours.origin or pair.prisma.name_origin,
                (theirs.origin if theirs else None) or pair.models.name_origin,
                (pair, ours, theirs),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the unique, or make the plain index unique."""
        pair, ours, theirs = divergence.subject
        title = f"Add the unique on {column_list(ours)}"
        if theirs is None:
            yield safe(title, lambda: context.models.add_index(pair.models, ours))
        else:
            yield safe(title, lambda: context.models.replace_index(pair.models, theirs, ours))

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Take the unique out of the Prisma schema."""
        pair, ours, theirs = divergence.subject
        title = f"Remove the unique on {column_list(ours)} from {model_of(pair.prisma)}"
        if theirs is None:
            yield schema_unsafe(title, lambda: context.prisma.remove_index(pair.prisma, ours))
        else:
            yield schema_unsafe(title, lambda: context.prisma.replace_index(pair.prisma, ours, theirs))
