"""The syntax tree of a Prisma schema.

Every node has a span, counted in code points **from the start of its block**, so that a block that moves keeps its
nodes. A block begins with the comment lines that stand directly above it. Nothing is lost: the text of a node is the
slice at its span, the members of a block are in order, and what no node covers is white space, the head and the braces.

    /// The documentation of the model.
    model User {                                  Block: kind, name, members
      id    Int     @id @default(autoincrement())
      ^^ Name ^^^ TypeName  ^^ Attribute            Field: name, type, attributes
      @@index([id], map: "users_id")
               ^^ Array  ^^^^^^^^^^^ Argument       Attribute: name, arguments
    }
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum as PyEnum
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from prismalchemy.text import Span

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: object):
        """Nothing at run time."""
        return lambda function: function


_T = TypeVar("_T")


@dataclass_transform(frozen_default=True)
def _node(cls: type[_T]) -> type[_T]:
    """A frozen dataclass. The type checker alone holds it: to hold it at run time costs a tenth of a first reading."""
    return dataclass(slots=True, unsafe_hash=True)(cls)


@_node
class Name:
    """A word of the source: an identifier, or a path such as `db.VarChar`."""

    text: str
    span: Span


@_node
class String:
    """A string literal; `value` is unescaped, `span` includes the quotes."""

    value: str
    span: Span


@_node
class Number:
    """A numeric literal, as written."""

    text: str
    span: Span


@_node
class Constant:
    """A bare word as a value: `true`, `Cascade`, an enum's value, a field's name or path (`address.street`)."""

    text: str
    span: Span


@_node
class Function:
    """A call: `now()`, `dbgenerated("…")`, `title(sort: Desc)`, `raw("…")`."""

    name: Name
    arguments: tuple[Argument, ...]
    span: Span


@_node
class Array:
    """A list of values in square brackets."""

    items: tuple[Value, ...]
    span: Span


@_node
class Object:
    """Named values in braces, as `where:` of a partial index takes them."""

    entries: tuple[tuple[Name, Value], ...]
    span: Span


Value: TypeAlias = "String | Number | Constant | Function | Array | Object"


@_node
class Argument:
    """An argument; `name` is None for a positional one, `value` None for a half-typed `name:`."""

    name: Name | None
    value: Value | None
    span: Span


@_node
class Attribute:
    """A field attribute `@name(…)` or a block attribute `@@name(…)`; `name` is without the sign."""

    name: Name
    arguments: tuple[Argument, ...]
    span: Span

    def argument(self, name: str) -> Argument | None:
        """The argument with this name."""
        return next((a for a in self.arguments if a.name is not None and a.name.text == name), None)

    def value(self, name: str, *, positional: int | None = None) -> Value | None:
        """The value of the argument with this name, or of the `positional`-th unnamed one (from 0)."""
        unnamed = 0
        for argument in self.arguments:
            if argument.name is not None:
                if argument.name.text == name:
                    return argument.value
            else:
                if unnamed == positional:
                    return argument.value
                unnamed += 1
        return None


class Arity(PyEnum):
    """How many values a field holds."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    LIST = "list"


@_node
class TypeName:
    """A field's type. `name` is the type's name; `unsupported` the SQL text of `Unsupported("…")`, then `name` is
    `Unsupported`. `span` includes the arity's signs.
    """

    name: Name
    arity: Arity
    span: Span
    unsupported: str | None = None


@_node
class Field:
    """A field of a model, a view or a composite type.

    `type` is None where it is not written or cannot be read. `broken` are the stretches that could not be read; the
    field is incomplete if there are any. `span` runs from the name to the end of the last attribute.
    """

    name: Name
    type: TypeName | None
    attributes: tuple[Attribute, ...]
    span: Span
    documentation: str | None = None
    broken: tuple[Broken, ...] = ()

    def attribute(self, name: str) -> Attribute | None:
        """The first attribute with this name (without the sign)."""
        return _named(self.attributes, name)


@_node
class EnumValue:
    """A value of an enum."""

    name: Name
    attributes: tuple[Attribute, ...]
    span: Span
    documentation: str | None = None
    broken: tuple[Broken, ...] = ()

    def attribute(self, name: str) -> Attribute | None:
        """The first attribute with this name (without the sign)."""
        return _named(self.attributes, name)


@_node
class Setting:
    """A `key = value` line of a datasource or generator."""

    name: Name
    value: Value
    span: Span


@_node
class Comment:
    """A comment: `//`, `///` or `/* */`; `text` and `span` include the signs, not the line end. Also what stands behind
    the brace that opens a block, over which Prisma passes.

    `documentation` is its text without signs, where it documents what follows: `//` does not.
    """

    text: str
    span: Span
    documentation: str | None = None


@_node
class Broken:
    """A stretch of a line that could not be read; `message` says why, `at` where it stops making sense."""

    text: str
    message: str
    at: Span
    span: Span


class BlockKind(PyEnum):
    """The kinds of top-level blocks; the value is the keyword."""

    MODEL = "model"
    VIEW = "view"
    TYPE = "type"
    ENUM = "enum"
    DATASOURCE = "datasource"
    GENERATOR = "generator"
    OTHER = ""
    """A block with another keyword (`types`, `namespace`, a misspelt one), or none."""


Member: TypeAlias = "Field | EnumValue | Attribute | Setting | Comment | Broken"


@_node
class Block:
    """A top-level block; `span` runs from the first comment that belongs to it to its closing brace.

    `closed` is False where the closing brace is missing: it then ends where the next block begins.
    """

    kind: BlockKind
    keyword: Name
    name: Name | None
    members: tuple[Member, ...]
    span: Span
    documentation: str | None = None
    closed: bool = True

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields."""
        return tuple(member for member in self.members if isinstance(member, Field))

    @property
    def values(self) -> tuple[EnumValue, ...]:
        """The values of an enum."""
        return tuple(member for member in self.members if isinstance(member, EnumValue))

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The block attributes."""
        return tuple(member for member in self.members if isinstance(member, Attribute))

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The settings of a datasource or generator."""
        return tuple(member for member in self.members if isinstance(member, Setting))

    @property
    def broken(self) -> tuple[Broken, ...]:
        """The lines that could not be read at all."""
        return tuple(member for member in self.members if isinstance(member, Broken))

    @property
    def passes_over_code(self) -> bool:
        """Whether text other than a comment follows the opening brace, over which Prisma passes."""
        first = next((member for member in self.members if member.span.start > self.keyword.span.end), None)
        return isinstance(first, Comment) and not first.text.startswith(("//", "/*"))

    def attribute(self, name: str) -> Attribute | None:
        """The first block attribute with this name (without the signs)."""
        return _named(self.attributes, name)

    def setting(self, name: str) -> Setting | None:
        """The first setting with this name."""
        return next((s for s in self.settings if s.name.text == name), None)


def _named(attributes: tuple[Attribute, ...], name: str) -> Attribute | None:
    for attribute in attributes:
        if attribute.name.text == name:
            return attribute
    return None
