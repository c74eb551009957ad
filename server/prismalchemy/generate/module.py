"""A whole schema as one module."""

from __future__ import annotations

from prismalchemy.compare.kept import with_kept_names
from prismalchemy.generate import helpers
from prismalchemy.generate.classes import render_class, render_core_table
from prismalchemy.generate.closing import closing_statements
from prismalchemy.generate.documentation import docstring
from prismalchemy.generate.enums import render_enum
from prismalchemy.generate.imports import Imports
from prismalchemy.generate.names import Member, SchemaNames, enum_entity, enum_members
from prismalchemy.generate.options import Declaration, Options
from prismalchemy.schema import UNKNOWN, Enum, Schema, Table, TableKey, TableKind

_OVERRIDE = "  # pyright: ignore[reportIncompatibleVariableOverride]"


class ModuleNames:
    """`Names` of a module that is generated whole.

    Args:
        schema_names: the names of the schema's classes and attributes.
        imports: the module's imports.
        options: how it is generated.
    """

    def __init__(self, schema_names: SchemaNames, imports: Imports, options: Options | None = None) -> None:
        self._names = schema_names
        self.imports = imports
        self.type_packages = (options or Options()).type_packages
        self.helpers: set[str] = set()
        self.dialect = _dialect(schema_names.schema)

    def use(self, module: str, name: str) -> str:
        """See `Names.use`."""
        return self.imports.use(module, name)

    def helper(self, name: str) -> str:
        """See `Names.helper`; helpers are defined in the module."""
        self.helpers.add(name)
        return self.imports.free(name)

    def entity(self, key: TableKey) -> str | None:
        """See `Names.entity`."""
        return self._names.classes.get(key)

    def base_table(self, key: TableKey) -> str:
        """See `Names.base_table`."""
        return self._names.core_tables[key]

    def attribute(self, key: TableKey, column: str) -> str:
        """See `Names.attribute`."""
        return self._names.attributes[key][column]

    def relation(self, key: TableKey, field: str) -> str | None:
        """See `Names.relation`."""
        return self._names.relations.get(key, {}).get(field)

    def enum(self, enum: Enum) -> str:
        """See `Names.enum`."""
        return self._names.enum_classes[enum_entity(enum)]

    def members(self, enum: Enum) -> tuple[Member, ...]:
        """See `Names.members`."""
        return enum_members(enum)


def render_module(schema: Schema, options: Options | None = None) -> str:
    """The schema as one Python module: imports, helpers, base, enums, Core tables, classes.

    What the schema does not say (UNKNOWN) is left out. The text is as `ruff format` and isort would leave it.
    """
    options = options or Options()
    style = options.style
    schema = as_created(schema)
    schema_names = schema_names_of(schema, options)
    imports = Imports(schema_names.module_names, schema_names.all_attributes, options.width, options.user_modules)
    names = ModuleNames(schema_names, imports, options)
    base = base_name(schema_names, names, options)
    blocks = []
    if options.base_class is None:
        blocks.append(base_class(base, names, options.declaration))
    if any(table.kind is TableKind.VIEW for table in schema.tables):
        blocks.append(view_base_class(base, names, options.declaration))
    blocks += [render_enum(enum, names, style) for enum in schema.enums]
    core = [table for table in schema_names.tables_in_order if table.key in schema_names.core_tables]
    tables = [render_core_table(table, style, names, metadata_of(table, base)) for table in core]
    if tables:
        blocks.append("\n".join(tables))
    for table in schema_names.tables_in_order:
        if table.key in schema_names.classes:
            imports.scope = ()
            bases = (*mixin_names(table, names, options), class_base(table, base))
            imports.scope = schema_names.scope(table.key)
            blocks.append(render_class(table, schema, style, names, bases, options.lazy))
    imports.scope = ()
    closing = closing_statements(schema, names, lambda: base, options.style)
    if closing:
        blocks.append(closing)
    used = [helpers.source(name, names.use, imports.free) for name in helpers.with_needed(names.helpers)]
    return assemble(header(options), imports, [*used, *blocks])


