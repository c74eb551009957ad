"""Random Prisma schemas, each a change of the one before it, with what `migrate new` has to be told of the change."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

Change = tuple[str, tuple[str, ...]]
"""A schema, and the options that lead to it."""


@dataclass
class _Model:
    fields: dict[str, str] = field(default_factory=dict)
    """Type and attributes of each scalar field; `id` is understood."""
    indexes: set[str] = field(default_factory=set)
    parents: dict[str, str] = field(default_factory=dict)
    """The foreign key's field, and the model that it refers to."""


@dataclass
class _State:
    random: random.Random
    models: dict[str, _Model] = field(default_factory=dict)
    enums: dict[str, list[str]] = field(default_factory=dict)
    held: set[tuple[str, str]] = field(default_factory=set)
    """Labels that rows may hold, because they were a default once."""
    made: int = 0
    types: tuple[str, ...] = ()
    """Types and attributes of new fields."""
    type_changes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    using: bool = True
    """Whether a type is changed by an expression, which SQLite has none of: a column holds what it held."""

    def name(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.made}"

    def model(self) -> str:
        return self.random.choice(list(self.models))

    def field(self, *types: str) -> tuple[str, str] | None:
        """A field whose type is one of these, and that no key or index needs."""
        found = [
            (model, name)
            for model, one in self.models.items()
            for name, type_ in one.fields.items()
            if (not types or type_.split()[0] in types) and name not in one.indexes and name not in one.parents
        ]
        return self.random.choice(found) if found else None

    def text(self, provider: str) -> str:
        lines = [f'datasource db {{\n  provider = "{provider}"\n}}\n']
        for enum, labels in self.enums.items():
            lines.append(f"enum {enum} {{\n" + "".join(f"  {label}\n" for label in labels) + "}\n")
        for model, one in self.models.items():
            lines.append(f"model {model} {{\n  id Int @id @default(autoincrement())")
            lines += [f"  {name} {type_}" for name, type_ in one.fields.items()]
            for key, parent in one.parents.items():
                lines.append(f'  {key}_ref {parent}? @relation("{model}_{key}", fields: [{key}], references: [id])')
            for other, held in self.models.items():
                lines += [
                    f'  {other}_{key}_refs {other}[] @relation("{other}_{key}")'
                    for key, parent in held.parents.items()
                    if parent == model
                ]
            lines += [f"\n  @@index([{name}])" for name in sorted(one.indexes)]
            lines.append("}\n")
        return "\n".join(lines)


def postgresql(seed: int, length: int) -> list[Change]:
    """So many schemas for PostgreSQL."""
    state = _State(random.Random(seed), types=(*_TYPES, *_MORE), type_changes=_CHANGES)
    return _changes(state, "postgresql", _MAKERS, length)


def sqlite(seed: int, length: int) -> list[Change]:
    """So many schemas for SQLite, which has no enums of its own, no lists and no native types."""
    state = _State(random.Random(seed), types=_SQLITE_TYPES, type_changes=_SQLITE_CHANGES, using=False)
    return _changes(state, "sqlite", _SQLITE_MAKERS, length)


def _changes(
    state: _State, provider: str, makers: Sequence[Callable[[_State], tuple[str, ...] | None]], length: int
) -> list[Change]:
    found: list[Change] = []
    last = ""
    while len(found) < length:
        before = deepcopy(state)
        maker = state.random.choice(makers) if found else _add_model
        options = maker(state)
        text = state.text(provider)
        if options is None or text == last:
            state.models, state.enums, state.held = before.models, before.enums, before.held
            continue
        found.append((text, ("--no-renames", *options)))
        last = text
    return found


def _add_model(state: _State) -> tuple[str, ...]:
    state.models[state.name("M")] = _Model({"name": 'String @default("a;b :c \'d")', "note": "String?"})
    return ()


def _drop_model(state: _State) -> tuple[str, ...] | None:
    kept = {parent for one in state.models.values() for parent in one.parents.values()}
    free = [model for model in state.models if model not in kept]
    if len(state.models) < 3 or not free:
        return None
    del state.models[state.random.choice(free)]
    return ("--accept-data-loss",)


def _rename_model(state: _State) -> tuple[str, ...]:
    old, new = state.model(), state.name("M")
    state.models = {new if name == old else name: one for name, one in state.models.items()}
    for one in state.models.values():
        one.parents = {key: new if parent == old else parent for key, parent in one.parents.items()}
    return ("--rename", f"{old}={new}")


_TYPES = ("String?", "Int?", "Boolean @default(true)", "DateTime @default(now())", "Decimal? @db.Decimal(8, 2)")
_MORE = ("String[]", "Json?", "BigInt?", "Int @default(7)", "String? @db.VarChar(20)", "Float?", "Bytes?")


def _add_field(state: _State) -> tuple[str, ...]:
    state.models[state.model()].fields[state.name("f")] = state.random.choice(state.types)
    return ()


def _add_required(state: _State) -> tuple[str, ...]:
    model, name = state.model(), state.name("f")
    state.models[model].fields[name] = "String"
    return ("--backfill", f"{model}.{name}='x:' || CAST(\"id\" AS text)")


def _drop_field(state: _State) -> tuple[str, ...] | None:
    place = state.field()
    if place is None:
        return None
    del state.models[place[0]].fields[place[1]]
    return ("--accept-data-loss",)


