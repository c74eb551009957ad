"""Rule tenancy-settings."""

from __future__ import annotations

from collections.abc import Iterable

from prismalchemy.compare import Consequence, Pairing
from prismalchemy.rules.base import Divergence, Example, Rule


class TenancySettings(Rule):
    """An entry of `[tool.prismalchemy.tenancy]` is not true of the schema.

    The rules about tenants, and what is generated to keep tenants apart, believe the settings: a table that is listed
    as shared is shown to everyone, and a row whose tenant is looked for along a relation that does not hold is
    everyone's or nobody's. So each entry is checked: that there is such a model, relation or column; that a relation of
    `inherits` is required and leads to a table of tenants; that a shared table has no tenant column.

    An entry that only says too much (a table that is gone, a model with the column in `inherits`) is reported mildly.
    The place is the entry in the configuration file, and the model where the entry names one.
    """

    name = "tenancy-settings"
    summary = "An entry of the tenancy settings is not true."
    consequence = Consequence.CORRUPTS
    since = "0.1.0"
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
              tasks          Task[]

              @@index([organizationId])
            }

            model Task {
              id        Int     @id @default(autoincrement())
              projectId Int
              project   Project @relation(fields: [projectId], references: [id])
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
                tasks: Mapped[list["Task"]] = relationship(back_populates="project")


            class Task(Base):
                __tablename__ = "Task"

                id: Mapped[int] = mapped_column(primary_key=True)
                projectId: Mapped[int] = mapped_column(
                    ForeignKey("Project.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                project: Mapped["Project"] = relationship(back_populates="tasks")
            """,
            settings="""
                [tool.prismalchemy.tenancy]
                root = "Organization"
                column = "organizationId"
                inherits = { Task = "project" }
            """,
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
              tasks          Task[]

              @@index([organizationId])
            }

            model Task {
              id        Int     @id @default(autoincrement())
              projectId Int?
              project   Project? @relation(fields: [projectId], references: [id])
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
                tasks: Mapped[list["Task"]] = relationship(back_populates="project")


            class Task(Base):
                __tablename__ = "Task"

                id: Mapped[int] = mapped_column(primary_key=True)
                projectId: Mapped[int | None] = mapped_column(
                    ForeignKey("Project.id", ondelete="SET NULL", onupdate="CASCADE")
                )
                project: Mapped["Project | None"] = relationship(back_populates="tasks")
            """,
            settings="""
                [tool.prismalchemy.tenancy]
                root = "Organization"
                column = "organizationId"
                inherits = { Task = "project" }
            """,
        ),
    )

    def check_schema(self, pairing: Pairing) -> Iterable[Divergence]:
        """One divergence for each entry that is not true."""
        tenancy = pairing.tenancy
        if tenancy is None:
            return
        for entry in tenancy.untrue:
            holder = None if entry.table is None else tenancy.tables[entry.table]
            table = None if holder is None else holder.table
            origin = None if table is None else table.name_origin or table.origin
            is_prisma = entry.table in pairing.names.described
            pair = pairing.by_key.get(entry.table) if entry.table is not None else None
            models = pair.models.name_origin if pair is not None else None if is_prisma else origin
            what = f"entry `{entry.name}` of `{entry.key}`" if entry.key != "root" else f'`root = "{entry.name}"`'
            effect = (
                "The settings say more than there is"
                if entry.harmless
                else "Tenants are not kept apart as the settings say"
            )
            yield Divergence(
                self.name,
                Consequence.CONVENTION if entry.harmless else self.consequence,
                None if table is None else table.key,
                None,
                f"{effect}: {what} of the tenancy settings {entry.reason}",
                origin if is_prisma else None,
                models,
                setting=("tenancy", entry.key, entry.name),
            )
