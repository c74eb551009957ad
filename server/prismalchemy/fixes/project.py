"""The project's model files as fixes see them: trees, places of nodes, and which module is which."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from prismalchemy.alchemy.edit import (
    Code,
    Node,
    base_names,
    call_of,
    module_statements,
    statements,
    statements_binding,
    target_of,
)
from prismalchemy.alchemy.edit.imports import Import, ImportFrom, imports_of
from prismalchemy.compare.kept import with_kept_names
from prismalchemy.fixes.declaration import Declaration, Resolve, declaration_at
from prismalchemy.fixes.modules import module_spelling, project_packages
from prismalchemy.generate import TYPE_PACKAGES
from prismalchemy.schema import Column, Schema, Table, TableKey
from prismalchemy.text import Origin, Span

if TYPE_CHECKING:
    from prismalchemy.alchemy import ModelsReading
    from prismalchemy.compare import Pairing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node of the models' side stands: the file, its tree, and the absolute span."""

    path: str
    code: Code
    span: Span


class Project:
    """The models' side of a pairing, for edits. Lives as long as one reading; trees are made when first asked for."""

    def __init__(self, prisma: Schema, models: ModelsReading, pairing: Pairing) -> None:
        # As the pairing has it: what is looked up by a table of it, and what is written, has the names that are kept.
        self.prisma = with_kept_names(prisma, pairing.dialect, pairing.kept[0])[0]
        self.reading = models
        self.models: Schema = models.schema
        self.pairing = pairing
        self._codes: dict[str, Code] = {}
        self._imports: dict[str, list[ImportFrom | Import]] = {}
        self._texts = {file.path: file.text for file in models.files}

    @property
    def files(self) -> Collection[str]:
        """The paths of all Python files."""
        return self._texts.keys()

    @cached_property
    def packages(self) -> frozenset[str]:
        """The names that begin absolute imports of the project's own modules."""
        return project_packages(self.files)

    @cached_property
    def type_packages(self) -> frozenset[str]:
        """The packages of column types that any of the models imports from."""
        return frozenset(
            package
            for package in TYPE_PACKAGES
            for path, text in self._texts.items()
            if package in text and any(item.module.split(".")[0] == package for item in self.imports(path))
        )

    def packages_of(self, path: str) -> frozenset[str]:
        """As `packages`, with those that the imports of one file show."""
        own = [s.module for s in self.imports(path) if self.file_of(path, s.module) is not None]
        return self.packages | {module.split(".")[0] for module in own if not module.startswith(".")}

    def text(self, path: str) -> str:
        """A file's text."""
        return self._texts[path]

    def add_file(self, path: str, text: str) -> None:
        """A file that a fix is about to create."""
        self._texts[path] = text
        self._codes.pop(path, None)
        self._imports.pop(path, None)

    def code(self, path: str) -> Code:
        """A file's tree."""
        code = self._codes.get(path)
        if code is None:
            text = self._texts[path]
            module = self.reading.modules.get(path)
            pieces = None
            if module is not None and module.text == text and module.statements:
                pieces = list(zip(module.starts, module.statements, strict=True))
            code = self._codes[path] = Code(text, pieces)
        return code

    def imports(self, path: str) -> Sequence[ImportFrom | Import]:
        """The import statements of a file."""
        found = self._imports.get(path)
        if found is None:
            found = self._imports[path] = imports_of(self.code(path))
        return found

    def place(self, origin: Origin | None) -> Place | None:
        """Where a node stands now; None where it is of an older reading or of no file that is known."""
        if origin is None or origin.anchor not in self.reading.bases or origin.path not in self._texts:
            return None
        path, span = origin.at(self.reading.bases)
        return Place(path, self.code(path), span)

    def resolver(self, path: str) -> Resolve:
        """From names as a file spells them to the names where they are defined."""
        known = {
            local: name
            for statement in self.imports(path)
            if isinstance(statement, ImportFrom)
            for local, name in statement.names.items()
        }

        def resolve(spelling: str) -> str:
            name = spelling.strip()
            return name.rsplit(".", 1)[-1] if "." in name else known.get(name, name)

        return resolve

    def class_node(self, table: Table) -> tuple[Place, Node] | None:
        """The class that maps a table; None where there is none to edit."""
        place = self.place(table.name_origin or table.origin)
        if place is None:
            return None
        node = place.code.enclosing(place.span.start, "classdef")
        return (place, node) if node is not None else None

    def core_table(self, table: Table) -> tuple[Place, Node] | None:
        """The `Table(...)` call that makes a table without a class, or that a class takes as its `__table__`."""
        place = self.place(table.origin)
        if place is None:
            return None
        resolve = self.resolver(place.path)
        if table.entity is None:
            node = place.code.enclosing(place.span.start, "expr_stmt", "classdef")
            found = _table_call(node, resolve) if node is not None else None
            return (place, found) if found is not None else None
        mapped = self.class_node(table)
        if mapped is None:
            return None
        place, node = mapped
        assigned = next((item for item in statements(node) if target_of(item) == "__table__"), None)
        found = _table_call(assigned, resolve) if assigned is not None else None
        return (place, found) if found is not None else None

    def declaration(self, column: Column, *, together: bool = False) -> tuple[Place, Declaration] | None:
        """A column as it is written.

        Args:
            column: the column.
            together: also where several mapped classes share the declaration, if Prisma wants the same of all of them.

        Returns:
            None where it cannot be edited: a helper function makes it, it is not in the project, or it comes from a
            mixin that other mapped classes share.
        """
        place = self.place(column.origin)
        if place is None or (self._shared(column) and not (together and self._want_the_same(column))):
            return None
        found = declaration_at(place.code, place.span.start, self.resolver(place.path))
        return (place, found) if found is not None else None

    def is_shared(self, origin: Origin | None) -> bool:
        """Whether several indexes or foreign keys come from one place: a mixin's, or a helper function's."""
        made: set[tuple[TableKey, object]] = set()
        for table in self.models.tables if origin is not None else ():
            made |= {(table.key, index.columns) for index in table.indexes if index.origin == origin}
            made |= {(table.key, key.columns) for key in table.foreign_keys if key.origin == origin}
        return len(made) > 1

    def _shared(self, column: Column) -> bool:
        """Whether several tables have their column from the same declaration."""
        return len(self._users.get(column.origin, ())) > 1

    @cached_property
    def _users(self) -> Mapping[Origin | None, Set[TableKey]]:
        """The tables that have a column from each declaration."""
        users: dict[Origin | None, set[TableKey]] = {}
        for table in self.models.tables:
            for column in table.columns:
                users.setdefault(column.origin, set()).add(table.key)
        return users

    def _want_the_same(self, column: Column) -> bool:
        """Whether all tables that share a declaration are paired, and Prisma says the same of the column in each."""
        pairs = {pair.models.key: pair for pair in self.pairing.all_tables}
        wanted: set[object] = set()
        for table in self.models.tables:
            names = {other.name for other in table.columns if other.origin == column.origin}
            if not names:
                continue
            pair = pairs.get(table.key)
            ours = [item.prisma for item in pair.all_columns if item.models.name in names] if pair is not None else []
            if len(ours) != len(names):
                return False
            wanted.update(
                (item.type, item.nullable, item.server_default, item.client_default, item.on_update) for item in ours
            )
        return len(wanted) == 1

    def table(self, key: TableKey) -> Table | None:
        """The models' table with this name, as Prisma writes it."""
        canonical = self.pairing.names.canonical(key)
        for pair in self.pairing.tables:
            if self.pairing.names.canonical(pair.prisma.key) == canonical:
                return pair.models
        return next((t for t in self.models.tables if self.pairing.names.canonical(t.key) == canonical), None)

    def prisma_table(self, key: TableKey) -> Table | None:
        """Prisma's table that a models' table is paired with, near names included."""
        for pair in (*self.pairing.tables, *self.pairing.near_tables):
            if pair.models.key == key:
                return pair.prisma
        return None

    def module(self, path: str, target: str) -> str:
        """The module of the file `target` as the file `path` imports it."""
        return module_spelling(path, target, self.files, self.code)

    def file_of(self, path: str, module: str) -> str | None:
        """The file that an import of `module` in `path` reaches, if it is one of the project's."""
        dots = len(module) - len(module.lstrip("."))
        tail = module.lstrip(".").replace(".", "/")
        if dots:
            folder = path
            for _ in range(dots):
                folder = folder[: folder.rfind("/")] if "/" in folder else ""
            base = f"{folder}/{tail}" if tail else folder
            return next((c for c in (f"{base}.py", f"{base}/__init__.py") if c in self.files), None)
        endings = (f"/{tail}.py", f"/{tail}/__init__.py")
        found = [file for file in self.files if file.endswith(endings) or file == f"{tail}.py"]
        return min(found, key=len) if found else None

    def origin_of(self, path: str, name: str) -> str | None:
        """The file of the project that a name of a module comes from: the module itself, or where it is imported from
        (through re-exports); None where it is not of the project.
        """
        seen: set[tuple[str, str]] = set()
        while (path, name) not in seen:
            seen.add((path, name))
            following = None
            for statement in self.imports(path):
                if isinstance(statement, Import):
                    continue
                if name in statement.names or statement.star:
                    file = self.file_of(path, statement.module)
                    if name in statement.names:
                        if file is None:
                            return None
                        following = (file, statement.names[name])
                    elif file is not None and self.binds(file, name):
                        following = (file, name)
            if following is None:
                return path if self.binds(path, name) else None
            path, name = following
        return None

    def binds(self, path: str, name: str) -> bool:
        """Whether a module defines a name itself."""
        return any(target_of(node) == name for node in statements_binding(self.code(path), name))

    def bases(self, path: str, names: Collection[str] = ()) -> list[str]:
        """The bases of the mapped classes of a file as they are written, the most used first; mapped ones left out.

        Args:
            path: the file.
            names: only these classes, where some are given.
        """
        mapped = {table.entity for table in self.models.tables if table.entity is not None}
        found: Counter[str] = Counter()
        wanted = names or mapped
        for bases in _bases_of(self.code(path), wanted):
            found.update(base for base in bases if base not in mapped and not base.endswith(("Mixin", "Mixins")))
        return [base for base, _ in found.most_common()]

    def base_file(self, path: str) -> str | None:
        """The file that defines the declarative base of a file's classes, if it does not import this one."""
        for base in self.bases(path):
            home = self.origin_of(path, base)
            if home is None or home == path:
                continue
            reached = {self.file_of(home, statement.module) for statement in self.imports(home)}
            if path not in reached:
                return home
        return None

    def metadata(self, path: str) -> str | None:
        """How a file spells the MetaData that its tables belong to; None where it has no tables."""
        for table in self.models.tables:
            found = self.core_table(table) if table.entity is None else None
            call = call_of(found[0].code, found[1]) if found is not None and found[0].path == path else None
            if call is not None and len(call.positional) > 1:
                return str(call.positional[1].value.get_code(include_prefix=False))
        bases = self.bases(path)
        if not bases:
            return None
        return bases[0].rpartition(".")[0] + ".metadata" if bases[0].endswith(".Model") else f"{bases[0]}.metadata"


def _bases_of(code: Code, names: Collection[str | None]) -> Iterator[list[str]]:
    """The bases, as they are written, of the classes of a module that have one of these names."""
    for statement in code.statements:
        # The reader has a tree of each class already. To make one for edits of each takes a second in a large file.
        if statement.kind == "class" and statement.name in names:
            for read in statement.body:
                spans = [
                    statement.span(base) for base in getattr(read, "bases", ()) if not isinstance(base, ast.Starred)
                ]
                yield [statement.text[start:end] for start, end in spans]
    for node in () if code.statements else module_statements(code):
        node = node.children[-1] if node.type == "decorated" else node
        if node.type == "classdef" and target_of(node) in names:
            yield base_names(node)


def _table_call(statement: Node, resolve: Resolve) -> Node | None:
    """The call of `Table` that a statement assigns."""
    for child in statement.children[1:]:
        nodes = [child, *(child.children if child.type == "annassign" else ())]
        for node in nodes:
            if (
                node.type == "atom_expr"
                and node.children[-1].type == "trailer"
                and node.children[-1].children[0] == "("
            ):
                function = "".join(part.get_code(include_prefix=False) for part in node.children[:-1])
                if resolve(function) == "Table":
                    return node
    return None