def _rename_field(state: _State) -> tuple[str, ...] | None:
    place = state.field()
    if place is None:
        return None
    model, old = place
    new = state.name("f")
    state.models[model].fields = {new if n == old else n: type_ for n, type_ in state.models[model].fields.items()}
    return ("--rename", f"{model}.{old}={new}")


_CHANGES = {
    "Int?": ("BigInt?", "String?"),
    "BigInt?": ("Int?",),
    "String?": ("String? @db.VarChar(20)", "String[]", "Int?"),
    "Float?": ("Decimal? @db.Decimal(8, 2)",),
}


def _change_type(state: _State) -> tuple[str, ...] | None:
    place = state.field(*state.type_changes)
    if place is None:
        return None
    fields = state.models[place[0]].fields
    type_ = fields[place[1]]
    if type_ not in state.type_changes:
        return None
    new = state.random.choice(state.type_changes[type_])
    fields[place[1]] = new
    text_to_number = state.using and type_ == "String?" and new == "Int?"
    return ("--accept-data-loss", *(("--using", f"{place[0]}.{place[1]}=NULL") if text_to_number else ()))


def _require(state: _State) -> tuple[str, ...] | None:
    place = state.field("String?", "Int?")
    if place is None:
        return None
    fields = state.models[place[0]].fields
    fields[place[1]] = fields[place[1]].replace("?", "", 1)
    value = "'none'" if fields[place[1]].startswith("String") else "0"
    return ("--backfill", f"{place[0]}.{place[1]}={value}")


def _allow_null(state: _State) -> tuple[str, ...] | None:
    place = state.field("String", "Int")
    if place is None:
        return None
    fields = state.models[place[0]].fields
    fields[place[1]] = fields[place[1]].split()[0] + "?"
    return ()


def _index(state: _State) -> tuple[str, ...] | None:
    place = state.field("String?", "Int?", "String", "BigInt?")
    if place is None:
        return None
    state.models[place[0]].indexes.add(place[1])
    return ()


def _drop_index(state: _State) -> tuple[str, ...] | None:
    found = [(model, name) for model, one in state.models.items() for name in sorted(one.indexes)]
    if not found:
        return None
    model, name = state.random.choice(found)
    state.models[model].indexes.remove(name)
    return ()


def _relation(state: _State) -> tuple[str, ...]:
    model, name = state.model(), state.name("k")
    state.models[model].fields[name] = "Int?"
    state.models[model].parents[name] = state.model()
    return ()


def _enum(state: _State) -> tuple[str, ...]:
    enum = state.name("E")
    state.enums[enum] = ["a", "b"]
    state.held.add((enum, "a"))
    state.models[state.model()].fields[state.name("f")] = f"{enum} @default(a)"
    return ()


def _add_label(state: _State) -> tuple[str, ...] | None:
    if not state.enums:
        return None
    enum = state.random.choice(list(state.enums))
    label = state.name("l")
    state.enums[enum].append(label)
    # Used at once, which a database refuses in one transaction.
    place = state.field(enum)
    if place is not None and state.random.random() < 0.5:
        state.models[place[0]].fields[place[1]] = f"{enum} @default({label})"
        state.held.add((enum, label))
    return ()


def _rename_label(state: _State) -> tuple[str, ...] | None:
    if not state.enums:
        return None
    enum = state.random.choice(list(state.enums))
    at = state.random.randrange(len(state.enums[enum]))
    old, new = state.enums[enum][at], state.name("l")
    state.enums[enum][at] = new
    if (enum, old) in state.held:
        state.held.add((enum, new))
    for one in state.models.values():
        one.fields = {n: t.replace(f"{enum} @default({old})", f"{enum} @default({new})") for n, t in one.fields.items()}
    return ("--rename", f"{enum}.{old}={new}")


def _drop_label(state: _State) -> tuple[str, ...] | None:
    found = [
        (enum, label) for enum, labels in state.enums.items() for label in labels if (enum, label) not in state.held
    ]
    found = [(enum, label) for enum, label in found if len(state.enums[enum]) > 1]
    if not found:
        return None
    enum, label = state.random.choice(found)
    state.enums[enum].remove(label)
    return ("--accept-data-loss",)


_MAKERS: tuple[Callable[[_State], tuple[str, ...] | None], ...] = (
    _add_model,
    _drop_model,
    _rename_model,
    _add_field,
    _add_field,
    _add_required,
    _drop_field,
    _rename_field,
    _change_type,
    _require,
    _allow_null,
    _index,
    _drop_index,
    _relation,
    _enum,
    _add_label,
    _add_label,
    _rename_label,
    _drop_label,
)

_SQLITE_TYPES = (
    "String?",
    "Int?",
    "Boolean @default(true)",
    "DateTime @default(now())",
    "Decimal?",
    "Json?",
    "BigInt?",
    "Int @default(7)",
    "Float?",
    "Bytes?",
)
_SQLITE_CHANGES = {"Int?": ("BigInt?", "String?"), "BigInt?": ("Int?",), "String?": ("Int?",), "Float?": ("Decimal?",)}
_SQLITE_MAKERS = tuple(maker for maker in _MAKERS if maker not in (_enum, _add_label, _rename_label, _drop_label))
