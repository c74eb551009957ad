"""What things are called in a file that is there already: the `Names` that the renderers of `generate/` ask."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from prismalchemy.alchemy.edit import Code, bindings_of, local_name
from prismalchemy.alchemy.edit.imports import Import, ImportFrom
from prismalchemy.fixes.own import own_function, own_values_callable
from prismalchemy.fixes.relations import mapped_relation
from prismalchemy.fixes.style import naming_of
from prismalchemy.generate.identifiers import attribute_name, unique
from prismalchemy.generate.names import Member, enum_members
from prismalchemy.generate.types import VALUES_CALLABLE
from prismalchemy.schema import UNKNOWN, Enum, TableKey

if TYPE_CHECKING:
    from prismalchemy.fixes.draft import Draft

_EQUIVALENT = {
    "sqlalchemy": ("sqlalchemy.types", "sqlalchemy.schema", "sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlmodel"),
    "sqlalchemy.orm": (),
    "sqlalchemy.types": ("sqlalchemy",),
    "sqlalchemy.dialects.postgresql": (),
}
"""Modules that export the same objects under the same names."""

_NOT_OF_SQLMODEL = frozenset({"Enum", "Text", "String", "Integer", "JSON", "func", "text", "Index", "Field"})
_BASE_MODEL = re.compile(r"\bclass\s+\w+\([^)]*?\b(\w+)\.Model\b")


class FileNames:
    """Local spellings in one file; what has to be imported is noted in the draft.

    Args:
        draft: the fix that is being made.
        path: the file.
        reserved: names that mean something else where the text goes: the attributes of the class.
        at: where in the file the text goes; the end of the file if it is not given.
    """

    def __init__(self, draft: Draft, path: str, reserved: Collection[str] = (), at: int | None = None) -> None:
        self._draft = draft
        self._project = draft.project
        self._path = path
        self._code: Code = draft.project.code(path)
        self._reserved = frozenset(reserved)
        self._at = len(self._code.text) if at is None else at
        self._imports = draft.project.imports(path)
        self._bound = bindings_of(self._code)

    @property
    def dialect(self) -> str:
        """SQLAlchemy's name of the dialect; `postgresql` where it is not known."""
        dialect = self._project.prisma.dialect
        return "postgresql" if dialect is UNKNOWN else dialect

    @property
    def type_packages(self) -> Collection[str]:
        """See `Names.type_packages`: those that the models import from anyway."""
        return self._project.type_packages

    def use(self, module: str, name: str) -> str:
        """The local spelling of `name` of `module`; it is imported if it is not yet."""
        if module == "builtins" and name not in self._reserved:
            return name
        for candidate in (module, *_EQUIVALENT.get(module, ())):
            if candidate != module and name in _NOT_OF_SQLMODEL:
                continue
            local = local_name(self._imports, candidate, name, self._reserved)
            if local is not None:
                return local
        extension = self._flask(module)
        if extension is not None:
            return f"{extension}.{name}"
        return self._draft.want(self._path, module, name, self._alias(module, name))

    def _alias(self, module: str, name: str) -> str:
        """What a name shall be called here: itself, or something near where that is taken."""
        noted = self._draft.wanted(self._path, module, name)
        if noted is not None and noted not in self._reserved:
            return noted
        own = {
            local
            for statement in self._imports
            if isinstance(statement, ImportFrom) and statement.typing_only and statement.module == module
            for local in statement.names
        }
        taken = (self._bound - own) | self._reserved | self._draft.locals(self._path)
        if name not in taken:
            return name
        if (module, name) == ("enum", "Enum"):
            return unique("PyEnum", taken)
        return unique(f"SA{name}" if module.startswith("sqlalchemy") else f"{name}_", taken)

    def _flask(self, module: str) -> str | None:
        """The variable of Flask-SQLAlchemy's extension, where the file knows SQLAlchemy only through it."""
        if module not in ("sqlalchemy", "sqlalchemy.orm"):
            return None
        found = _BASE_MODEL.search(self._code.text)
        if found is None or any(statement.module.startswith("sqlalchemy") for statement in self._imports):
            return None
        return found.group(1)

    def use_type(self, path: str, name: str) -> None:
        """Make a class of another file known to type checkers, if this file does so with others."""
        if name not in self._bound and any(statement.typing_only for statement in self._imports):
            self._draft.want_type(self._path, self._project.module(self._path, path), name)

    def from_file(self, path: str, name: str) -> str:
        """The local spelling of a name that a file of the project defines; it is imported if it is another file."""
        if path == self._path:
            return name
        for statement in self._imports:
            if statement.typing_only:
                continue
            file = self._project.file_of(self._path, statement.module)
            if file is None:
                continue
            if isinstance(statement, Import):
                if file == path:
                    return f"{statement.local}.{name}"
                continue
            for local, original in statement.names.items():
                if original == name and self._project.origin_of(file, name) == path:
                    return local
            if statement.star and self._project.origin_of(file, name) == path:
                return name
        module = self._project.module(self._path, path)
        return self._draft.want(self._path, module, name, self._alias(module, name))

    def helper(self, name: str) -> str:
        """The local spelling of a generated helper, or of the project's own function that does the same; the helper
        is written if there is neither.
        """
        own = own_function(self._project, name)
        spelt = self._from_elsewhere(*own) if own is not None else None
        if spelt is not None:
            return spelt
        home = self._draft.helper_home(self._path, name)
        return self.from_file(home, name)

    def with_own_values(self, text: str) -> str:
        """Source text with the project's own function in place of the generated `values_callable`."""
        own = own_values_callable(self._project) if VALUES_CALLABLE in text else None
        spelt = self._from_elsewhere(*own) if own is not None else None
        return text if spelt is None else text.replace(VALUES_CALLABLE, spelt)

    def _from_elsewhere(self, path: str, spelling: str) -> str | None:
        """The local spelling of what another file spells so; None where it is local to that file's function."""
        root, dot, rest = spelling.partition(".")
        if path == self._path:
            return spelling if root not in self._reserved else None
        home = self._project.origin_of(path, root)
        if home is not None:
            return self.from_file(home, root) + dot + rest
        for statement in self._project.imports(path):
            if isinstance(statement, ImportFrom) and root in statement.names:
                return self.use(statement.module, statement.names[root]) + dot + rest
        return None

    def entity(self, key: TableKey) -> str | None:
        """The class mapped to a table; None where there is none."""
        table = self._project.table(key)
        if table is not None and table.entity is not None:
            if table.name_origin is not None and table.name_origin.path != self._path:
                self.use_type(table.name_origin.path, table.entity)
            return table.entity
        return self._draft.new_classes.get(key)

    def base_table(self, key: TableKey) -> str:
        """The variable that holds a Core `Table`; it is imported, or written if it is not there yet."""
        table = self._project.table(key)
        if table is not None and table.entity is not None:
            # An association class: SQLAlchemy finds its table by name.
            return self._code.string(str(table.key))
        place = self._project.place(table.origin) if table is not None else None
        if place is not None and place.path == self._path and place.span.start > self._at:
            # The variable is defined further down.
            return self._code.string(str(key))
        path, name = self._draft.join_table(self._path, key)
        if path != self._path and str(key).replace(".", "_").isidentifier():
            # By its name in the database: importing it could make a circle.
            return self._code.string(str(key))
        return self.from_file(path, name)

    def attribute(self, key: TableKey, column: str) -> str:
        """The mapped attribute of a column: the one that is there, or the one that it would get."""
        table = self._project.table(key)
        there = table.column(column) if table is not None else None
        if there is not None and there.attribute is not None:
            return there.attribute
        prisma = self._project.prisma.table(key)
        wanted = prisma.column(column) if prisma is not None else None
        if wanted is None:
            return column
        taken = self._draft.taken(table) | self._draft.annotated(table)
        return unique(attribute_name(wanted, naming_of(self._project, table)), taken)

    def relation(self, key: TableKey, field: str) -> str | None:
        """The mapped attribute of a relation; None where it is not mapped."""
        found = mapped_relation(self._project, key, field)
        return found.attribute if found is not None else self._draft.new_relations.get((key, field))

    def enum(self, enum: Enum) -> str:
        """The local spelling of an enum's Python class; it is imported, or written if it is not there yet."""
        path, name = self._draft.enum_home(self._path, enum)
        return self.from_file(path, name)

    def members(self, enum: Enum) -> tuple[Member, ...]:
        """The members of an enum's Python class, as the class that is there has them."""
        found = self._draft.class_members(enum)
        return enum_members(enum) if found is None else found
