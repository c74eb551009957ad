"""Rule tenant-relation."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Standing, TableTenancy
from prismalchemy.rules.base import Divergence, Example
from prismalchemy.rules.support import listed, single
from prismalchemy.rules.tenancy import SETTINGS, Holding, TenancyRule
from prismalchemy.schema import UNKNOWN, ForeignKey, Table, TableKey, TableKind
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
                cause=None if holding.is_prisma else key.origin,
            )


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
