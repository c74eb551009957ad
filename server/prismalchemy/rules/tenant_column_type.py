"""Rule tenant-column-type."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Standing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example
from prismalchemy.rules.support import Compute, class_of, model_of, schema_unsafe, unsafe
from prismalchemy.rules.tenancy import (
    SETTINGS,
    Holding,
    TenancyRule,
    counterpart_of,
    misfit,
    subject_of,
    together,
    with_root_type,
)


class TenantColumnType(TenancyRule):
    """The tenant column has another type than the key of the root.

    It cannot hold every tenant's key: the database refuses the foreign key, and comparisons of the two fail, or values
    do not fit. Types that differ only in what they allow (a length) are left out.

    The fix gives the column the type of the root's key, on every side that has the wrong one. It is unsafe: the
    migration has to convert what is there.
    """

    name = "tenant-column-type"
    summary = "The tenant column has another type than the root's key."
    consequence = Consequence.FAILS
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
              id String @id
            }

            model Project {
              id             Int @id @default(autoincrement())
              organizationId Int

              @@index([organizationId])
            }
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)


            class Project(Base):
                __tablename__ = "Project"
                __table_args__ = (Index("Project_organizationId_idx", "organizationId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[int] = mapped_column()
            """,
            fixed_schema="""
            model Organization {
              id String @id
            }

            model Project {
              id             Int    @id @default(autoincrement())
              organizationId String

              @@index([organizationId])
            }
            """,
            beside=("tenant-foreign-key",),
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
                __table_args__ = (Index("notes_organization_id_idx", "organization_id"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organization_id: Mapped[int] = mapped_column()
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)


            class Note(Base):
                __tablename__ = "notes"
                __table_args__ = (Index("notes_organization_id_idx", "organization_id"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organization_id: Mapped[str] = mapped_column(Text)
            """,
            settings=SETTINGS,
            beside=("table-extra", "tenant-foreign-key"),
        ),
    )

    def check_holding(self, holding: Holding) -> Iterable[Divergence]:
        """One divergence for a tenant column that cannot hold the root's key."""
        column, columns = holding.column, holding.columns
        found = misfit(holding, column)
        if found is None:
            return
        agrees = columns is not None and misfit(holding, columns.models) is not None
        yield holding.divergence(
            self.name,
            self.consequence,
            column.name,
            f"Queries that name the tenant fail: tenant column `{column.name}` of {holding.named} is {found.models}, "
            f"and the key of {holding.root} is {found.prisma}",
            column.place("type"),
            counterpart_of(columns, "type") if agrees else None,
            cause=None if holding.is_prisma else column.origin,
            covers=() if columns is None else (("column-type", columns), ("column-length", columns)),
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Give the column of a table that only the models have the type of the root's key."""
        holding, _ = subject_of(divergence)
        wanted = with_root_type(holding)
        if not holding.is_prisma and wanted is not None:
            yield unsafe(
                f"Give `{wanted.name}` of {class_of(holding.table)} the type of the root's key",
                lambda: context.models.set_type(holding.table, holding.column, wanted),
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Give the column the type of the root's key on both sides."""
        holding, _ = subject_of(divergence)
        wanted = with_root_type(holding)
        if not holding.is_prisma or wanted is None:
            return
        edits: list[Compute] = [lambda: context.prisma.set_type(holding.table, holding.column, wanted)]
        pair, columns = holding.pair, holding.columns
        title = f"Give field `{wanted.attribute}` of {model_of(holding.table)} the type of the root's key"
        if pair is not None and columns is not None and misfit(holding, columns.models) is not None:
            models, its = pair.models, columns.models
            edits.append(lambda: context.models.set_type(models, its, wanted))
            title += f", and its column of {class_of(models)}"
        yield schema_unsafe(title, together(*edits))
