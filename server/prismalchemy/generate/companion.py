"""Pydantic schemas for requests and responses, from the same neutral schema as the models.

For each model there are `…Create`, `…Update` and `…Read`, which have columns only, and `…Detail`: what is read, with
the objects at the other end of its relations as `…Read`. Details never hold details, so there are no cycles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from prismalchemy.generate.companion_fields import (
    CAMEL_CASE,
    Purpose,
    Spelling,
    camel_case,
    columns_of,
    field_names,
    render_field,
    render_related,
    schema_config,
)
from prismalchemy.generate.companion_types import ALIASES, FieldType, define
from prismalchemy.generate.documentation import docstring, indented
from prismalchemy.generate.identifiers import identifier, snake_case, unique
from prismalchemy.generate.imports import Imports, export_order, render_exports
from prismalchemy.generate.layout import Call, render
from prismalchemy.generate.module import assemble, schema_names_of
from prismalchemy.generate.names import enum_entity
from prismalchemy.generate.options import Options
from prismalchemy.schema import Enum, Relation, RelationKind, Schema, Table, TableKey, TableKind

_SUPPORT, _DETAILS = "_support", "details"
_SUFFIXES = ("Create", "Update", "Read", "Detail")
_DOCUMENTATION: dict[Purpose, str] = {
    "create": "What a new `{}` is made of.",
    "update": "What of a `{}` is to change.",
    "read": "A `{}` as it is stored.",
}


def render_schemas(schema: Schema, options: Options, models: str) -> str:
    """All schemas as one module.

    Args:
        schema: the neutral schema.
        options: how the models are generated, whose attributes the fields are named after.
        models: the module that has the enums, absolute or relative to this one (`.models`).
    """
    companion = _Companion(schema, options)
    file = _File(companion, {models: companion.enum_classes})
    classes = [companion.schemas(table, file) for table in companion.tables]
    classes.append(companion.details(file))
    text = [block for blocks in classes for block in blocks]
    return assemble(companion.header(), file.imports, [*file.definitions(), companion.base(file), *text])


def render_schemas_package(schema: Schema, options: Options, models: str) -> dict[str, str]:
    """All schemas as a package: relative path → text.

    `_support.py` has the base and the types, one file each model its schemas, `details.py` those with relations;
    `__init__.py` imports and exports them all. The arguments are those of `render_schemas`, but that a relative
    `models` is relative to the package's files.
    """
    companion = _Companion(schema, options)
    used: dict[str, FieldType] = {}
    files: dict[str, str] = {}
    homes: dict[str, tuple[str, ...]] = {}
    taken = {_SUPPORT, _DETAILS, "__init__"}

    def make(name: str, title: str, blocks: Callable[[_File], list[str]]) -> None:
        file = _File(companion, {models: companion.enum_classes, **{f".{home}": homes[home] for home in homes}}, used)
        written = blocks(file)
        if written:
            files[f"{name}.py"] = assemble(docstring(title), file.imports, written)

    for table in companion.tables:
        name = unique(identifier(snake_case(companion.names.classes[table.key])), taken)
        taken.add(name)
        make(name, f"Schemas of the model `{table.entity}`.", lambda file, table=table: companion.schemas(table, file))  # type: ignore[misc]  # mypy does not see that it is called at once
        homes[name] = companion.classes_of(table)
    make(_DETAILS, "Schemas with relations.", companion.details)
    if f"{_DETAILS}.py" in files:
        homes[_DETAILS] = companion.detail_classes
    support = _File(companion, {}, None)
    support.wanted.update(used)
    base = companion.base(support)
    files[f"{_SUPPORT}.py"] = assemble(
        docstring("Base and types of the schemas."), support.imports, [*support.definitions(), base]
    )
    init = Imports()
    for home, exported in homes.items():
        for name in exported:
            init.take(f".{home}", name)
    exported_names = (name for exported in homes.values() for name in exported)
    files["__init__.py"] = assemble(companion.header(), init, [render_exports(exported_names)])
    return dict(sorted(files.items()))


class _Companion:
    """What all files of the schemas have in common: names and the order of things."""

    def __init__(self, schema: Schema, options: Options) -> None:
        self.schema = schema
        self.options = options
        self.names = schema_names_of(schema, options)
        self.tables = [
            table
            for table in self.names.tables_in_order
            if table.key in self.names.classes and not table.ignored and table.kind is not TableKind.JOIN
        ]
        self.fields = {table.key: field_names(table.key, self.names) for table in self.tables}

    @cached_property
    def enum_classes(self) -> tuple[str, ...]:
        """The enums, which the models' module has."""
        return tuple(self.names.enum_classes.values())

    @cached_property
    def base_class(self) -> str:
        """The name of the schemas' base."""
        return unique("Schema", set(self.enum_classes))

    @cached_property
    def reserved(self) -> frozenset[str]:
        """The names that are defined or imported as they are."""
        classes = (self.name(table.key, suffix) for table in self.tables for suffix in _SUFFIXES)
        return frozenset({*self.enum_classes, *classes, self.base_class})

    @cached_property
    def attributes(self) -> frozenset[str]:
        """The fields of all schemas, which hide what has the same name."""
        return frozenset(field.name for fields in self.fields.values() for field in fields.values())

    @cached_property
    def generates(self) -> bool:
        """Whether a rule makes Prisma's names of the fields' for JSON: it does if that leaves fewer exceptions."""
        fields = [field for fields in self.fields.values() for field in fields.values()]
        ruled = sum(camel_case(field.name) == field.prisma for field in fields)
        return ruled > sum(field.name == field.prisma for field in fields)

    def name(self, key: TableKey, suffix: str) -> str:
        """A schema's class."""
        return unique(self.names.classes[key] + suffix, {*self.enum_classes})

    def classes_of(self, table: Table) -> tuple[str, ...]:
        """The schemas of a table that have columns only."""
        suffixes = ("Read",) if table.kind is TableKind.VIEW else ("Create", "Update", "Read")
        return tuple(self.name(table.key, suffix) for suffix in suffixes)

    @cached_property
    def detail_classes(self) -> tuple[str, ...]:
        """The schemas with relations."""
        return tuple(self.name(table.key, "Detail") for table in self.tables if self._relations(table))

    def header(self) -> str:
        """The docstring of the module, or of the package."""
        source = "the Prisma schema" if self.options.source is None else self.options.source
        return docstring(
            f"Pydantic schemas of {source}.\n\n"
            "`…Create` and `…Update` are for requests: `User(**data.model_dump(exclude_unset=True))`; `…Read` is for\n"
            "responses, and `…Detail` adds the objects that relations lead to, which it loads.\n\n"
            f"Generated by prismalchemy; to make it again run:\n\n    {self.options.command}\n"
        )

    def base(self, file: _File) -> str:
        """The base of all schemas."""
        generator = file.imports.free("camel_case") if self.generates else None
        config = render(schema_config(file.spelling, generator), self.options.style, "model_config = ")
        text = f"class {self.base_class}({file.imports.use('pydantic', 'BaseModel')}):\n"
        text += '    """Base of all schemas: JSON has Prisma\'s names, the program those of the models."""\n\n'
        text += indented(config, "    ") + "\n"
        return f"{CAMEL_CASE.replace('camel_case', generator)}\n\n{text}" if generator is not None else text

    def schemas(self, table: Table, file: _File) -> list[str]:
        """The classes of a table that have columns only."""
        purposes: Iterable[Purpose] = ("read",) if table.kind is TableKind.VIEW else ("create", "update", "read")
        fields = self.fields[table.key]
        blocks = []
        for purpose in purposes:
            name = self.name(table.key, purpose.capitalize())
            file.imports.scope = {field.name for field in fields.values()}
            lines = [
                render_field(column, purpose, fields, file.spelling, self.options.style)
                for column in columns_of(table, purpose)
            ]
            documentation = _DOCUMENTATION[purpose].format(table.entity)
            if purpose == "read" and table.documentation is not None:
                documentation = table.documentation
            blocks.append(self._class(name, file.own(self.base_class), documentation, lines))
        file.imports.scope = ()
        return blocks

    def details(self, file: _File) -> list[str]:
        """The classes with relations."""
        blocks = []
        for table in self.tables:
            relations = self._relations(table)
            if not relations:
                continue
            fields = self.fields[table.key]
            lines = []
            file.imports.scope = {field.name for field in fields.values()}
            for relation, target in relations:
                many = relation.kind in (RelationKind.MANY, RelationKind.MANY_TO_MANY)
                read = file.own(self.name(target, "Read"))
                lines.append(render_related(relation, read, fields, file.spelling, self.options.style, many=many))
            documentation = f"A `{table.entity}` with what its relations lead to."
            read = file.own(self.name(table.key, "Read"))
            blocks.append(self._class(self.name(table.key, "Detail"), read, documentation, lines))
        file.imports.scope = ()
        return blocks

    def _relations(self, table: Table) -> list[tuple[Relation, TableKey]]:
        mapped = self.names.relations[table.key]
        return [
            (relation, relation.target)
            for relation in table.relations
            if relation.attribute in mapped
            and not relation.ignored
            and isinstance(relation.target, TableKey)
            and relation.target in self.fields
        ]

    def _class(self, name: str, base: str, documentation: str, lines: list[str]) -> str:
        body = "\n\n".join(part for part in (docstring(documentation), "\n".join(lines)) if part)
        head = render(Call(name, (base,)), self.options.style, "class ", depth=0, suffix=":")
        return f"{head}\n{indented(body, '    ')}\n"


