"""Rule tenant-index."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Standing
from prismalchemy.compare.tables import is_complete
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example
from prismalchemy.rules.support import Compute, class_of, model_of, safe, schema_safe
from prismalchemy.rules.tenancy import (
    SETTINGS,
    Holding,
    TenancyRule,
    begins_with,
    counterpart_of,
    index_on,
    subject_of,
    together,
)
from prismalchemy.schema import Index


class TenantIndex(TenancyRule):
    """No index begins with the tenant column.

    Every query names the tenant, and without such an index the database reads the rows of all tenants to answer it: the
    query of a small tenant is as slow as that of the largest. The primary key and uniques count as indexes, and so does
    the index that MySQL makes for a foreign key.

    The fix adds an index on the column to both sides. It is safe, since it only adds.
    """

    name = "tenant-index"
    summary = "No index begins with the tenant column."
    consequence = Consequence.CONVENTION
    since = "0.1.0"
    standings = frozenset({Standing.TENANT})
    valid = (
        Example(
            """
            model Organization {
              id       String    @id
              projects Project[]
            }

            model Project {
              id             Int          @id @default(autoincrement())
              organizationId String
              organization   Organization @relation(fields: [organizationId], references: [id])

              @@index([organizationId])
            }
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)
                projects: Mapped[list["Project"]] = relationship(back_populates="organization")


            class Project(Base):
                __tablename__ = "Project"
                __table_args__ = (Index("Project_organizationId_idx", "organizationId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[str] = mapped_column(
                    ForeignKey("Organization.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                organization: Mapped["Organization"] = relationship(back_populates="projects")
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
            }

            model Project {
              id             Int          @id @default(autoincrement())
              organizationId String
              organization   Organization @relation(fields: [organizationId], references: [id])
            }
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)
                projects: Mapped[list["Project"]] = relationship(back_populates="organization")


            class Project(Base):
                __tablename__ = "Project"

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[str] = mapped_column(
                    ForeignKey("Organization.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                organization: Mapped["Organization"] = relationship(back_populates="projects")
            """,
            fixed_schema="""
            model Organization {
              id       String    @id
              projects Project[]
            }

            model Project {
              id             Int          @id @default(autoincrement())
              organizationId String
              organization   Organization @relation(fields: [organizationId], references: [id])

              @@index([organizationId])
            }
            """,
            settings=SETTINGS,
        ),
        Example(
            """
            model Organization {
              id String @id
            }
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)


            class Note(Base):
                __tablename__ = "notes"

                id: Mapped[int] = mapped_column(primary_key=True)
                organization_id: Mapped[str] = mapped_column(ForeignKey("Organization.id"))
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)


            class Note(Base):
                __tablename__ = "notes"
                __table_args__ = (Index("notes_organization_id_idx", "organization_id"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organization_id: Mapped[str] = mapped_column(ForeignKey("Organization.id"))
            """,
            settings=SETTINGS,
            beside=("table-extra",),
        ),
    )

    def check_holding(self, holding: Holding) -> Iterable[Divergence]:
        """One divergence for a tenant column that no index begins with."""
        column, table, columns = holding.column, holding.table, holding.columns
        if not is_complete(table) or begins_with(holding, column.name):
            return
        extra = _extra(holding)
        counterpart = counterpart_of(columns, "name") if extra is None else extra.origin
        yield holding.divergence(
            self.name,
            self.consequence,
            column.name,
            f"Every query of one tenant reads the rows of all: no index of {holding.named} begins with its tenant "
            f"column `{column.name}`",
            column.place("name"),
            counterpart,
            part=extra,
            cause=None if holding.is_prisma else column.origin,
            covers=() if extra is None else (("index-extra", extra), ("unique-extra", extra)),
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the index to a table that only the models have."""
        holding, _ = subject_of(divergence)
        if not holding.is_prisma:
            index = index_on(holding, (holding.column.name,))
            yield safe(
                f"Add an index on `{holding.column.name}` to {class_of(holding.table)}",
                lambda: context.models.add_index(holding.table, index),
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the index to both sides, or that of the models to the Prisma schema."""
        holding, extra = subject_of(divergence)
        if not holding.is_prisma:
            return
        table, pair, columns = holding.table, holding.pair, holding.columns
        index = extra or index_on(holding, (holding.column.name,))
        edits: list[Compute] = [lambda: context.prisma.add_index(table, index)]
        title = f"Add an index on `{holding.column.attribute}` to {model_of(table)}"
        if pair is not None and columns is not None and extra is None:
            own = index_on(holding, (columns.models.name,))
            models = pair.models
            edits.append(lambda: context.models.add_index(models, own))
            title += f" and {class_of(models)}"
        yield schema_safe(title, together(*edits))


def _extra(holding: Holding) -> Index | None:
    """The index that only the models have and that begins with the column."""
    if holding.pair is None:
        return None
    for index in holding.pair.indexes.extra:
        names = index.column_names
        if isinstance(names, tuple) and holding.pair.prisma_names(names[:1]) == (holding.column.name,):
            return index
    return None
