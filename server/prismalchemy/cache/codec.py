"""Schemas and places as plain data that JSON can hold, and back.

Only data goes to disk: scalars, and lists that begin with a number which says what the rest is. Reading them back calls
nothing by name but the classes listed here and SQLAlchemy's own type classes. What cannot be written so that it comes
back the same is not written at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum as PyEnum
from typing import Any
from uuid import UUID

from prismalchemy.runtime.decode import column_type
from prismalchemy.schema import (
    UNKNOWN,
    ClientDefault,
    Column,
    ColumnType,
    DefaultKind,
    Enum,
    EnumMember,
    Extension,
    ForeignKey,
    Generator,
    GeneratorOption,
    Index,
    IndexColumn,
    OnDelete,
    PrimaryKey,
    Raw,
    ReferentialAction,
    Relation,
    RelationKind,
    Schema,
    ServerDefault,
    Table,
    TableKey,
    TableKind,
)
from prismalchemy.text import Anchor, Origin, Problem, Span

NODES: tuple[type, ...] = (
    Schema,
    Table,
    Column,
    PrimaryKey,
    Index,
    IndexColumn,
    ForeignKey,
    Relation,
    Enum,
    EnumMember,
    ServerDefault,
    ClientDefault,
    Generator,
    GeneratorOption,
    Problem,
    Extension,
)
"""The classes that are written field by field."""
_ENUMS: tuple[type[PyEnum], ...] = (TableKind, RelationKind, ReferentialAction, DefaultKind, OnDelete)
_TUPLE, _UNKNOWN, _TYPE, _KEY, _MEMBER, _BYTES, _TEXT, _LIST, _DICT, _SHARED, _FIRST = range(11)
"""What the first number of a list says; from `_FIRST` on it is the class in NODES."""
_MICROSECOND = timedelta(microseconds=1)
_TEXTS: tuple[tuple[type, Callable[[Any], str], Callable[[str], Any]], ...] = (
    (Decimal, str, Decimal),
    (UUID, str, UUID),
    (datetime, datetime.isoformat, datetime.fromisoformat),
    (date, date.isoformat, date.fromisoformat),
    (time, time.isoformat, time.fromisoformat),
    (timedelta, lambda value: str(value // _MICROSECOND), lambda text: int(text) * _MICROSECOND),
)
"""Values of defaults that are written as text, and how they are written and read."""
_SHARED_CLASSES = frozenset({Column, ServerDefault, ClientDefault, IndexColumn, Enum, PrimaryKey})
"""Classes of which many equal instances come: columns of a mixin, enums, defaults. Each is written once."""


def _sorted_names(cls: type) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The fields of a class: values, places, and lists of named places."""
    names = [field.name for field in fields(cls)]
    places = tuple(name for name in names if name.endswith("origin"))
    lists = tuple(name for name in names if name == "aspects")
    return tuple(name for name in names if name not in places + lists), places, lists


_NAMES = {cls: _sorted_names(cls) for cls in NODES}
_TAGS = {cls: _FIRST + index for index, cls in enumerate(NODES)}

LAYOUT = ";".join(f"{cls.__name__}{_NAMES[cls]}" for cls in NODES)
"""What is written of which class: data of another layout cannot be read."""


class CodecError(Exception):
    """The value cannot be written so that it comes back the same, or the data are not what was written."""


def encode(schema: Schema, problems: tuple[Problem, ...], bases: Mapping[Anchor, int]) -> Iterator[bytes]:
    """What was read as lines of JSON, so that a large schema takes little memory: of each table first what others will
    share with it, then the table; last the head.

    Raises:
        CodecError: something in it has no form as data.
    """
    encoder = _Encoder()
    for table in schema.tables:
        line = _line(encoder.placed(table))
        yield from encoder.take_shared()
        yield line
    rest = encoder.placed((replace(schema, tables=()), problems))
    yield from encoder.take_shared()
    anchors = [[anchor.path, bases[anchor]] for anchor in encoder.anchors]
    yield _line({"anchors": anchors, "types": encoder.types, "value": rest})


