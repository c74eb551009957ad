"""What a caller may choose: the shape of the whole output, and the style of single members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Naming = Literal["snake", "verbatim"]
"""How mapped attributes are named: `snake` makes `created_at` of `createdAt`, `verbatim` keeps Prisma's name."""

Kind = Literal["mapped", "column", "sqlmodel"]
"""How a column is declared: `Mapped[...] = mapped_column(...)`, legacy `Column(...)`, SQLModel's `Field(...)`."""


@dataclass(frozen=True, slots=True)
class Style:
    """How single members are written, so that they look like the file that they go into.

    `indent` is the text of one level. `quote` is the preferred quote of strings. `width` is the line length in
    characters, the member's own indentation of one level included. `optional` is how a nullable type is spelt:
    `str | None` or `Optional[str]`.
    """

    kind: Kind = "mapped"
    indent: str = "    "
    quote: str = '"'
    naming: Naming = "snake"
    width: int = 88
    optional: Literal["union", "optional"] = "union"


@dataclass(frozen=True, slots=True)
class Options:
    """How a module or a package is generated.

    `base` is the name of the declarative base class. `source` is what the header names as the origin
    (`prisma/schema.prisma`), `command` what it says to run to make the file again. `lazy` is the loading strategy of
    all relationships (`"selectin"`, `"raise"`, …), None for SQLAlchemy's own. `width` is the line length.
    """

    naming: Naming = "snake"
    base: str = "Base"
    source: str | None = None
    command: str = "prismalchemy generate"
    lazy: str | None = None
    width: int = 88

    @property
    def style(self) -> Style:
        """The style of the members of a generated module."""
        return Style(naming=self.naming, width=self.width)
