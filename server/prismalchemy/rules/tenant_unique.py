"""Rule tenant-unique."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prismalchemy.compare import Consequence, Standing
from prismalchemy.compare.families import Family, family_of
from prismalchemy.fixes import Fix
from prismalchemy.rules.base import Context, Divergence, Example
from prismalchemy.rules.support import Compute, class_of, column_list, listed, model_of, schema_unsafe, single, unsafe
from prismalchemy.rules.tenancy import SETTINGS, Holding, TenancyRule, index_on, subject_of, together
from prismalchemy.schema import UNKNOWN, Column, DefaultKind, ForeignKey, Index, PrimaryKey, RelationKind


class TenantUnique(TenancyRule):
    """A unique is without the tenant column.

    It holds for all tenants together: what one of them has, no other may have. An INSERT fails because of a row that
    the tenant must not know of, and so tells that there is one: whoever tries values learns what others have.

    Left out is what is unique for all on purpose, or no matter of tenants: uniques of the root and of shared tables,
    those with a column that a foreign key leads to a tenant's row, ids that are made (cuid, uuid, sequences, columns of
    type uuid), references to other systems (`…Id` without a foreign key), and columns whose name says token, secret,
    hash, checksum, fingerprint or API key. What else is global on purpose goes into `global-uniques` of the settings.

    The fix puts the tenant column before the others, on every side that has the unique. It is unsafe: `findUnique` and
    `ON CONFLICT` on the old columns no longer work. There is none where a foreign key refers to the columns.
    """

    name = "tenant-unique"
    summary = "A unique is without the tenant column."
    consequence = Consequence.FAILS
    since = "0.1.0"
    standings = frozenset({Standing.TENANT, Standing.INHERITED})
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
              key            String
              token          String       @unique
              organization   Organization @relation(fields: [organizationId], references: [id])

              @@index([organizationId])
              @@unique([organizationId, key])
            }
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)
                projects: Mapped[list["Project"]] = relationship(back_populates="organization")


            class Project(Base):
                __tablename__ = "Project"
                __table_args__ = (
                    Index("Project_organizationId_idx", "organizationId"),
                    Index("Project_organizationId_key_key", "organizationId", "key", unique=True),
                    Index("Project_token_key", "token", unique=True),
                )

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[str] = mapped_column(
                    ForeignKey("Organization.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                key: Mapped[str] = mapped_column(Text)
                token: Mapped[str] = mapped_column(Text)
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
              key            String       @unique
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
                __table_args__ = (
                    Index("Project_key_key", "key", unique=True),
                    Index("Project_organizationId_idx", "organizationId"),
                )

                id: Mapped[int] = mapped_column(primary_key=True)
                organizationId: Mapped[str] = mapped_column(
                    ForeignKey("Organization.id", ondelete="RESTRICT", onupdate="CASCADE")
                )
                key: Mapped[str] = mapped_column(Text)
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
              key            String
              organization   Organization @relation(fields: [organizationId], references: [id])

              @@unique([organizationId, key])
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
                __table_args__ = (
                    Index("notes_organization_id_idx", "organization_id"),
                    UniqueConstraint("title"),
                )

                id: Mapped[int] = mapped_column(primary_key=True)
                organization_id: Mapped[str] = mapped_column(ForeignKey("Organization.id"))
                title: Mapped[str]
            """,
            """
            class Organization(Base):
                __tablename__ = "Organization"

                id: Mapped[str] = mapped_column(Text, primary_key=True)


            class Note(Base):
                __tablename__ = "notes"
                __table_args__ = (
                    Index("notes_organization_id_idx", "organization_id"),
                    Index(
                        "notes_organization_id_title_key", "organization_id", "title", unique=True
                    ),
                )

                id: Mapped[int] = mapped_column(primary_key=True)
                organization_id: Mapped[str] = mapped_column(ForeignKey("Organization.id"))
                title: Mapped[str]
            """,
            settings=SETTINGS,
            beside=("table-extra",),
        ),
    )

    def check_holding(self, holding: Holding) -> Iterable[Divergence]:
        """One divergence for each unique that holds for all tenants together."""
        table, column = holding.table, holding.entry.column
        for index in table.indexes:
            names = index.column_names
            if not index.unique or names is UNKNOWN or not names or _is_fine(holding, names):
                continue
            theirs = _pair_of(holding, index)
            without = "" if column is None else f" is without the tenant column `{column.name}`"
            yield holding.divergence(
                self.name,
                self.consequence,
                single(names),
                f"INSERT of one tenant fails on what another has, and tells of it: the unique on {listed(names)} of "
                f"{holding.named}{without or ' holds for all tenants'}",
                index.origin,
                None if theirs is None else theirs.origin,
                part=(index, theirs),
                cause=None if holding.is_prisma else index.origin,
                covers=_covered(holding, index, names),
            )

    def fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Put the tenant column into a unique of a table that only the models have."""
        holding, (index, _) = subject_of(divergence)
        if not holding.is_prisma and holding.entry.column is not None and not _is_referred_to(holding, index):
            wanted = index_on(holding, (holding.column.name, *index.column_names), unique=True)
            yield unsafe(
                f"Put `{holding.column.name}` into the unique on {column_list(index)} of {class_of(holding.table)}",
                lambda: context.models.replace_index(holding.table, index, wanted),
            )

    def schema_fixes(self, divergence: Divergence, context: Context) -> Iterable[Fix]:
        """Put the tenant column into the unique on both sides."""
        holding, (index, theirs) = subject_of(divergence)
        if not holding.is_prisma or holding.entry.column is None or _is_referred_to(holding, index):
            return
        table, pair, columns = holding.table, holding.pair, holding.columns
        wanted = index_on(holding, (holding.column.name, *index.column_names), unique=True)
        edits: list[Compute] = [lambda: context.prisma.replace_index(table, index, wanted)]
        title = f"Put `{holding.column.attribute}` into the unique on {column_list(index)} of {model_of(table)}"
        if pair is not None and columns is not None and theirs is not None:
            models = pair.models
            own = index_on(holding, (columns.models.name, *theirs.column_names), unique=True)
            edits.append(lambda: context.models.replace_index(models, theirs, own))
            title += f" and {class_of(models)}"
        yield schema_unsafe(title, together(*edits))


_MADE = frozenset({"cuid", "uuid", "ulid", "nanoid", "callable", "auto"})
_STEMS = (
    "token",
    "secret",
    "hash",
    "encrypted",
    "digest",
    "checksum",
    "fingerprint",
    "signature",
    "nonce",
    "uuid",
    "guid",
    "ulid",
    "cuid",
    "nanoid",
    "external",
)
_KEYS = frozenset({"api", "public", "private", "access", "storage", "idempotency", "session", "license", "object"})


def _is_fine(holding: Holding, names: tuple[str, ...]) -> bool:
    """Whether a unique on these columns is no matter of tenants, or is not known to be one."""
    table = holding.table
    if holding.entry.column is not None and holding.entry.column.name in names:
        return True
    if holding.tenancy.is_global(holding.entry, names):
        return True
    key = table.primary_key
    if key is UNKNOWN or (isinstance(key, PrimaryKey) and set(key.columns) <= set(names)):
        return True
    references = {name for one in table.foreign_keys for name in one.columns}
    references.update(
        name
        for one in table.relations
        if one.kind is RelationKind.OWNING and isinstance(one.columns, tuple)
        for name in one.columns
    )
    columns = [table.column(name) for name in names]
    if any(
        column is None or column.incomplete or is_made(column) or says_global(column, references) for column in columns
    ):
        return True
    return any(_leads_to_tenant(holding, one, set(names)) for one in table.foreign_keys) or any(
        step.table == holding.entry.key and set(step.columns) <= set(names) for step in holding.entry.chain
    )


def _leads_to_tenant(holding: Holding, key: ForeignKey, names: set[str]) -> bool:
    """Whether columns of these names say which row of a tenant a foreign key refers to, or may.

    Of a foreign key that carries the tenant along the other columns are enough, if they are a key by themselves.
    """
    target, column = holding.standing_of(key), holding.entry.column
    if target is None or key.target_columns is UNKNOWN:
        return not names.isdisjoint(key.columns)
    if target.standing in (Standing.SHARED, Standing.UNDECIDED):
        return False
    rest = {one: other for one, other in zip(key.columns, key.target_columns, strict=False) if one in names}
    if column is None or set(rest) == set(key.columns):
        return set(rest) == set(key.columns)
    primary, wanted = target.table.primary_key, set(rest.values())
    keys = [set(primary.columns)] if isinstance(primary, PrimaryKey) else []
    keys += [
        set(index.column_names) for index in target.table.indexes if index.unique and index.column_names is not UNKNOWN
    ]
    return bool(wanted) and wanted in keys


def is_made(column: Column) -> bool:
    """Whether the values of a column are made so that no two are equal, or may be."""
    made, default = column.client_default, column.server_default
    if made is UNKNOWN or default is UNKNOWN or column.type is UNKNOWN or column.autoincrement is not False:
        return True
    if made is not None and made.function in _MADE:
        return True
    if default is not None and default.kind is not DefaultKind.LITERAL:
        return True
    return family_of(column.type.type) is Family.UUID


def says_global(column: Column, references: set[str]) -> bool:
    """Whether a column's name says that its values are of another system, or secret and random."""
    words = _words(column.attribute or column.name)
    if any(word.startswith(_STEMS) for word in words) or (words[-1:] == ["key"] and not _KEYS.isdisjoint(words)):
        return True
    return words[-1:] == ["id"] and len(words) > 1 and column.name not in references


