"""SQLModel's `Field(...)` and `Relationship(...)`, told in SQLAlchemy's terms."""

from __future__ import annotations

from dataclasses import replace

from prismalchemy.alchemy.annotations import Annotation
from prismalchemy.alchemy.values import Argument, CallValue, Symbol, Value, call_name
from prismalchemy.schema import UNKNOWN

_COLUMN = Symbol("sqlalchemy.Column")
_SAME = ("primary_key", "index", "unique", "nullable", "default", "default_factory")


def is_field(value: Value) -> bool:
    """Whether a value is a call of SQLModel's (or Pydantic's) `Field`."""
    return isinstance(value, CallValue) and isinstance(value.function, Symbol) and value.function.name == "Field"


def is_relationship(value: Value) -> bool:
    """Whether a value is a call of SQLModel's `Relationship`."""
    return (
        isinstance(value, CallValue)
        and isinstance(value.function, Symbol)
        and value.function.path.startswith("sqlmodel")
        and value.function.name == "Relationship"
    )


def column_call(field: CallValue, annotation: Annotation) -> tuple[CallValue, Annotation | None]:
    """The column that a `Field(...)` stands for, and the annotation that counts for it.

    `sa_column=Column(...)` is taken as it is, and the annotation then says nothing.
    """
    whole = field.keyword("sa_column")
    if call_name(whole) in ("Column", "mapped_column"):
        column: CallValue = whole
        default = {name: field.keywords[name] for name in ("default", "default_factory") if name in field.keywords}
        return replace(column, keywords={**default, **column.keywords}), None
    unread = field.open or whole is not None
    keywords = {name: field.keywords[name] for name in _SAME if name in field.keywords}
    if field.arguments and "default" not in keywords:
        keywords["default"] = field.arguments[0]
    for name in ("default", "nullable"):
        # `...` and SQLModel's own `Undefined` mean that nothing is said.
        if name in keywords and (keywords[name].value is UNKNOWN and keywords[name].source == "..."):
            del keywords[name]
    arguments: list[Argument] = []
    kind = field.keywords.get("sa_type")
    length = field.keywords.get("max_length")
    if kind is not None:
        arguments.append(kind)
    elif length is not None and annotation.item == Symbol("builtins.str"):
        text = CallValue(Symbol("sqlalchemy.String"), (length,), {}, length.written)
        arguments.append(Argument(text, length.written))
    elif annotation.item == Symbol("decimal.Decimal") and {"max_digits", "decimal_places"} & field.keywords.keys():
        size = {
            name: field.keywords[given]
            for given, name in (("max_digits", "precision"), ("decimal_places", "scale"))
            if given in field.keywords
        }
        number = CallValue(Symbol("sqlalchemy.Numeric"), (), size, field.written)
        arguments.append(Argument(number, field.written))
    if "foreign_key" in field.keywords:
        target = field.keywords["foreign_key"]
        given = {"ondelete": field.keywords["ondelete"]} if "ondelete" in field.keywords else {}
        foreign = CallValue(Symbol("sqlalchemy.ForeignKey"), (target,), given, target.written)
        if target.value is not None:
            arguments.append(Argument(foreign, target.written))
    more = field.keyword("sa_column_args", ())
    if isinstance(more, (list, tuple)):
        arguments += [Argument(value, field.written) for value in more]
    else:
        unread = True
    extra = field.keyword("sa_column_kwargs", {})
    if isinstance(extra, dict):
        place = field.keywords.get("sa_column_kwargs")
        written = field.written if place is None else place.written
        keywords.update((name, Argument(value, written)) for name, value in extra.items() if isinstance(name, str))
    else:
        unread = True
    keywords.setdefault("type_", Argument(None, field.written))
    if keywords["type_"].value is None:
        del keywords["type_"]
    return CallValue(_COLUMN, tuple(arguments), keywords, field.written, unread), annotation


def relationship_call(call: CallValue) -> CallValue:
    """The `relationship(...)` that a `Relationship(...)` stands for; `link_model=` becomes `secondary=`."""
    whole = call.keyword("sa_relationship")
    if call_name(whole) == "relationship":
        return whole  # type: ignore[no-any-return]  # only calls have a call_name
    extra = call.keyword("sa_relationship_kwargs", {})
    keywords = {name: given for name, given in call.keywords.items() if name in ("back_populates",)}
    unread = call.open or not isinstance(extra, (dict, type(None)))
    if isinstance(extra, dict):
        place = call.keywords.get("sa_relationship_kwargs")
        written = call.written if place is None else place.written
        keywords.update((name, Argument(value, written)) for name, value in extra.items() if isinstance(name, str))
    if "link_model" in call.keywords:
        keywords["secondary"] = call.keywords["link_model"]
    return CallValue(Symbol("sqlalchemy.orm.relationship"), (), keywords, call.written, unread)