def decode(lines: Sequence[bytes], lengths: Mapping[str, int]) -> tuple[Schema, tuple[Problem, ...], dict[Anchor, int]]:
    """What was read, with new anchors and where they stand.

    Args:
        lines: what `encode` made.
        lengths: the length of each file, in code points; a place outside of its file is refused.

    Raises:
        CodecError: the data are damaged.
    """
    try:
        head = json.loads(lines[-1])
        decoder = _Decoder(head, lengths)
        made = (decoder.placed(json.loads(line)) for line in lines[:-1])
        tables = tuple([one for one in made if isinstance(one, Table)])
        schema, problems = decoder.placed(head["value"])
        if not isinstance(schema, Schema) or not all(isinstance(problem, Problem) for problem in problems):
            raise CodecError("something else than was written")
        return replace(schema, tables=tables), tuple(problems), decoder.bases
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, RecursionError) as error:
        raise CodecError(f"{type(error).__name__}: {error}") from error


def _line(data: Any) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode("ascii")


class _Encoder:
    """Writes values; anchors, types and what is shared are written once and referred to by number."""

    def __init__(self) -> None:
        self.anchors: dict[Anchor, int] = {}
        self.types: list[Any] = []
        self._known_types: dict[str, int] = {}
        self._shared: dict[bytes, int] = {}
        self._fresh: list[bytes] = []
        self._origins: dict[Origin, int] = {}

    def placed(self, value: Any) -> list[Any]:
        """The places that a value refers to by number, three numbers each, and its data."""
        return self._with_places(self.value, value)

    def take_shared(self) -> list[bytes]:
        """What was written to be shared since the last time."""
        taken, self._fresh = self._fresh, []
        return taken

    def value(self, value: Any) -> Any:
        cls = value.__class__
        if value is None or cls in (str, int, float, bool):
            return value
        if cls in _TAGS:
            return self._share(value, cls) if cls in _SHARED_CLASSES else self._node(value, cls)
        if value is UNKNOWN:
            return [_UNKNOWN]
        if cls is TableKey:
            return [_KEY, value.schema, value.name]
        if cls is tuple:
            return [_TUPLE, *[self.value(item) for item in value]]
        if cls is ColumnType:
            return [_TYPE, self._type(value), self.value(value.enum), value.python, value.decorated]
        if cls in _ENUMS:
            return [_MEMBER, _ENUMS.index(cls), value.value]
        if cls is bytes:
            return [_BYTES, value.hex()]
        if cls is list:
            return [_LIST, *[self.value(item) for item in value]]
        if cls is dict:
            return [_DICT, *[self.value(part) for item in value.items() for part in item]]
        for number, (known, write, _) in enumerate(_TEXTS):
            if cls is known:
                return [_TEXT, number, write(value)]
        raise CodecError(f"{cls.__name__} cannot be written")

    def _node(self, value: Any, cls: type) -> Any:
        names, places, lists = _NAMES[cls]
        return [
            _TAGS[cls],
            *[self.value(getattr(value, name)) for name in names],
            *[self._origin(getattr(value, name)) for name in places],
            *[[part for name, at in getattr(value, name_) for part in (name, self._origin(at))] for name_ in lists],
        ]

    def _with_places(self, write: Callable[..., Any], *arguments: Any) -> list[Any]:
        outer, self._origins = self._origins, {}
        data = write(*arguments)
        places = [part for at in self._origins for part in (self.anchors[at.anchor], *at.span)]
        self._origins = outer
        return [places, data]

    def _share(self, value: Any, cls: type) -> Any:
        line = _line(self._with_places(self._node, value, cls))
        key = hashlib.blake2b(line, digest_size=16).digest()
        if key not in self._shared:
            self._shared[key] = len(self._shared)
            self._fresh.append(line)
        return [_SHARED, self._shared[key]]

    def _origin(self, origin: Origin | None) -> int:
        """The number of a place; 0 for none."""
        if origin is None:
            return 0
        self.anchors.setdefault(origin.anchor, len(self.anchors))
        return self._origins.setdefault(origin, len(self._origins) + 1)

    def _type(self, value: ColumnType) -> int:
        key = value.key
        if key not in self._known_types:
            from prismalchemy.runtime.describe import describe_type

            facts = {"sql": value.type.sql} if isinstance(value.type, Raw) else describe_type(value.type)
            again = column_type(facts)
            if again is UNKNOWN or again.key != value.key:
                raise CodecError(f"{value!r} does not come back the same")
            if not isinstance(value.type, Raw) and describe_type(again.type) != facts:
                raise CodecError(f"{value!r} does not come back the same")
            self._known_types[key] = len(self.types)
            self.types.append(facts)
        return self._known_types[key]


