"""Rule table-schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import class_of, model_of, safe, schema_unsafe
from prismalchemy.schema import Table


class TableSchema(Rule):
    """A table lies in another database schema than the models say.

    Prisma puts a model where `@@schema` says, or where the datasource's URL says; SQLAlchemy where `__table_args__`,
    `Table(..., schema=...)` or the MetaData says. Queries name the schema, so they do not find the table, unless the
    connection's `search_path` or `schema_translate_map` happens to lead there.

    Tables of the same name are taken for one table if they have most of their columns in common, small ones if all.
    Where several tables of one schema lie in another one, that is reported once: the MetaData or the base class is at
    fault.

    The fix sets the table's schema. It is safe: only one can be right, and the class keeps its name. That of the Prisma
    schema sets `@@schema`, and lists it in the datasource; it is unsafe, since Prisma's next migration would make the
    table anew there. It is offered where the models of the schema say where they are: once one does, Prisma wants it of
    all.
    """

    name = "table-schema"
    summary = "A table lies in another database schema."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Account {
              id   Int    @id @default(autoincrement())
              name String
              plan String

              @@schema("billing")
            }
            """,
            """
            class Account(Base):
                __tablename__ = "Account"
                __table_args__ = {"schema": "billing"}

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(Text)
                plan: Mapped[str] = mapped_column(Text)
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Account {
              id   Int    @id @default(autoincrement())
              name String
              plan String

              @@schema("billing")
            }
            """,
            """
            class Account(Base):
                __tablename__ = "Account"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(Text)
                plan: Mapped[str] = mapped_column(Text)
            """,
            """
            class Account(Base):
                __tablename__ = "Account"
                __table_args__ = {"schema": "billing"}

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(Text)
                plan: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model Account {
              id   Int    @id @default(autoincrement())
              name String
              plan String

              @@schema("public")
            }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each table that lies elsewhere."""
        for pair in pairing.moved:
            ours, theirs = pair.prisma, pair.models
            where, said = _schema(ours, pairing), _schema(theirs, pairing)
            yield Divergence(
                self.name,
                self.consequence,
                pair.key,
                None,
                f"Every query on {class_of(theirs)} fails: table `{ours.name}` lies in schema `{where}` of the "
                f"database, and the model looks for it in `{said}`",
                ours.table_name_origin or ours.name_origin or ours.origin,
                theirs.table_name_origin or theirs.name_origin or theirs.origin,
                (pair,),
                (where, said),
            )

    def merge(self, divergences: Sequence[Divergence]) -> Sequence[Divergence]:
        """One finding for all tables of a schema, with the fix of them all."""
        pairs = tuple(pair for divergence in divergences for pair in divergence.subject)
        return tuple(replace(divergence, subject=pairs) for divergence in super().merge(divergences))

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the table's schema."""
        pairs = divergence.subject
        first = pairs[0].prisma
        tables = f"table `{first.name}`" if len(pairs) == 1 else f"{len(pairs)} tables"
        yield safe(
            f"Put {tables} into schema `{_schema(first, context.pairing)}`",
            lambda: context.models.set_table_names([(pair.models, pair.prisma) for pair in pairs]),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set the models' schema."""
        pairs = divergence.subject
        models = model_of(pairs[0].prisma) if len(pairs) == 1 else f"{len(pairs)} models"
        yield schema_unsafe(
            f"Put {models} into schema `{_schema(pairs[0].models, context.pairing)}`",
            lambda: context.prisma.set_table_names([(pair.prisma, pair.models) for pair in pairs]),
        )


def _schema(table: Table, pairing: Pairing) -> str:
    return table.schema or pairing.names.default_schema or "the default one"
