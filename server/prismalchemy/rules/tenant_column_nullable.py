"""Rule tenant-column-nullable."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Standing
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example
from prismalchemy.rules.support import Compute, class_of, model_of, schema_unsafe, unsafe
from prismalchemy.rules.tenancy import SETTINGS, Holding, TenancyRule, counterpart_of, subject_of, together


class TenantColumnNullable(TenancyRule):
    """The tenant column may be NULL.

    A row without a tenant belongs to nobody: a query for one tenant never finds it, and a query that forgets the tenant
    shows it to everyone. A program that is careless once writes such rows, and nothing complains.

    Rows that really belong to all tenants, beside those of single tenants in one table, are better kept in a table of
    their own, which the settings list in `shared`.

    The fix makes the column required on every side that allows NULL, and the relation with it. It is unsafe: the
    migration fails as long as there are rows without a tenant.
    """

    name = "tenant-column-nullable"
    summary = "The tenant column may be NULL."
    consequence = Consequence.CORRUPTS
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
              id             Int           @id @default(autoincrement())
              organizationId String?
              organization   Organization? @relation(fields: [organizationId], references: [id])

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
                organizationId: Mapped[str | None] = mapped_column(
                    ForeignKey("Organization.id", ondelete="SET NULL", onupdate="CASCADE")
                )
                organization: Mapped["Organization | None"] = relationship(back_populates="projects")
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
                __table_args__ = (Index("notes_organization_id_idx", "organization_id"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organization_id: Mapped[str | None] = mapped_column(ForeignKey("Organization.id"))
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
        """One divergence for a tenant column that may be NULL."""
        column, columns = holding.column, holding.columns
        if column.nullable is not True:
            return
        agrees = columns is None or columns.models.nullable is not False
        yield holding.divergence(
            self.name,
            self.consequence,
            column.name,
            f"A row may belong to no tenant, and a query that forgets the tenant shows it to everyone: tenant column "
            f"`{column.name}` of {holding.named} may be NULL",
            column.place("nullable"),
            counterpart_of(columns, "nullable") if agrees else None,
            cause=None if holding.is_prisma else column.origin,
            covers=() if columns is None else (("column-nullable", columns),),
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Make the column of a table that only the models have required."""
        holding, _ = subject_of(divergence)
        if not holding.is_prisma:
            yield unsafe(
                f"Make `{holding.column.name}` of {class_of(holding.table)} required",
                lambda: context.models.set_required(holding.table, holding.column),
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Make the column required on both sides."""
        holding, _ = subject_of(divergence)
        if not holding.is_prisma:
            return
        column, columns, pair = holding.column, holding.columns, holding.pair
        edits: list[Compute] = [lambda: context.prisma.set_required(holding.table, column)]
        title = f"Make field `{column.attribute}` of {model_of(holding.table)} required"
        if pair is not None and columns is not None and columns.models.nullable is True:
            models, its = pair.models, columns.models
            edits.append(lambda: context.models.set_required(models, its))
            title += f", and its column of {class_of(models)}"
        yield schema_unsafe(title, together(*edits))
