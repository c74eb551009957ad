"""Rule client-default-missing."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, safe, schema_unsafe
from prismalchemy.schema import UNKNOWN, ClientDefault, Column

_CALLS = {
    "cuid": "@default(cuid())",
    "uuid": "@default(uuid())",
    "ulid": "@default(ulid())",
    "nanoid": "@default(nanoid())",
    "auto": "@default(auto())",
    "updatedAt": "@updatedAt",
}
"""How the Prisma schema writes what its client makes."""


class ClientDefaultMissing(Rule):
    """Prisma's client makes a value that nothing makes in the model.

    `@default(cuid())`, `uuid()`, `ulid()`, `nanoid()` and `@updatedAt` never reach the database: Prisma's client makes
    the value. Where the model has no `default=`, an INSERT fails unless the program gives a value itself; on an
    optional column it stores NULL, which both sides allow: a warning.

    Any Python-side default will do; it need not make the same kind of value.

    The fix adds `default=`. It is safe, since it only adds. That of the Prisma schema takes the value's maker out there
    too, so that both programs have to give the value; it is unsafe.
    """

    name = "client-default-missing"
    summary = "Prisma's client makes a value (cuid, uuid, @updatedAt, …) that the model does not."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Label {
              id String @id @default(uuid())
            }
            """,
            """
            class Label(Base):
                __tablename__ = "Label"

                id: Mapped[str] = mapped_column(
                    Text, primary_key=True, default=lambda: str(uuid.uuid4())
                )
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Label {
              id String @id @default(uuid())
            }
            """,
            """
            class Label(Base):
                __tablename__ = "Label"

                id: Mapped[str] = mapped_column(Text, primary_key=True)
            """,
            """
            class Label(Base):
                __tablename__ = "Label"

                id: Mapped[str] = mapped_column(
                    Text, primary_key=True, default=lambda: str(uuid.uuid4())
                )
            """,
            fixed_schema="""
            model Label {
              id String @id
            }
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column whose value nothing makes."""
        if pair.is_view:
            return
        for columns in pair.all_columns:
            ours, theirs = columns
            made = ours.client_default
            if not isinstance(made, ClientDefault) or made.function not in _CALLS or ours.server_default is not None:
                continue
            if not _makes_nothing(theirs) or ours.nullable is UNKNOWN:
                continue
            effect = "stores NULL" if ours.nullable else "fails"
            how = "may be NULL" if ours.nullable else "is NOT NULL"
            yield on_column(
                self.name,
                Consequence.CORRUPTS if ours.nullable else Consequence.FAILS,
                pair,
                columns,
                f"INSERT without a value {effect}: column `{ours.name}` of table `{pair.key}` {how}, has no database "
                f"default, and the model gives none ({_CALLS[made.function]} is made by the Prisma client only)",
                "default",
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the default."""
        pair, columns = divergence.subject
        yield safe(
            f"Add a default to `{columns.prisma.name}`",
            lambda: context.models.set_client_default(pair.models, columns.models, columns.prisma),
        )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Let the program of the Prisma client give the value as well."""
        pair, columns = divergence.subject
        if columns.prisma.client_default.function == "updatedAt":
            yield schema_unsafe(
                f"Remove @updatedAt from field `{columns.prisma.attribute}`",
                lambda: context.prisma.set_updated_at(pair.prisma, columns.prisma, False),  # noqa: FBT003 - a value
            )
        else:
            yield schema_unsafe(
                f"Remove the default of field `{columns.prisma.attribute}`",
                lambda: context.prisma.set_server_default(pair.prisma, columns.prisma, columns.models),
            )


def _makes_nothing(column: Column) -> bool:
    """Whether nothing in the model gives a value; a `server_default` is the affair of its own rule."""
    return (
        column.is_left_to_database
        and column.server_default is None
        and column.autoincrement is False
        and column.computed is False
    )
