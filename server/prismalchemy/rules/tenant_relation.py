"""Rule tenant-relation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from prismalchemy.compare import Consequence, Standing, TablePair, TableTenancy
from prismalchemy.fixes import Fix
from prismalchemy.prisma.lower.names import foreign_key_name
from prismalchemy.rules.base import Context, Divergence, Example
from prismalchemy.rules.support import Compute, class_of, listed, model_of, schema_unsafe, single
from prismalchemy.rules.tenancy import SETTINGS, Holding, TenancyRule, index_on, limit, subject_of, together
from prismalchemy.schema import UNKNOWN, ForeignKey, Index, PrimaryKey, ReferentialAction, Table, TableKey, TableKind
from prismalchemy.text import Origin


class TenantRelation(TenancyRule):
    """A relation between two tables of tenants does not carry the tenant along.

    The foreign key only asks that the other row exists, not that it belongs to the same tenant. A program that stores
    an id which it was given, without looking, lets a row of one tenant refer to a row of another; from then on whoever
    follows the relation leaves the tenant. Row-level security does not prevent it either: the database checks foreign
    keys without it.

    A foreign key of both columns, `(organizationId, projectId)` to `(organizationId, id)`, with a unique on the latter,
    makes it impossible. A table that inherits its tenant has one relation that says whose a row is; each further one to
    a table of tenants can leave the tenant, and so can the other side of an implicit many-to-many. There a column of
    its own, and a model for the join table, are needed first.

    It is a warning by default, since it goes wrong only where a program stores what it did not check.

    The fix makes it a foreign key of both columns on both sides, with the unique that it needs. It is unsafe: the
    migration fails where rows of two tenants refer to each other already. There is none where the column may be NULL
    and deleting the other row would set it to NULL, since the tenant would have to become NULL as well.
    """

    name = "tenant-relation"
    summary = "A relation can lead from one tenant to another."
    consequence = Consequence.CORRUPTS
    since = "0.1.0"
    standings = frozenset({Standing.TENANT, Standing.INHERITED})
    valid = (
        Example(
            """
            model Organization {
              id       String    @id
              projects Project[]
              tasks    Task[]
            }

            model Project {
              id             Int          @id @default(autoincrement())
              organizationId String
              organization   Organization @relation(fields: [organizationId], references: [id])
              tasks          Task[]

              @@unique([organizationId, id])
            }

            model Task {
              id             Int          @id @default(autoincrement())
              organizationId String
              projectId      Int
              organization   Organization @relation(fields: [organizationId], references: [id])
              project        Project @relation(fields: [organizationId, projectId], references: [organizationId, id])

              @@index([organizationId])
            }
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)
                projects: Mapped[list["Project"]] = relationship(back_populates="organization")
                tasks: Mapped[list["Task"]] = relationship(back_populates="organization")


            class Project(Base):
                __tablename__ = "Project"
                __table_args__ = (Index("Project_organizationId_id_key", "organizationId", "id", unique=True),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[str] = mapped_column(
                    ForeignKey("Organization.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                organization: Mapped["Organization"] = relationship(back_populates="projects")
                tasks: Mapped[list["Task"]] = relationship(back_populates="project")


            class Task(Base):
                __tablename__ = "Task"
                __table_args__ = (
                    Index("Task_organizationId_idx", "organizationId"),
                    ForeignKeyConstraint(
                        ["organizationId", "projectId"],
                        ["Project.organizationId", "Project.id"],
                        ondelete="RESTRICT",
                        onupdate="CASCADE",
                    ),
                )

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[str] = mapped_column(
                    ForeignKey("Organization.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                projectId: Mapped[int] = mapped_column()
                organization: Mapped["Organization"] = relationship(back_populates="tasks", overlaps="project")
                project: Mapped["Project"] = relationship(back_populates="tasks", overlaps="organization")
            """,
            settings=SETTINGS,
        ),
    )
    invalid = (
        Example(
            """
            model Organization {
              id       String    @id
              projects Project[]
              tasks    Task[]
            }

            model Project {
              id             Int          @id @default(autoincrement())
              organizationId String
              organization   Organization @relation(fields: [organizationId], references: [id])
              tasks          Task[]

              @@index([organizationId])
            }

            model Task {
              id             Int          @id @default(autoincrement())
              organizationId String
              projectId      Int
              organization   Organization @relation(fields: [organizationId], references: [id])
              project        Project      @relation(fields: [projectId], references: [id])

              @@index([organizationId])
            }
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)
                projects: Mapped[list["Project"]] = relationship(back_populates="organization")
                tasks: Mapped[list["Task"]] = relationship(back_populates="organization")


            class Project(Base):
                __tablename__ = "Project"
                __table_args__ = (Index("Project_organizationId_idx", "organizationId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[str] = mapped_column(
                    ForeignKey("Organization.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                organization: Mapped["Organization"] = relationship(back_populates="projects")
                tasks: Mapped[list["Task"]] = relationship(back_populates="project")


            class Task(Base):
                __tablename__ = "Task"
                __table_args__ = (Index("Task_organizationId_idx", "organizationId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[str] = mapped_column(
                    ForeignKey("Organization.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                projectId: Mapped[int] = mapped_column(
                    ForeignKey("Project.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                organization: Mapped["Organization"] = relationship(back_populates="tasks")
                project: Mapped["Project"] = relationship(back_populates="tasks")
            """,
            fixed_schema="""
            model Organization {
              id       String    @id
              projects Project[]
              tasks    Task[]
            }

            model Project {
              id             Int          @id @default(autoincrement())
              organizationId String
              organization   Organization @relation(fields: [organizationId], references: [id])
              tasks          Task[]

              @@unique([organizationId, id])
              @@index([organizationId])
            }

            model Task {
              id             Int          @id @default(autoincrement())
              organizationId String
              projectId      Int
              organization   Organization @relation(fields: [organizationId], references: [id])
              project        Project      @relation(fields: [organizationId, projectId], references: [organizationId, id])

              @@index([organizationId])
            }
            """,  # noqa: E501 - as Prisma's formatter has it
            settings=SETTINGS,
        ),
    )

    def check_holding(self, holding: Holding) -> Iterable[Divergence]:
        """One divergence for each foreign key that does not hold the tenant."""
        table, entry = holding.table, holding.entry
        if not holding.is_prisma and _stands_for_another(holding):
            return
        own = {step.columns for step in entry.chain if step.table == entry.key}
        for key in table.foreign_keys:
            target = holding.standing_of(key)
            if (
                target is None
                or target.standing not in self.standings
                or key.columns in own
                or _carries(holding, key, target)
            ):
                continue
            theirs = _pair_of(holding, key)
            why = (
                f"its foreign key is without the tenant column `{entry.column.name}`"
                if entry.column is not None
                else "it inherits its tenant by another relation, and nothing compares the two"
            )
            yield holding.divergence(
                self.name,
                self.consequence,
                single(key.columns),
                f"A row of one tenant can refer to a row of another by {listed(key.columns)}: {holding.named} refers "
                f"to `{target.table.key}`, and {why}",
                key.origin or _place(holding),
                None if theirs is None else theirs.origin,
                part=(key, theirs),
                cause=None if holding.is_prisma else key.origin,
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Let the relation carry the tenant along, on both sides."""
        holding, (key, theirs) = subject_of(divergence)
        wide, target = _widened(holding, key), holding.standing_of(key)
        if not holding.is_prisma or wide is None or target is None or key.origin is None:
            return
        table, pair, (wanted, unique) = holding.table, holding.pair, wide
        needed = None if unique is None else (target.table, unique)
        edits: list[Compute] = [lambda: context.prisma.widen_foreign_key(table, key, wanted, needed)]
        title = f"Let {listed(key.columns)} of {model_of(table)} carry the tenant along"
        other = holding.pairing.by_key.get(target.key)
        if pair is not None:
            own = table.column(key.columns[0])
            if theirs is None or other is None or own is None or not _same_names(holding, theirs, other):
                return
            models, there = pair.models, (other.models, unique) if unique is not None else None
            edits.append(lambda: context.models.widen_foreign_key(models, theirs, wanted, own, there))
            title += f", and of {class_of(models)}"
        yield schema_unsafe(title, together(*edits))


def _same_names(holding: Holding, theirs: ForeignKey, other: TablePair) -> bool:
    """Whether the models call the columns and the other table as Prisma does; else that has to be mended first."""
    spelt = holding.pair is not None and holding.pair.prisma_names(theirs.columns) == theirs.columns
    names, columns = holding.pairing.names, holding.columns
    same_column = columns is not None and columns.models.name == columns.prisma.name
    return spelt and same_column and names.canonical(other.models.key) == names.canonical(other.prisma.key)


class _Wide(NamedTuple):
    """A foreign key that carries the tenant along, and the unique that the other table needs for it, if it lacks it."""

    key: ForeignKey
    unique: Index | None


def _widened(holding: Holding, key: ForeignKey) -> _Wide | None:
    """What a foreign key of one column is to be; None where it could not stay what it is besides.

    A column that may be NULL is left out: deleting the other row would have to set it to NULL, and not the tenant. So
    is one that is unique by itself, which a relation of one to one needs.
    """
    target, column = holding.standing_of(key), holding.entry.column
    other = None if target is None else target.column
    if target is None or column is None or other is None or key.target_columns is UNKNOWN or len(key.columns) != 1:
        return None
    if target is holding.entry:
        return None
    own = holding.table.column(key.columns[0])
    sets = {ReferentialAction.SET_NULL, ReferentialAction.SET_DEFAULT}
    if own is None or own.nullable is not False or column.nullable is not False or key.on_delete in sets:
        return None
    if any(index.unique and index.column_names == key.columns for index in holding.table.indexes):
        return None
    pairs = {other.name: column.name, key.target_columns[0]: key.columns[0]}
    known = [index.column_names for index in target.table.indexes if index.unique and index.where is None]
    known += [one.columns for one in (target.table.primary_key,) if isinstance(one, PrimaryKey)]
    order = next((names for names in known if isinstance(names, tuple) and set(names) == set(pairs)), None)
    unique = None
    if order is None:
        order = (other.name, key.target_columns[0])
        unique = index_on(replace(holding, entry=target), order, unique=True)
    columns = tuple(pairs[name] for name in order)
    name = foreign_key_name(holding.table.name, columns, limit(holding))
    return _Wide(replace(key, columns=columns, target_columns=order, name=name), unique)


def _stands_for_another(holding: Holding) -> bool:
    """Whether a join table of the models joins what one of Prisma's joins, and so is that one under another name."""
    if holding.table.kind is not TableKind.JOIN:
        return False
    ends = _ends(holding, holding.table)
    others = (entry.table for entry in holding.tenancy.tables.values() if entry.table is not holding.table)
    return any(ends == _ends(holding, other) for other in others if other.kind is TableKind.JOIN)


def _ends(holding: Holding, table: Table) -> list[TableKey]:
    """The tables that a join table joins."""
    targets = (key.target for key in table.foreign_keys if key.target is not UNKNOWN)
    return sorted((holding.pairing.names.prisma_key(key) for key in targets), key=str)


def _carries(holding: Holding, key: ForeignKey, target: TableTenancy) -> bool:
    """Whether a foreign key compares the tenants of both tables, or may."""
    column, other = holding.entry.column, target.column
    if key.target_columns is UNKNOWN:
        return True
    if column is None or other is None:
        return False
    return (column.name, other.name) in zip(key.columns, key.target_columns, strict=False)


def _pair_of(holding: Holding, key: ForeignKey) -> ForeignKey | None:
    """The foreign key of the models on the same columns."""
    pairs = () if holding.pair is None else holding.pair.foreign_keys(holding.pairing.names).pairs
    return next((both.models for both in pairs if both.prisma is key), None)


def _place(holding: Holding) -> Origin | None:
    """Where a join table's foreign key is said: by the relation field at the other end."""
    for step in holding.entry.chain[:1]:
        parent = holding.tenancy.tables[step.target].table
        for relation in parent.relations:
            join = relation.join_table
            if join is not UNKNOWN and join is not None and holding.pairing.names.prisma_key(join) == holding.entry.key:
                return relation.name_origin
    return None
