"""Rule unique-extra."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, column_list, model_of, schema_safe, schema_unsafe, single, unsafe


class UniqueExtra(Rule):
    """A class claims a unique that the table does not have.

    The database accepts duplicates, whatever the model says. Migrations made from the models would add the unique, and
    fail where there are duplicates already.

    The fix removes the unique. It is unsafe: the unique may be wanted, and the Prisma schema behind.
    """

    name = "unique-extra"
    summary = "A class has a unique that the table does not have."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model User {
              id    Int    @id @default(autoincrement())
              email String @unique
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text, unique=True)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model User {
              id    Int    @id @default(autoincrement())
              email String
            }
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text, unique=True)
            """,
            """
            class User(Base):
                __tablename__ = "User"

                id: Mapped[int] = mapped_column(primary_key=True)
                email: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model User {
              id    Int    @id @default(autoincrement())
              email String @unique
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each unique that only the class has."""
        if pair.is_view:
            return
        extra = [(None, index) for index in pair.indexes.extra if index.unique]
        plain = [(ours, theirs) for ours, theirs in pair.indexes.pairs if theirs.unique and not ours.unique]
        for ours, theirs in (*extra, *plain):
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                single(theirs.column_names),
                f"Duplicates are accepted although {class_of(pair.models)} says that {column_list(theirs)} is unique: "
                f"table `{pair.key}` has {'a plain index' if ours else 'no such unique'}",
                (ours.origin if ours else None) or pair.prisma.name_origin,
                theirs.origin or pair.models.name_origin,
                (pair, ours, theirs),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Remove the unique, or make it a plain index."""
        pair, ours, theirs = divergence.subject
        title = f"Remove the unique on {column_list(theirs)}"
        if ours is None:
            yield unsafe(title, lambda: context.models.remove_index(pair.models, theirs))
        else:
            yield unsafe(title, lambda: context.models.replace_index(pair.models, theirs, ours))

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the unique to the Prisma schema."""
        pair, ours, theirs = divergence.subject
        title = f"Add the unique on {column_list(theirs)} to {model_of(pair.prisma)}"
        if ours is None:
            yield schema_safe(title, lambda: context.prisma.add_index(pair.prisma, theirs))
        else:
            yield schema_unsafe(title, lambda: context.prisma.replace_index(pair.prisma, ours, theirs))
