"""A column's declaration as it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prismalchemy.alchemy.edit import (
    Argument,
    Call,
    Code,
    Inner,
    Node,
    annotation_of,
    call_of,
    inner_of,
    string_value,
    unwrapped,
    value_of,
)
from prismalchemy.generate.options import Kind

_COLUMN_FUNCTIONS: Mapping[str, Kind] = {"mapped_column": "mapped", "Column": "column", "Field": "sqlmodel"}
_WRAPPERS = ("deferred", "column_property")
_SCHEMA_ITEMS = frozenset(
    {
        "ForeignKey",
        "Identity",
        "Computed",
        "Sequence",
        "CheckConstraint",
        "DefaultClause",
        "FetchedValue",
        "ColumnDefault",
    }
)

Resolve = Callable[[str], str]
"""From a name as a module spells it (`sa.Column`, `mc`) to the name where it is defined (`Column`, `mapped_column`)."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """A column as it is written.

    `node` is the statement, or the `Column(...)` call in a `Table(...)`. `annotation` is what stands in `Mapped[...]`
    (or the whole annotation of SQLModel). `call` is the call of `mapped_column`, `Column` or `Field`; None for a bare
    annotation, then `value` is the plain default that SQLModel allows. `inner` is the `Column(...)` call in
    `Field(sa_column=...)`.
    """

    code: Code
    node: Node
    kind: Kind
    annotation: Inner | None = None
    call: Call | None = None
    value: Node | None = None
    inner: Call | None = None
    resolve: Resolve = str

    @property
    def column_call(self) -> Call | None:
        """The call that takes SQLAlchemy's column arguments; None for SQLModel's `Field` without `sa_column`."""
        if self.kind == "sqlmodel":
            return self.inner
        return self.call

    def name_argument(self) -> Argument | None:
        """The argument that gives the name in the database."""
        call = self.column_call
        if call is None:
            return None
        first = call.positional[0] if call.positional else None
        if first is not None and string_value(first.value) is not None:
            return first
        return call.keyword("name")

    def type_argument(self) -> Argument | None:
        """The argument that gives the type."""
        call = self.column_call
        if call is None:
            return self.call.keyword("sa_type") if self.call is not None else None
        for argument in call.positional[:2]:
            if string_value(argument.value) is None and not self.is_schema_item(argument.value):
                return argument
        return call.keyword("type_")

    def is_schema_item(self, node: Node) -> bool:
        """Whether an expression is a foreign key, an identity or the like, and no type."""
        call = call_of(self.code, node)
        return call is not None and self.resolve(call.function) in _SCHEMA_ITEMS


def declaration_at(code: Code, offset: int, resolve: Resolve) -> Declaration | None:
    """The declaration whose statement or call begins at `offset`; None where it cannot be edited: a helper function
    makes it, or it is unlike anything known here.
    """
    node = code.enclosing(offset, "expr_stmt", "atom_expr")
    while node is not None and node.type == "atom_expr" and _starts(code, node.parent, offset):
        node = node.parent
    if node is None or code.span(node).start != offset:
        return None
    if node.type == "atom_expr":
        call = call_of(code, node)
        is_column = call is not None and resolve(call.function) == "Column"
        return Declaration(code, node, "column", call=call, resolve=resolve) if is_column else None
    if node.type != "expr_stmt":
        return None
    annotated = annotation_of(node)
    annotation = inner_of(code, annotated) if annotated is not None else None
    value = value_of(node)
    if value is None:
        if annotation is None:
            return None
        kind: Kind = "mapped" if annotation.mapped else "sqlmodel"
        return Declaration(code, node, kind, annotation, resolve=resolve)
    call = call_of(code, value)
    if call is not None and resolve(call.function) in _WRAPPERS and call.positional:
        call = call_of(code, call.positional[0].value)
    if call is None or resolve(call.function) not in _COLUMN_FUNCTIONS:
        if call is None and annotation is not None and not annotation.mapped:
            return Declaration(code, node, "sqlmodel", annotation, value=value, resolve=resolve)
        return None
    kind = _COLUMN_FUNCTIONS[resolve(call.function)]
    inner = None
    if kind == "sqlmodel":
        wrapped = call.keyword("sa_column")
        inner = call_of(code, wrapped.value) if wrapped is not None else None
        if wrapped is not None and inner is None:
            return None
    return Declaration(code, node, kind, annotation, call, inner=inner, resolve=resolve)


def kind_of(member: Node, resolve: Resolve, *, modelled: bool) -> Kind | None:
    """In which style a member of a class declares a column; None if it declares none.

    Tells by the function's name, without looking closer. `modelled` says that the class is a SQLModel table, whose
    bare annotations are columns.
    """
    if member.type != "expr_stmt":
        return None
    value = value_of(member)
    value = None if value is None else unwrapped(value)
    if value is not None and value.type in ("atom_expr", "power"):
        function = "".join(part.get_code(include_prefix=False) for part in value.children[:-1])
        kind = _COLUMN_FUNCTIONS.get(resolve(function))
        if kind is not None:
            return kind
    annotation = annotation_of(member)
    if annotation is None or (value is not None and not modelled):
        return None
    mapped = "Mapped[" in annotation.get_code(include_prefix=False)
    return "mapped" if mapped and value is None else "sqlmodel" if modelled and not mapped else None


def _starts(code: Code, node: Node | None, offset: int) -> bool:
    return node is not None and node.type in ("atom_expr", "expr_stmt") and code.span(node).start == offset
