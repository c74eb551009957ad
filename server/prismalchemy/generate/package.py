"""A whole schema as a package: one file a model."""

from __future__ import annotations

from collections.abc import Callable

from prismalchemy.generate import helpers
from prismalchemy.generate.classes import render_class, render_core_table
from prismalchemy.generate.closing import closing_statements
from prismalchemy.generate.documentation import docstring
from prismalchemy.generate.enums import render_enum
from prismalchemy.generate.identifiers import identifier, snake_case, unique
from prismalchemy.generate.imports import Imports, render_exports
from prismalchemy.generate.module import (
    ModuleNames,
    as_created,
    assemble,
    base_class,
    base_name,
    class_base,
    header,
    mixin_names,
    schema_names_of,
    view_base_class,
)
from prismalchemy.generate.names import SchemaNames
from prismalchemy.generate.options import Options
from prismalchemy.schema import Enum, Schema, Table, TableKey, TableKind

_BASE, _ENUMS, _TABLES, _SUPPORT = "base", "enums", "tables", "_support"


class _FileNames(ModuleNames):
    """`Names` of one file of a package: what other files define is imported from them.

    Classes of other models are needed by type checkers only, as SQLAlchemy finds them by name; so no import is
    circular when the program runs.
    """

    def __init__(
        self,
        schema_names: SchemaNames,
        imports: Imports,
        options: Options,
        files: dict[TableKey, str],
        own: TableKey | None,
    ) -> None:
        super().__init__(schema_names, imports, options)
        self._files = files
        self._own = own
        self.defines_enums = False

    def helper(self, name: str) -> str:
        """See `Names.helper`; helpers are in a file of their own."""
        self.helpers.add(name)
        return self.imports.use(f".{_SUPPORT}", name)

    def entity(self, key: TableKey) -> str | None:
        """See `Names.entity`."""
        name = super().entity(key)
        if name is not None and key != self._own:
            self.imports.use_type(f".{self._files[key]}", name)
        return name

    def base_table(self, key: TableKey) -> str:
        """See `Names.base_table`."""
        name = super().base_table(key)
        return name if self._own is None else self.imports.take(f".{_TABLES}", name)

    def enum(self, enum: Enum) -> str:
        """See `Names.enum`."""
        name = super().enum(enum)
        return name if self.defines_enums else self.imports.take(f".{_ENUMS}", name)


def render_package(schema: Schema, options: Options | None = None) -> dict[str, str]:
    """The schema as a package: relative path → text.

    `base.py` has the declarative base, `enums.py` the enums, `tables.py` the tables without a class, `_support.py` the
    helpers, and one file each a model; `__init__.py` imports and exports them all. Files without content are left out.
    """
    options = options or Options()
    schema = as_created(schema)
    schema_names = schema_names_of(schema, options)
    files = _file_names(schema_names)
    wanted: set[str] = set()
    exports: dict[str, list[str]] = {}
    package: dict[str, str] = {}
    base_file = _base_file(schema, schema_names, options)
    if base_file is not None:
        package[f"{_BASE}.py"] = base_file
    if options.base_class is None:
        exports[_BASE] = [schema_names.base]

    def make(path: str, own: TableKey | None, blocks: Callable[[_FileNames], list[str]], title: str) -> None:
        scope = frozenset[str]() if own is None else schema_names.scope(own)
        imports = Imports(schema_names.module_names, scope, options.width, options.user_modules)
        imports.scope = scope
        names = _FileNames(schema_names, imports, options, files, own)
        names.defines_enums = path == _ENUMS
        written = blocks(names)
        if written:
            wanted.update(names.helpers)
            package[f"{path}.py"] = assemble(docstring(title), imports, written)

    make(
        _ENUMS,
        None,
        lambda names: [render_enum(enum, names, options.style) for enum in schema.enums],
        "The enums of the database.",
    )
    make(
        _TABLES,
        None,
        lambda names: _core_tables(schema_names, names, options),
        "Tables that have no class of their own.",
    )
    for key, name in schema_names.classes.items():
        table = schema_names.tables[key]
        make(files[key], key, _class_blocks(table, schema, schema_names, options), f"The model `{name}`.")
        exports[files[key]] = [name]
    if schema.enums:
        exports[_ENUMS] = list(schema_names.enum_classes.values())
    if schema_names.core_tables:
        exports[_TABLES] = list(schema_names.core_tables.values())
    package["__init__.py"], used = _init_file(schema, schema_names, exports, files, options)
    wanted |= used
    if wanted:
        package[f"{_SUPPORT}.py"] = _support_file(wanted, options)
    return dict(sorted(package.items()))


