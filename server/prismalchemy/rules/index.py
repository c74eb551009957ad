"""Rule index."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, IndexPair, Pairing, TablePair
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example, Rule
from prismalchemy.rules.support import column_list, listed, safe, single
from prismalchemy.schema import UNKNOWN, IndexColumn
from prismalchemy.schema import Index as SchemaIndex


class Index(Rule):
    """An index or a unique on the same columns is made otherwise.

    Its columns are in another order or sorted otherwise, its method (`gin`, `hash`, …) or an operator class differs,
    or it is partial on one side. Queries give the same results; migrations made from the models would make the index
    anew, and it may serve other queries than the one that the database has.

    The fix writes the index as the Prisma schema has it. It is safe: the database leaves no choice.
    """

    name = "index"
    summary = "An index has another order, method or operator class."
    consequence = Consequence.MIGRATES
    since = "0.1.0"
    valid = (
        Example(
            """
            model Event {
              id   Int      @id @default(autoincrement())
              at   DateTime
              data Json

              @@index([at(sort: Desc)])
              @@index([data], type: Gin)
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"

                id: Mapped[int] = mapped_column(primary_key=True)
                at: Mapped[datetime] = mapped_column(TIMESTAMP(precision=3))
                data: Mapped[dict[str, Any]] = mapped_column(JSONB)

                __table_args__ = (
                    Index("Event_at_idx", at.desc()),
                    Index("Event_data_idx", "data", postgresql_using="gin"),
                )
            """,
        ),
    )
    invalid = (
        Example(
            """
            model Event {
              id   Int  @id @default(autoincrement())
              data Json

              @@index([data], type: Gin)
            }
            """,
            """
            class Event(Base):
                __tablename__ = "Event"
                __table_args__ = (Index("Event_data_idx", "data"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[dict[str, Any]] = mapped_column(JSONB)
            """,
            """
            class Event(Base):
                __tablename__ = "Event"
                __table_args__ = (Index("Event_data_idx", "data", postgresql_using="gin"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                data: Mapped[dict[str, Any]] = mapped_column(JSONB)
            """,
        ),
    )

    def check_table(self, pair: TablePair, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each index that is made otherwise, naming all that differs."""
        for indexes in pair.indexes.pairs:
            ours, theirs = indexes
            if ours.unique != theirs.unique:
                continue
            differences = [*_of_columns(indexes, pair), *_of_index(indexes)]
            if differences:
                kind = "unique" if ours.unique else "index"
                yield Divergence(
                    self.name,
                    self.consequence,
                    pair.key,
                    single(ours.column_names),
                    f"Migrations made from the models would make the {kind} on {column_list(ours)} of table "
                    f"`{pair.key}` anew: {'; '.join(differences)}",
                    ours.origin or pair.prisma.name_origin,
                    theirs.origin or pair.models.name_origin,
                    (pair, indexes),
                )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Write the index as Prisma's."""
        pair, (ours, theirs) = divergence.subject
        yield safe(
            f"Make the index on {column_list(ours)} as in the Prisma schema",
            lambda: context.models.replace_index(pair.models, theirs, ours),
        )


def _of_columns(indexes: IndexPair, pair: TablePair) -> Iterable[str]:
    """What differs in the indexed columns."""
    ours, theirs = indexes.prisma.columns, indexes.models.columns
    assert ours is not UNKNOWN
    assert theirs is not UNKNOWN
    names = pair.prisma_names(tuple(str(entry.column) for entry in theirs))
    if names != tuple(entry.column for entry in ours):
        yield f"its columns are {column_list(indexes.prisma)} in the database, {listed(names)} in the model"
        return
    for one, other in zip(ours, theirs, strict=True):
        if one.descending != other.descending:
            yield f"`{one.column}` is {_direction(one)} in the database, {_direction(other)} in the model"
        if one.operator_class != other.operator_class:
            yield (
                f"the operator class of `{one.column}` is {one.operator_class or 'the default'} in the database, "
                f"{other.operator_class or 'the default'} in the model"
            )


def _of_index(indexes: IndexPair) -> Iterable[str]:
    """What differs in the index as a whole."""
    ours, theirs = _method(indexes.prisma), _method(indexes.models)
    if ours != theirs:
        yield f"its method is {ours} in the database, {theirs} in the model"
    one, other = indexes.prisma.where, indexes.models.where
    if one is UNKNOWN or other is UNKNOWN:
        return
    # Two predicates are not compared: the same one can be written in many ways.
    if (one is None) != (other is None):
        yield "it is partial in the " + ("model only" if one is None else "database only")


def _method(index: SchemaIndex) -> str:
    return index.method or "btree"


def _direction(entry: IndexColumn) -> str:
    return "descending" if entry.descending else "ascending"
