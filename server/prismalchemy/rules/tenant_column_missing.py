"""Rule tenant-column-missing."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Standing
from prismalchemy.compare.tenancy import tenant_column
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example
from prismalchemy.rules.support import Compute, class_of, listed, model_of, schema_safe, schema_unsafe, unsafe
from prismalchemy.rules.tenancy import (
    SETTINGS,
    Holding,
    TenancyRule,
    add_to_models,
    is_joined_to_root,
    new_column,
    subject_of,
    together,
)
from prismalchemy.schema import UNKNOWN, RelationKind, TableKind


class TenantColumnMissing(TenancyRule):
    """A table has no tenant column, and is neither shared nor said to inherit.

    Nothing tells whose its rows are: whatever one tenant writes, every query of another may read and change.

    A table that belongs to no tenant goes into `shared`. One whose rows belong to a row of another table, as the lines
    of an invoice, goes into `inherits`, with the relation that leads there; the relation must be required. For all
    others the column is missing. Where only the models have it, this is the finding, and not that they have a column
    more.

    A view without the column shows rows of all tenants; add it to what the view selects.

    The fix adds the column, its relation to the root and an index to both sides. It is unsafe: the migration has to say
    whose the rows are that exist, and perhaps the table belongs into one of the two lists.
    """

    name = "tenant-column-missing"
    summary = "A table has no tenant column, and nothing says why."
    consequence = Consequence.CORRUPTS
    since = "0.1.0"
    standings = frozenset({Standing.UNDECIDED})
    views = True
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
              id   Int    @id @default(autoincrement())
              name String
            }
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)


            class Project(Base):
                __tablename__ = "Project"

                id: Mapped[int] = mapped_column(primary_key=True)
                name: Mapped[str] = mapped_column(Text)
            """,
            fixed_schema="""
            model Organization {
              id       String    @id
              projects Project[]
            }

            model Project {
              id             Int          @id @default(autoincrement())
              name           String
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
                text: Mapped[str]
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)


            class Note(Base):
                __tablename__ = "notes"
                __table_args__ = (Index("notes_organizationId_idx", "organizationId"),)

                id: Mapped[int] = mapped_column(primary_key=True)
                text: Mapped[str]
                organizationId: Mapped[str] = mapped_column(
                    Text,
                    ForeignKey(
                        "Organization.id",
                        name="notes_organizationId_fkey",
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
        """One divergence for a table of which nothing says whose its rows are."""
        entry, table = holding.entry, holding.table
        if entry.listed or (table.kind is TableKind.JOIN and table.foreign_keys):
            return  # what the settings say of it is not true, or what it joins has the finding
        names = holding.tenancy.columns
        own = None if holding.pair is None else tenant_column(holding.pair.models, names)
        counterpart = None
        if holding.pair is not None:
            counterpart = holding.pair.models.name_origin if own is None else own.place("name")
        yield holding.divergence(
            self.name,
            self.consequence,
            None,
            f"Every tenant's rows are open to all others: {holding.named} has no tenant column {listed(names)}, and "
            f"the settings list it neither as shared nor as inheriting{_advice(holding)}",
            table.name_origin,
            counterpart,
            part=own,
            covers=() if own is None else (("column-extra", own),),
        )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the column and its index to a table that only the models have."""
        holding, _ = subject_of(divergence)
        made = None if holding.is_prisma else new_column(holding)
        if made is not None:
            yield unsafe(
                f"Add tenant column `{made[0].name}` to {class_of(holding.table)}",
                lambda: context.models.add_key_column(holding.table, *made),
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Add the column, its relation and its index to both sides."""
        holding, own = subject_of(divergence)
        table, root = holding.table, holding.tenancy.root
        if not holding.is_prisma or table.kind is not TableKind.TABLE or root is None:
            return
        if own is not None and holding.pair is not None:
            models = holding.pair.models
            yield schema_safe(
                f"Add field `{own.name}` of {class_of(models)} to {model_of(table)}",
                lambda: context.prisma.add_field(table, models, own),
            )
            return
        made = new_column(holding)
        if made is None or (holding.pair is not None and is_joined_to_root(holding)):
            return
        column, key, index = made
        target = root.table
        edits: list[Compute] = [lambda: context.prisma.add_reference(table, target, key, column, index)]
        where = f"`{column.name}` to {model_of(table)}"
        pair = holding.pair
        if pair is not None:
            described = pair.models
            edits.append(lambda: add_to_models(context, described, table, target, key, column, index))
            where += f" and {class_of(described)}"
        yield schema_unsafe(f"Add tenant column {where}", together(*edits))


def _advice(holding: Holding) -> str:
    """What to say of a table whose rows belong to those of another one, by the look of it."""
    table, tenancy = holding.table, holding.tenancy
    for relation in table.relations:
        if relation.kind is not RelationKind.OWNING or relation.target is UNKNOWN or relation.columns is UNKNOWN:
            continue
        target = tenancy.tables.get(holding.pairing.names.prisma_key(relation.target))
        columns = [table.column(name) for name in relation.columns]
        required = all(column is not None and column.nullable is False for column in columns)
        if required and target is not None and target.standing in (Standing.TENANT, Standing.INHERITED):
            said = f'inherits = {{ {table.entity} = "{relation.attribute}" }}'
            return f"; if its rows belong to those of `{relation.attribute}`, say {said}"
    return ""