def as_created(schema: Schema) -> Schema:
    """The schema with the names that the database gives what is created: SQLAlchemy refuses to create longer ones."""
    return with_kept_names(schema, _dialect(schema))[0]


def _dialect(schema: Schema) -> str:
    return "postgresql" if schema.dialect is UNKNOWN else schema.dialect


def header(options: Options) -> str:
    """The module's docstring: where it came from and how to make it again."""
    source = "the Prisma schema" if options.source is None else options.source
    return docstring(
        f"SQLAlchemy models of {source}.\n\nGenerated by prismalchemy; to make it again run:\n\n    {options.command}\n"
    )


def schema_names_of(schema: Schema, options: Options) -> SchemaNames:
    """The names of all that is generated."""
    base = options.base if options.base_class is None else ""
    return SchemaNames(schema, options.naming, base, pydantic=options.declaration == "sqlmodel")


def base_name(schema_names: SchemaNames, names: ModuleNames, options: Options) -> str:
    """The local spelling of the declarative base: of the generated one, or of the user's, which is imported."""
    if options.base_class is None:
        return schema_names.base
    return names.use(*options.base_class)


def mixin_names(table: Table, names: ModuleNames, options: Options) -> tuple[str, ...]:
    """The local spellings of the mixins of a table's class; one that several globs name stands there once."""
    found = dict.fromkeys(mixin.reference for mixin in options.mixins if mixin.belongs_to(table.key))
    return tuple(names.use(*reference) for reference in found)


def base_class(base: str, names: ModuleNames, declaration: Declaration = "declarative") -> str:
    """The declarative base.

    Rows are equal if they are the same row, as SQLAlchemy has it; a dataclass would compare all that they hold, load
    what is not loaded yet, and could be in no set. A SQLModel base has a registry of its own: all others share one.
    """
    if declaration == "sqlmodel":
        head = f"{names.use('sqlmodel', 'SQLModel')}, registry={names.use('sqlalchemy.orm', 'registry')}()"
    elif declaration == "dataclass":
        orm = "sqlalchemy.orm"
        head = f"{names.use(orm, 'MappedAsDataclass')}, {names.use(orm, 'DeclarativeBase')}, eq=False"
    else:
        head = names.use("sqlalchemy.orm", "DeclarativeBase")
    text = f'class {base}({head}):\n    """Base of all models."""\n'
    if declaration == "sqlmodel":
        # SQLModel makes a method of it; the models give it a value.
        annotation = f"{names.use('typing', 'ClassVar')}[{names.use('builtins', 'str')}]"
        text += f"\n    __tablename__: {annotation}{_OVERRIDE}\n"
    return text


def view_base_class(base: str, names: ModuleNames, declaration: Declaration = "declarative") -> str:
    """The base of views: the same registry, but a MetaData of its own, so that nothing creates them as tables."""
    metadata = names.use("sqlalchemy", "MetaData")
    sqlmodel = declaration == "sqlmodel"
    annotation = f": {names.use('typing', 'ClassVar')}[{metadata}]" if sqlmodel else ""
    return (
        f"class ViewBase({base}):\n"
        f'    """Base of the views, which `{base}.metadata.create_all` must not create as tables."""\n\n'
        f"    __abstract__ = True\n"
        f"    metadata{annotation} = {metadata}(){_OVERRIDE if sqlmodel else ''}\n"
    )


def class_base(table: Table, base: str) -> str:
    """The base of a table's class."""
    return "ViewBase" if table.kind is TableKind.VIEW else base


def metadata_of(table: Table, base: str) -> str:
    """The MetaData of a Core table."""
    return f"{class_base(table, base)}.metadata"


def assemble(docstring_text: str, imports: Imports, blocks: list[str]) -> str:
    """The text of a module: docstring, imports, then blocks with two empty lines before each class."""
    types = imports.render_types()
    head = [docstring_text, imports.render(), types]
    text = "\n\n".join(part for part in head if part) + "\n"
    for index, block in enumerate(blocks):
        variable = not block.startswith(("class ", "def "))
        gap = 1 if variable and index == 0 else 2
        text += "\n" * gap + block
    return text
