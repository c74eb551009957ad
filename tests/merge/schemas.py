"""Random Prisma schemas, and random changes to them that say what they touch."""

from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random

HEAD = 'datasource db {\n  provider = "postgresql"\n}\n'
SCALARS = (
    "String",
    "String @db.VarChar(40)",
    "Int",
    "Int @default(7)",
    "BigInt",
    "Boolean @default(true)",
    "DateTime @default(now())",
    "DateTime @updatedAt",
    "Decimal @db.Decimal(8, 2)",
    "Json",
    "Float",
    "String @default(cuid())",
    "String @default(uuid()) @db.Uuid",
    "String[]",
)
WORDS = ("amount", "city", "colour", "dueAt", "email", "flag", "height", "note", "score", "slug", "title", "weight")
MODELS = ("Account", "Badge", "Comment", "Device", "Event", "Folder", "Group", "Hub")
ENUMS = ("Kind", "Level", "Mode")


@dataclass
class Model:
    """A model: `fields` maps a field to its type and attributes, `relations` to the lines of relation fields."""

    name: str
    fields: dict[str, str]
    relations: dict[str, str] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        lines = [f"{name} {type_}" for name, type_ in (self.fields | self.relations).items()]
        return f"model {self.name} {{\n" + "".join(f"  {line}\n" for line in [*lines, *self.blocks]) + "}\n"


@dataclass
class Schema:
    models: dict[str, Model]
    enums: dict[str, list[str]]
    number: int = 0

    @property
    def text(self) -> str:
        enums = [
            f"enum {name} {{\n" + "".join(f"  {label}\n" for label in of) + "}\n" for name, of in self.enums.items()
        ]
        return "\n".join([HEAD, *enums, *(model.text for model in self.models.values())])

    def next(self) -> int:
        self.number += 1
        return self.number


@dataclass
class Touched:
    """What changes of a schema touched, as (class, attribute), and None for a class as a whole.

    `gone` is no longer there, or is there by another name; `changed` has another type. `wanted` is what changes should
    be made to rather than to anything else.
    """

    gone: set[tuple[str, str | None]] = field(default_factory=set)
    changed: set[tuple[str, str | None]] = field(default_factory=set)
    wanted: frozenset[tuple[str, str | None]] = frozenset()


def random_schema(random: Random) -> Schema:
    schema = Schema({}, {name: ["ONE", "TWO"] for name in random.sample(ENUMS, random.randint(0, 2))})
    for name in random.sample(MODELS, random.randint(2, 4)):
        _add_model(random, schema, name)
    for _ in range(random.randint(1, 3)):
        add_relation(random, schema, Touched())
    for _ in range(2):
        add_index(random, schema, Touched())
    return schema


def changed(
    random: Random, schema: Schema, count: int, wanted: Collection[tuple[str, str | None]] = ()
) -> tuple[Schema, Touched]:
    """The schema with random changes, and what they touched; `wanted` is what they should touch."""
    new = copy.deepcopy(schema)
    touched = Touched(wanted=frozenset(wanted))
    for _ in range(count):
        random.choice(CHANGES)(random, new, touched)
    return new, touched


def _add_model(random: Random, schema: Schema, name: str) -> None:
    key = random.choice(("Int @id @default(autoincrement())", "Int @id", "String @id @default(cuid())"))
    chosen = random.sample(WORDS, random.randint(2, 5))
    schema.models[name] = Model(name, {"id": key} | {word: _type(random, schema) for word in chosen})


def _type(random: Random, schema: Schema) -> str:
    if schema.enums and random.random() < 0.2:
        return random.choice(sorted(schema.enums)) + random.choice(("", " @default(ONE)"))
    type_ = random.choice(SCALARS)
    head, _, rest = type_.partition(" ")
    return f"{head}? {rest}".strip() if random.random() < 0.3 and "[" not in head and "Json" not in head else type_


def _pick(random: Random, schema: Schema, touched: Touched | None = None) -> tuple[Model, str] | None:
    """A model and a field that is neither its key nor used by a relation or an index."""
    found = [
        (model, name)
        for model in schema.models.values()
        for name in model.fields
        if name != "id" and not name.endswith("Id") and not any(f"[{name}]" in block for block in model.blocks)
    ]
    wanted = [(model, name) for model, name in found if touched and (model.name, column(name)) in touched.wanted]
    found = wanted if wanted and random.random() < 0.7 else found
    return random.choice(found) if found else None


