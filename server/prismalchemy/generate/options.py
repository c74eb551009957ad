"""What a caller may choose: the shape of the whole output, and the style of single members."""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, NamedTuple

from prismalchemy.schema import TableKey

Naming = Literal["snake", "verbatim"]
"""How mapped attributes are named: `snake` makes `created_at` of `createdAt`, `verbatim` keeps Prisma's name."""

Kind = Literal["mapped", "dataclass", "column", "sqlmodel"]
"""How a column is declared: `Mapped[...] = mapped_column(...)`, the same in a dataclass, legacy `Column(...)`,
SQLModel's `Field(...)`."""

Declaration = Literal["declarative", "dataclass", "sqlmodel"]
"""What kind of classes a module has: SQLAlchemy's declarative ones, those as dataclasses (`MappedAsDataclass`), or
SQLModel's."""

Lazy = Literal["select", "selectin", "raise"]
"""When relationships are loaded: each at its first use (SQLAlchemy's default), all with the rows, never by itself."""


class Reference(NamedTuple):
    """A class of the user's, by the module that has it."""

    module: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Reference | None:
        """The class of `package.module:Class` or `.module:Class` (relative to the generated code); None if it is
        neither.
        """
        module, colon, name = text.partition(":")
        parts = [*module.lstrip(".").split("."), name]
        valid = all(part.isidentifier() and not keyword.iskeyword(part) for part in parts)
        return cls(module, name) if colon and valid else None

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"


class Mixin(NamedTuple):
    """A class that the models of some tables derive from besides the base.

    `tables` is a glob over database names, `name` or `schema.name`.
    """

    tables: str
    reference: Reference

    def belongs_to(self, table: TableKey) -> bool:
        """Whether a table's class derives from it."""
        return fnmatchcase(table.name, self.tables) or fnmatchcase(str(table), self.tables)


@dataclass(frozen=True, slots=True)
class Style:
    """How single members are written, so that they look like the file that they go into.

    `indent` is the text of one level. `quote` is the preferred quote of strings. `width` is the line length in
    characters, the member's own indentation of one level included. `optional` is how a nullable type is spelt:
    `str | None` or `Optional[str]`. `keyword_only` says that a dataclass takes its fields by keyword, so that those
    with a default may stand anywhere; where it does not, they are no parameters of `__init__`.
    """

    kind: Kind = "mapped"
    indent: str = "    "
    quote: str = '"'
    naming: Naming = "snake"
    width: int = 88
    optional: Literal["union", "optional"] = "union"
    keyword_only: bool = False


@dataclass(frozen=True, slots=True)
class Options:
    """How a module or a package is generated.

    `declaration` is the kind of classes. `base` is the name of the declarative base class; `base_class` is one of the
    user's to derive from instead, and `mixins` what else classes derive from. `source` is what the header names as the
    origin (`prisma/schema.prisma`), `command` what it says to run to make the file again. `lazy` is the loading
    strategy of all relationships, None for SQLAlchemy's own. `width` is the line length.
    `type_packages` are the packages besides SQLAlchemy whose types are used (`packages.TYPE_PACKAGES`).
    """

    naming: Naming = "snake"
    base: str = "Base"
    source: str | None = None
    command: str = "prismalchemy generate"
    lazy: Lazy | None = None
    width: int = 88
    declaration: Declaration = "declarative"
    base_class: Reference | None = None
    mixins: tuple[Mixin, ...] = ()
    type_packages: frozenset[str] = frozenset()

    @property
    def style(self) -> Style:
        """The style of the members of a generated module."""
        kinds: dict[Declaration, Kind] = {"declarative": "mapped", "dataclass": "dataclass", "sqlmodel": "sqlmodel"}
        return Style(kind=kinds[self.declaration], naming=self.naming, width=self.width, keyword_only=True)

    @property
    def user_modules(self) -> frozenset[str]:
        """The user's modules that the output imports from."""
        references = [*([self.base_class] if self.base_class else []), *(mixin.reference for mixin in self.mixins)]
        return frozenset(reference.module for reference in references)