def _words(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)]


def _is_referred_to(holding: Holding, index: Index) -> bool:
    """Whether a foreign key refers to the columns of a unique, which then has to stay."""
    names = set(index.column_names) if isinstance(index.column_names, tuple) else set()
    for entry in holding.tenancy.tables.values():
        for key in entry.table.foreign_keys:
            if holding.standing_of(key) is holding.entry and (
                key.target_columns is UNKNOWN or set(key.target_columns) == names
            ):
                return True
    return False


def _pair_of(holding: Holding, index: Index) -> Index | None:
    """The unique of the models on the same columns."""
    pairs = () if holding.pair is None else holding.pair.indexes.pairs
    return next((theirs for ours, theirs in pairs if ours is index and theirs.unique), None)


def _covered(holding: Holding, index: Index, names: tuple[str, ...]) -> tuple[tuple[str, object], ...]:
    """What the models say instead: the unique with the tenant column, and not this one."""
    pair, column = holding.pair, holding.entry.column
    if pair is None or column is None:
        return ()
    wanted = {column.name, *names}
    instead = [
        extra
        for extra in pair.indexes.extra
        if extra.unique
        and isinstance(extra.column_names, tuple)
        and set(pair.prisma_names(extra.column_names)) == wanted
    ]
    return (("unique-missing", index), *(("unique-extra", extra) for extra in instead)) if instead else ()
