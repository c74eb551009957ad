"""Rule server-default."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import ColumnPair, Consequence, Pairing, TablePair, same_default
from prismalchemy.compare.defaults import plain_default
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import on_column, safe, schema_safe, schema_unsafe
from prismalchemy.schema import UNKNOWN, Column, DefaultKind
from prismalchemy.schema import ServerDefault as Default

_Finding = tuple[Consequence, str]


class ServerDefault(Rule):
    """A column's database default is not what the model says.

    **The database has a default, the model has none.** SQLAlchemy writes NULL for an attribute that was never set, and
    leaves it to the database only where the model has a `server_default`. So an INSERT without a value fails on a
    NOT NULL column, and stores NULL in place of the default on an optional one. With a Python-side `default=` all is
    well, and only migrations made from the models would drop the database's default.

    **The model has a `server_default`, the database has none.** SQLAlchemy leaves the column out of the INSERT, which
    fails on a NOT NULL column. This is what `server_default=func.now()` does on a field with `@updatedAt`: Prisma's
    client sets that value, the database knows nothing of it.

    **Both have one, but not the same.** The database's counts; migrations made from the models would change it.
    Spellings of one value are the same: `'x'::text` and `x`, `now()` and `CURRENT_TIMESTAMP`, `'{}'` and
    `ARRAY[]::text[]`. Where that is not plain, nothing is reported.

    The fix sets or removes `server_default`; where Prisma's client makes the value, it puts a Python-side `default` in
    its place. It is safe: the database leaves no choice.
    """

    name = "server-default"
    summary = "A column's database default differs."
    consequence = Consequence.FAILS
    since = "0.1.0"
    valid = (
        Example(
            """
            model Team {
              id        Int      @id @default(autoincrement())
              color     String   @default("blue")
              members   Int      @default(0)
              createdAt DateTime @default(now())
            }
            """,
            """
            class Team(Base):
                __tablename__ = "Team"

                id: Mapped[int] = mapped_column(primary_key=True)
                color: Mapped[str] = mapped_column(Text, server_default="blue")
                members: Mapped[int] = mapped_column(server_default=text("0"))
                createdAt: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3), server_default=func.now())
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Team {
              id    Int    @id @default(autoincrement())
              color String @default("blue")
            }
            """,
            """
            class Team(Base):
                __tablename__ = "Team"

                id: Mapped[int] = mapped_column(primary_key=True)
                color: Mapped[str] = mapped_column(Text)
            """,
            """
            class Team(Base):
                __tablename__ = "Team"

                id: Mapped[int] = mapped_column(primary_key=True)
                color: Mapped[str] = mapped_column(Text, server_default="blue")
            """,
            fixed_schema="""
            model Team {
              id    Int    @id @default(autoincrement())
              color String
            }
            """,
        ),
        Example(
            """
            model Team {
              id        Int      @id @default(autoincrement())
              createdAt DateTime
            }
            """,
            """
            class Team(Base):
                __tablename__ = "Team"

                id: Mapped[int] = mapped_column(primary_key=True)
                createdAt: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3), server_default=func.now())
            """,
            """
            class Team(Base):
                __tablename__ = "Team"

                id: Mapped[int] = mapped_column(primary_key=True)
                createdAt: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3))
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each column whose database default differs."""
        if pair.is_view:
            return
        for columns in pair.all_columns:
            ours, theirs = columns
            if ours.computed is not False or theirs.computed is not False:
                continue
            if ours.server_default is UNKNOWN or theirs.server_default is UNKNOWN:
                continue
            found = _difference(pair, columns)
            if found is not None:
                yield on_column(self.name, found[0], pair, columns, found[1], "server_default")

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set or remove the default."""
        pair, columns = divergence.subject
        ours, theirs = columns
        if True in (ours.autoincrement, theirs.autoincrement):
            return  # how a model says that a column counts up hangs on its key: an Identity, a Sequence, or nothing
        name = ours.name
        title = f"Remove the server_default of `{name}`"
        if theirs.is_left_to_database and ours.client_default not in (None, UNKNOWN):
            title = f"Give `{name}` a Python-side default in place of the server_default"
        if ours.server_default is not None:
            title = f"Set the server_default of `{name}` as in the Prisma schema"
        yield safe(title, lambda: context.models.set_server_default(pair.models, theirs, ours))

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Set or remove the default of the Prisma field."""
        pair, columns = divergence.subject
        ours, theirs = columns
        title = f"Remove the default of field `{ours.attribute}`"
        if theirs.server_default is not None:
            title = f"Set the default of field `{ours.attribute}` as in the model"
        replaces = ours.server_default is not None or ours.client_default not in (None, UNKNOWN)
        make = schema_unsafe if replaces else schema_safe
        yield make(title, lambda: context.prisma.set_server_default(pair.prisma, ours, theirs))


def _difference(pair: TablePair, columns: ColumnPair) -> _Finding | None:
    ours, theirs = columns
    where = f"column `{ours.name}` of table `{pair.key}`"
    if ours.server_default is None and theirs.server_default is None:
        return None
    if theirs.server_default is None:
        if theirs.autoincrement is True:
            return (
                Consequence.MIGRATES,
                f"Migrations made from the models would let {where} count up in place of its database default",
            )
        return None if theirs.autoincrement is UNKNOWN else _only_database(ours, theirs, where)
    if ours.server_default is None:
        assert theirs.server_default is not UNKNOWN
        if ours.autoincrement is True and theirs.server_default.kind is DefaultKind.FETCHED:
            return None  # the model says that the database fills the column, and so it does
        if ours.autoincrement is True:
            return (
                Consequence.MIGRATES,
                f"Migrations made from the models would give {where} a default in place of counting up",
            )
        return None if ours.autoincrement is UNKNOWN else _only_model(ours, theirs, where)
    assert ours.server_default is not UNKNOWN
    assert theirs.server_default is not UNKNOWN
    if same_default(ours.server_default, theirs.server_default, ours.type):
        return None
    return (
        Consequence.MIGRATES,
        f"Migrations made from the models would change the database default of {where}: it is "
        f"{_shown(ours.server_default)} in the database, {_shown(theirs.server_default)} in the model",
    )


def _shown(default: Default) -> str:
    """The default as messages name it."""
    if default.kind is DefaultKind.LITERAL:
        return f"`{default.value!r}`"
    return f"`{default.value}`" if isinstance(default.value, str) else "an expression"


def _only_database(ours: Column, theirs: Column, where: str) -> _Finding | None:
    if not theirs.is_left_to_database or ours.nullable is UNKNOWN:
        return (
            Consequence.MIGRATES,
            f"Migrations made from the models would drop the database default of {where}",
        )
    if ours.nullable is False:
        return (
            Consequence.FAILS,
            f"INSERT without a value fails: {where} has a database default that the model does not know, so SQLAlchemy "
            "sends NULL",
        )
    return (
        Consequence.CORRUPTS,
        f"INSERT without a value stores NULL: {where} has a database default that the model does not know",
    )


def _only_model(ours: Column, theirs: Column, where: str) -> _Finding | None:
    assert theirs.server_default is not None
    assert theirs.server_default is not UNKNOWN
    is_null = ours.nullable is True and plain_default(theirs.server_default, theirs.type)[0] == "null"
    if not theirs.is_left_to_database or ours.nullable is UNKNOWN or is_null:
        return (
            Consequence.MIGRATES,
            f"Migrations made from the models would add a database default to {where}",
        )
    why = " (@updatedAt is set by the Prisma client only)" if ours.on_update not in (None, UNKNOWN) else ""
    if ours.nullable is False:
        return (
            Consequence.FAILS,
            f"INSERT without a value fails: {where} is NOT NULL and has no database default{why}, and the model leaves "
            "the value to one",
        )
    return (
        Consequence.CORRUPTS,
        f"INSERT without a value stores NULL: {where} has no database default{why}, and the model leaves the value to "
        "one",
    )