def _file_names(names: SchemaNames) -> dict[TableKey, str]:
    taken = {_BASE, _ENUMS, _TABLES, _SUPPORT, "__init__"}
    files: dict[TableKey, str] = {}
    for key, name in names.classes.items():
        files[key] = unique(identifier(snake_case(name)), taken)
        taken.add(files[key])
    return files


def _base_file(schema: Schema, schema_names: SchemaNames, options: Options) -> str | None:
    """The generated bases; None where there is none."""
    imports = Imports(schema_names.global_names, (), options.width, options.user_modules)
    names = ModuleNames(schema_names, imports, options)
    blocks = []
    if options.base_class is None:
        blocks.append(base_class(schema_names.base, names, options.declaration))
    if any(table.kind is TableKind.VIEW for table in schema.tables):
        base = base_name(schema_names, names, options)
        blocks.append(view_base_class(base, names, options.declaration))
    return assemble(docstring("The declarative base."), imports, blocks) if blocks else None


def _base_of(table: Table, schema_names: SchemaNames, names: _FileNames, options: Options) -> str:
    """The local spelling of the base of a table's class, which is imported."""
    if table.kind is not TableKind.VIEW and options.base_class is not None:
        return base_name(schema_names, names, options)
    return names.imports.take(f".{_BASE}", class_base(table, schema_names.base))


def _core_tables(schema_names: SchemaNames, names: _FileNames, options: Options) -> list[str]:
    blocks = []
    for key in schema_names.core_tables:
        table = schema_names.tables[key]
        base = _base_of(table, schema_names, names, options)
        blocks.append(render_core_table(table, options.style, names, f"{base}.metadata"))
    return ["\n".join(blocks)] if blocks else []


def _class_blocks(
    table: Table, schema: Schema, schema_names: SchemaNames, options: Options
) -> Callable[[_FileNames], list[str]]:
    def blocks(names: _FileNames) -> list[str]:
        scope, names.imports.scope = names.imports.scope, ()
        bases = (*mixin_names(table, names, options), _base_of(table, schema_names, names, options))
        names.imports.scope = scope
        return [render_class(table, schema, options.style, names, bases, options.lazy)]

    return blocks


def _support_file(wanted: set[str], options: Options) -> str:
    imports = Imports(width=options.width)
    blocks = [helpers.source(name, imports.use, str) for name in helpers.with_needed(wanted)]
    return assemble(docstring("Ids, time stamps and types that the models need."), imports, blocks)


def _init_file(
    schema: Schema,
    schema_names: SchemaNames,
    exports: dict[str, list[str]],
    files: dict[TableKey, str],
    options: Options,
) -> tuple[str, set[str]]:
    """The text of `__init__.py`, and the helpers that it calls."""
    imports = Imports(schema_names.module_names, (), options.width, options.user_modules)
    for file, exported in exports.items():
        for name in exported:
            imports.take(f".{file}", name)
    names = _FileNames(schema_names, imports, options, files, None)
    closing = closing_statements(schema, names, lambda: base_name(schema_names, names, options), options.style)
    exported_names = (name for exported in exports.values() for name in exported)
    text = assemble(header(options), imports, [render_exports(exported_names), *([closing] if closing else [])])
    return text, names.helpers