class _Decoder:
    """Makes values of data."""

    def __init__(self, head: Mapping[str, Any], lengths: Mapping[str, int]) -> None:
        self.bases: dict[Anchor, int] = {}
        self._anchors: list[tuple[Anchor, int]] = []
        for path, base in head["anchors"]:
            if not 0 <= base <= lengths[path]:
                raise ValueError("a place outside of its file")
            anchor = Anchor(path)
            self.bases[anchor] = base
            self._anchors.append((anchor, lengths[path] - base))
        self._types = [column_type(facts) for facts in head["types"]]
        self._known_types: dict[tuple[Any, ...], ColumnType] = {}
        self._makers = [_maker(cls) for cls in NODES]
        self._origins: list[Origin | None] = []
        self._shared: list[Any] = []

    def placed(self, data: Any) -> Any:
        """The value of data with the places that they refer to; what is shared is kept for the lines that follow."""
        places, written = data
        self._origins = [None, *_origins(places, self._anchors)]
        value = self.value(written)
        if value.__class__ in _SHARED_CLASSES:
            self._shared.append(value)
        return value

    def value(self, data: Any) -> Any:
        if data.__class__ is not list:
            return data
        tag = data[0]
        if tag >= _FIRST:
            make, count, places = self._makers[tag - _FIRST]
            value, origins = self.value, self._origins
            made = [item if item.__class__ is not list else value(item) for item in data[1:count]]
            made += [origins[item] for item in data[count:places]]
            made += [tuple(zip(item[::2], [origins[at] for at in item[1::2]])) for item in data[places:]]  # noqa: B905
            return make(made)
        if tag == _SHARED:
            return self._shared[data[1]]
        if tag == _TUPLE:
            value = self.value
            return tuple([item if item.__class__ is not list else value(item) for item in data[1:]])
        if tag == _UNKNOWN:
            return UNKNOWN
        if tag == _TYPE:
            return self._type(data)
        if tag == _KEY:
            return TableKey(data[1], data[2])
        if tag == _MEMBER:
            return _ENUMS[data[1]](data[2])
        if tag in (_LIST, _DICT):
            items = [self.value(item) for item in data[1:]]
            return items if tag == _LIST else dict(zip(items[::2], items[1::2], strict=True))
        return bytes.fromhex(data[1]) if tag == _BYTES else _TEXTS[data[1]][2](data[2])

    def _type(self, data: list[Any]) -> ColumnType:
        _, number, enum, python, decorated = data
        found = self._types[number]
        if found is UNKNOWN:
            raise ValueError("a type that there is not")
        if enum is not None:
            return ColumnType(found.type, enum=self.value(enum), python=python, decorated=decorated)
        key = (number, python, decorated)
        if key not in self._known_types:
            self._known_types[key] = ColumnType(found.type, python=python, decorated=decorated)
        return self._known_types[key]


def _origins(numbers: list[int], anchors: list[tuple[Anchor, int]]) -> Iterator[Origin]:
    make = _maker(Origin)[0]
    for number, start, end in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        anchor, length = anchors[number]
        if not 0 <= start <= end <= length:
            raise ValueError("a place outside of its file")
        yield make((anchor, tuple.__new__(Span, (start, end))))


def _maker(cls: type) -> tuple[Callable[[Sequence[Any]], Any], int, int]:
    """What makes a frozen dataclass of its fields' values; where its places begin and end in the data."""
    names, places, lists = _NAMES.get(cls) or (("anchor", "span"), (), ())
    setters = [getattr(cls, name).__set__ for name in (*names, *places, *lists)]
    new: Callable[[type], Any] = object.__new__

    def make(values: Sequence[Any]) -> Any:
        if len(values) != len(setters):
            raise ValueError(f"{cls.__name__} has {len(setters)} fields")
        made = new(cls)
        for setter, value in zip(setters, values):  # noqa: B905 - `strict` costs a fifth, and the lengths are the same
            setter(made, value)
        return made

    return make, 1 + len(names), 1 + len(names) + len(places)