class _File:
    """One file of schemas: what it imports, and the types that it defines.

    Args:
        companion: what all files have in common.
        homes: the modules that classes are imported from, with those classes.
        shared: the types that are used, where `_support.py` has them and the base; None where this file has them.
    """

    def __init__(
        self, companion: _Companion, homes: dict[str, tuple[str, ...]], shared: dict[str, FieldType] | None = None
    ) -> None:
        modules = {module for module in homes if not module.startswith(".")}
        width = companion.options.width
        self.imports = Imports(companion.reserved, companion.attributes, width, modules)
        self.wanted: dict[str, FieldType] = {}
        self._companion = companion
        self._homes = {name: module for module, names in homes.items() for name in names}
        self._shared = shared
        if shared is not None:
            self._homes[companion.base_class] = f".{_SUPPORT}"

    @property
    def spelling(self) -> Spelling:
        """What fields ask of this file."""
        generated = camel_case if self._companion.generates else str
        return Spelling(self.imports.use, self._alias, self._enum, generated)

    def own(self, name: str) -> str:
        """A class of the schemas, which is imported if another file has it."""
        home = self._homes.get(name)
        return name if home is None else self.imports.take(home, name)

    def definitions(self) -> list[str]:
        """The types that this file defines, in order."""
        needed = {name for other in self.wanted if other in ALIASES for name in ALIASES[other].needs}
        found = {name: alias for name, alias in ALIASES.items() if name in self.wanted or name in needed}
        for name in sorted(self.wanted, key=export_order):
            alias_of = self.wanted[name].alias
            if alias_of is not None:
                found[name] = alias_of
        texts = [define(name, alias, self.imports) for name, alias in found.items()]
        short = [text for text in texts if text.count("\n") == 1 and not text.startswith("T")]
        return [*(text for text in texts if text not in short), *(["".join(short)] if short else [])]

    def _alias(self, kind: FieldType) -> str:
        name = self.imports.free(kind.name)
        if self._shared is None:
            self.wanted[kind.name] = kind
            return name
        self._shared[kind.name] = kind
        return self.imports.take(f".{_SUPPORT}", name)

    def _enum(self, enum: Enum) -> str:
        return self.own(self._companion.names.enum_classes[enum_entity(enum)])
