"""Rule tenant-foreign-key."""

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
    add_to_models,
    counterpart_of,
    fits_root,
    is_joined_to_root,
    key_to_root,
    misfit,
    subject_of,
    together,
)
from prismalchemy.schema import ForeignKey


class TenantForeignKey(TenancyRule):
    """The tenant column has no foreign key to the root.

    A row can name a tenant that does not exist, and rows of a tenant that was deleted stay behind, to be found by
    whoever gets that key next. A foreign key of several columns to another table of the tenant is as good, where none
    of them may be NULL. Under `relationMode = "prisma"`, where the database has no foreign keys, nothing is reported.

    The fix adds the relation to the Prisma schema, with its other end in the root, and the foreign key to the class. It
    is safe, since it only adds; the migration fails where there are such rows already.
    """

    name = "tenant-foreign-key"
    summary = "The tenant column has no foreign key to the root."
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
              id String @id
            }

            model Project {
              id             Int    @id @default(autoincrement())
              organizationId String

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
                organizationId: Mapped[str] = mapped_column(Text)
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
                organization_id: Mapped[str] = mapped_column(Text)
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)


            class Note(Base):
                __tablename__ = "notes"
                __table_args__ = (Index("notes_organization_id_idx", "organization_id"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                organization_id: Mapped[str] = mapped_column(
                    Text,
                    ForeignKey(
                        "Organization.id",
                        name="notes_organization_id_fkey",
                        ondelete="RESTRICT",
                        onupdate="CASCADE",
                    ),
                )
            """,
            settings=SETTINGS,
            beside=("table-extra",),
        ),
    )

    def check_holding(self, holding: Holding) -> Iterable[Divergence]:
        """One divergence for a tenant column without a foreign key."""
        column, table = holding.column, holding.table
        if not holding.pairing.names.foreign_keys or not is_complete(table) or _is_held(holding):
            return
        if misfit(holding, column) is not None:  # it cannot have one
            return
        extra = _extra(holding)
        columns = holding.columns
        agrees = columns is not None and extra is None
        yield holding.divergence(
            self.name,
            self.consequence,
            column.name,
            f"A row can name a tenant that does not exist, or outlive its tenant: tenant column `{column.name}` of "
            f"{holding.named} has no foreign key to {holding.root}",
            column.place("name"),
            counterpart_of(columns, "name") if agrees else None if extra is None else extra.origin,
            part=extra,
            cause=None if holding.is_prisma else column.origin,
            covers=() if extra is None else (("foreign-key", extra),),
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the foreign key of a table that only the models have."""
        holding, _ = subject_of(divergence)
        key = key_to_root(holding, holding.column)
        if not holding.is_prisma and key is not None and fits_root(holding):
            yield safe(
                f"Add the foreign key of `{holding.column.name}` to {class_of(holding.table)}",
                lambda: context.models.add_foreign_key(holding.table, key),
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the relation to the Prisma schema, and the foreign key to the models where they lack it."""
        holding, extra = subject_of(divergence)
        key = extra or key_to_root(holding, holding.column)
        if not holding.is_prisma or key is None or not fits_root(holding):
            return
        pair, table, columns, root = holding.pair, holding.table, holding.columns, holding.tenancy.root
        if root is None or (pair is not None and extra is None and is_joined_to_root(holding)):
            return
        told, target = table if pair is None else pair.models, root.table
        edits: list[Compute] = [lambda: context.prisma.add_reference(table, target, key, None, None)]
        if extra is not None:
            edits = [lambda: context.prisma.add_foreign_key(table, told, extra)]
        title = f"Add the relation of `{holding.column.attribute}` to {model_of(table)}"
        if pair is not None and columns is not None and extra is None:
            edits.append(lambda: add_to_models(context, told, table, target, key, None, None))
            title += f", and the foreign key to {class_of(told)}"
        yield schema_safe(title, together(*edits))


def _is_held(holding: Holding) -> bool:
    """Whether a foreign key sees to it that the tenant exists, or may do so."""
    table = holding.table
    for key in table.foreign_keys:
        if holding.column.name not in key.columns:
            continue
        target = holding.standing_of(key)
        if target is None or target.standing is Standing.UNKNOWN:
            return True
        checked = all(found is not None and found.nullable is not True for found in map(table.column, key.columns))
        if target.standing is Standing.ROOT or (target.standing is Standing.TENANT and checked):
            return True
    return False


def _extra(holding: Holding) -> ForeignKey | None:
    """The foreign key to the root that only the models have."""
    if holding.pair is None:
        return None
    for key in holding.pair.foreign_keys(holding.pairing.names).extra:
        target = holding.standing_of(key)
        leads_to_root = target is not None and target.standing is Standing.ROOT
        if leads_to_root and holding.pair.prisma_names(key.columns) == (holding.column.name,):
            return key
    return None