def add_field(random: Random, schema: Schema, touched: Touched) -> None:
    model = random.choice(list(schema.models.values()))
    name = f"{random.choice(WORDS)}New{schema.next()}"
    items = list(model.fields.items())
    items.insert(random.randint(1, len(items)), (name, _type(random, schema)))
    model.fields = dict(items)


def remove_field(random: Random, schema: Schema, touched: Touched) -> None:
    picked = _pick(random, schema, touched)
    if picked is not None:
        model, name = picked
        del model.fields[name]
        touched.gone.add((model.name, column(name)))


def change_type(random: Random, schema: Schema, touched: Touched) -> None:
    picked = _pick(random, schema, touched)
    if picked is not None:
        model, name = picked
        model.fields[name] = _type(random, schema)
        touched.changed.add((model.name, column(name)))


def rename_field(random: Random, schema: Schema, touched: Touched) -> None:
    picked = _pick(random, schema, touched)
    if picked is None:
        return
    model, name = picked
    new = f"{name}Renamed{schema.next()}"
    mapped = f' @map("{name}")' if random.random() < 0.5 and "@map" not in model.fields[name] else ""
    model.fields = {
        (new if key == name else key): (f"{of}{mapped}" if key == name else of) for key, of in model.fields.items()
    }
    names: set[tuple[str, str | None]] = {(model.name, column(name)), (model.name, column(new))}
    # What keeps its name in the database is the same thing to a merge.
    touched.changed |= names
    touched.gone |= set() if mapped else names


def add_enum(random: Random, schema: Schema, touched: Touched) -> None:
    name = f"Enum{schema.next()}"
    schema.enums[name] = ["ONE", "TWO"]
    random.choice(list(schema.models.values())).fields[f"of{name}"] = name


def add_label(random: Random, schema: Schema, touched: Touched) -> None:
    if schema.enums:
        schema.enums[random.choice(sorted(schema.enums))].append(f"LABEL{schema.next()}")


def add_model(random: Random, schema: Schema, touched: Touched) -> None:
    _add_model(random, schema, f"Model{schema.next()}")


def remove_model(random: Random, schema: Schema, touched: Touched) -> None:
    free = [name for name, model in schema.models.items() if not model.relations]
    if free and len(schema.models) > 1:
        name = random.choice(free)
        del schema.models[name]
        touched.gone.add((name, None))


def add_relation(random: Random, schema: Schema, touched: Touched) -> None:
    one, other = random.choice(list(schema.models.values())), random.choice(list(schema.models.values()))
    number = schema.next()
    key = other.fields["id"].partition(" ")[0]
    if random.random() < 0.2 and one is not other:
        one.relations[f"many{number}"] = f'{other.name}[] @relation("r{number}")'
        other.relations[f"back{number}"] = f'{one.name}[] @relation("r{number}")'
        return
    one.fields[f"ref{number}Id"] = f"{key}?"
    one.relations[f"ref{number}"] = f'{other.name}? @relation("r{number}", fields: [ref{number}Id], references: [id])'
    other.relations[f"back{number}"] = f'{one.name}[] @relation("r{number}")'


def remove_relation(random: Random, schema: Schema, touched: Touched) -> None:
    numbers = {name[3:] for model in schema.models.values() for name in model.relations if name.startswith("ref")}
    if not numbers:
        return
    number = random.choice(sorted(numbers))
    for model in schema.models.values():
        for name in (f"ref{number}", f"back{number}", f"ref{number}Id"):
            if model.relations.pop(name, None) or model.fields.pop(name, None):
                touched.gone.add((model.name, column(name)))


def add_index(random: Random, schema: Schema, touched: Touched) -> None:
    picked = _pick(random, schema)
    if picked is not None:
        model, name = picked
        if "[]" not in model.fields[name] and "Json" not in model.fields[name]:
            model.blocks.append(f"{random.choice(('@@index', '@@unique'))}([{name}])")


def remove_index(random: Random, schema: Schema, touched: Touched) -> None:
    having = [model for model in schema.models.values() if model.blocks]
    if having:
        model = random.choice(having)
        model.blocks.pop(random.randrange(len(model.blocks)))


CHANGES = (
    *(add_field, remove_field, add_enum, add_label, add_model, remove_model),
    *(add_relation, remove_relation, add_index, remove_index),
    *(change_type, change_type, change_type, rename_field, rename_field),
)


def column(field_name: str) -> str:
    """The attribute that is generated for a field."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in field_name)
