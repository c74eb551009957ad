"""A fix that is being made: edits to several files, and what they need besides."""

from __future__ import annotations

import re
from collections.abc import Iterable

from prismalchemy.alchemy.edit import (
    Code,
    Node,
    add_imports,
    annotation_of,
    bindings_of,
    each_statement,
    insert,
    module_statements,
    reflow,
    statements,
    statements_where,
    target_of,
)
from prismalchemy.alchemy.edit.imports import add_typing_imports, imports_of
from prismalchemy.alchemy.edit.members import behind, is_docstring, line_of
from prismalchemy.alchemy.statements import split
from prismalchemy.fixes.enum_classes import EnumHome, class_members, enum_home, is_enum_class
from prismalchemy.fixes.minimal import minimal_edits
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Project
from prismalchemy.fixes.style import style_of
from prismalchemy.generate import render_core_table, render_enum
from prismalchemy.generate.helpers import source, with_needed
from prismalchemy.generate.identifiers import unique
from prismalchemy.generate.names import Member, SchemaNames
from prismalchemy.schema import Enum, Table, TableKey
from prismalchemy.text import Edit, FileEdit, apply_edits

_ROOT = re.compile(r"(?<![\w.])[^\W\d]\w*")
"""A name that is not an attribute of another one."""
_LINE_END = re.compile(r"\r\n|\r|\n")


class Draft:
    """Collects the edits of one fix.

    `new_classes` and `new_relations` are the classes and relationships that the fix itself adds, so that others may
    refer to them.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.new_classes: dict[TableKey, str] = {}
        self.new_relations: dict[tuple[TableKey, str], str] = {}
        self._edits: dict[str, list[Edit]] = {}
        self._created: dict[str, str] = {}
        self._wanted: dict[str, dict[str, dict[str, str]]] = {}
        self._types: dict[str, dict[str, set[str]]] = {}
        self._helpers: dict[str, set[str]] = {}
        self._enums: dict[str, tuple[EnumHome, Enum]] = {}
        self._join_tables: dict[TableKey, tuple[str, str]] = {}

    def add(self, path: str, edits: Iterable[Edit]) -> None:
        """Add edits to a file, all of them in terms of its present text."""
        self._edits.setdefault(path, []).extend(edits)

    def add_once(self, path: str, edits: Iterable[Edit]) -> None:
        """Add edits that several columns may ask for, each once."""
        own = self._edits.setdefault(path, [])
        own.extend(edit for edit in edits if edit not in own)

    def create_enum(self, path: str, enum: Enum) -> bool:
        """Write the class of an enum, into `path` if no other file holds the enums; False if there is one."""
        if enum_home(self.project, enum) is not None:
            return False
        self.enum_home(path, enum)
        return True

    def create(self, path: str, text: str) -> None:
        """Begin a new file with this text; later edits and imports go into it."""
        self._created[path] = text
        self.project.add_file(path, text)

    # What the renderers ask for, through FileNames.

    def want(self, path: str, module: str, name: str, local: str) -> str:
        """Note that `name` of `module` has to be imported as `local`."""
        self._wanted.setdefault(path, {}).setdefault(module, {})[name] = local
        return local

    def wanted(self, path: str, module: str, name: str) -> str | None:
        """What a name is called that is noted already."""
        return self._wanted.get(path, {}).get(module, {}).get(name)

    def want_type(self, path: str, module: str, name: str) -> None:
        """Note that only type checkers have to know `name` of `module`."""
        self._types.setdefault(path, {}).setdefault(module, set()).add(name)

    def locals(self, path: str) -> set[str]:
        """The names that are noted for a file so far, and the classes that are written into it."""
        noted = {local for names in self._wanted.get(path, {}).values() for local in names.values()}
        return noted | {home.name for home, _ in self._enums.values() if home.path == path}

    def taken(self, table: Table | None) -> set[str]:
        """The names of a class's members, which a new one cannot have."""
        found = self.project.class_node(table) if table is not None else None
        if found is None:
            return set()
        return {name for name in map(target_of, statements(found[1])) if name is not None}

    def annotated(self, table: Table | None) -> set[str]:
        """The names that annotations of a class's members begin with: a new member of that name would be taken for
        them, by type checkers, by `from __future__ import annotations`, and by Python from 3.14 on.
        """
        found = self.project.class_node(table) if table is not None else None
        if found is None:
            return set()
        place, node = found
        texts = [place.code.source(annotation) for annotation in map(annotation_of, statements(node)) if annotation]
        return {name for text in texts for name in _ROOT.findall(text)}

    def helper_home(self, path: str, name: str) -> str:
        """The file that has a generated helper, or gets it: where the file's declarative base comes from, which all
        model files import anyway, else the file itself.
        """
        for file in sorted(self.project.files):
            text = self.project.code(file).text if f" {name}(" in self.project.text(file) else ""
            if text and self.project.binds(file, name):
                return file
        home = self.project.base_file(path) or path
        self._helpers.setdefault(home, set()).add(name)
        return home

    def enum_home(self, path: str, enum: Enum) -> tuple[str, str]:
        """The file and name of an enum's Python class; noted as to be written if there is none."""
        found = enum_home(self.project, enum)
        if found is not None:
            return found.path, found.name
        key = str(enum.entity or enum.name)
        if key not in self._enums:
            home = _common_enum_file(self.project) or path
            name = SchemaNames(self.project.prisma).enum_classes.get(key, key)
            self._enums[key] = EnumHome(home, unique(name, bindings_of(self.project.code(home)))), enum
        home_, _ = self._enums[key]
        return home_.path, home_.name

    def class_members(self, enum: Enum) -> tuple[Member, ...] | None:
        """The members of the Python class that stands for an enum already; None where there is none."""
        return class_members(self.project, enum)

    def join_table(self, path: str, key: TableKey) -> tuple[str, str]:
        """The file and variable of a Core table; it is written if there is none."""
        table = self.project.table(key)
        if table is not None and table.entity is None:
            found = self.project.core_table(table)
            if found is not None:
                statement = found[1]
                while statement.type != "expr_stmt":
                    statement = statement.parent
                name = target_of(statement)
                if name is not None:
                    return found[0].path, name
        if key not in self._join_tables:
            taken = bindings_of(self.project.code(path))
            name = unique(SchemaNames(self.project.prisma).core_tables.get(key, key.name.strip("_")), taken)
            self._join_tables[key] = (path, name)
        return self._join_tables[key]

    # What comes of it.

    def finish(self) -> tuple[FileEdit, ...] | None:
        """All edits by file; None if there is none."""
        self._write_enums()
        self._write_join_tables()
        self._write_helpers()
        for path, wanted in self._wanted.items():
            if path not in self._created:
                self.add(path, add_imports(self.project.code(path), wanted, project=self.project.packages_of(path)))
        for path, types in self._types.items():
            self.add(path, add_typing_imports(self.project.code(path), types))
        edits = []
        for path in sorted(self._edits):
            own = self._edits[path]
            if path in self._created:
                edits.append(FileEdit(path, (insert(0, self._new_file(path)),), created=True))
            elif own:
                edits.append(FileEdit(path, self._broken(path, own)))
        return tuple(edits) or None

    def _new_file(self, path: str) -> str:
        """The text of a file that is created: imports, then what the class needs, then the class."""
        first, *needed = [edit.text.strip("\r\n") for edit in self._edits[path]]
        body = Code("\n\n\n".join([*needed, first]) + "\n")
        return apply_edits(body.text, add_imports(body, self._wanted.get(path, {}), project=self.project.packages))

    def _broken(self, path: str, edits: list[Edit]) -> tuple[Edit, ...]:
        """The edits, and lines broken that they make longer than the file's width."""
        code = self.project.code(path)
        width = code.width
        after = apply_edits(code.text, edits)
        places = _places(edits, code, after, width)
        if all(len(line) <= width for line in places.values()):
            return tuple(edits)
        broken = _reflowed(code, after, [offset for offset, line in places.items() if len(line) > width])
        return minimal_edits(code.text, apply_edits(after, broken)) if broken else tuple(edits)

    def _write_enums(self) -> None:
        for home, enum in self._enums.values():
            code = self.project.code(home.path)
            names = FileNames(self, home.path)
            text = render_enum(enum, names, style_of(self.project, home.path, None)).rstrip("\n")
            others = [
                node for node in statements_where(code, lambda piece: "Enum" in piece.text) if is_enum_class(node)
            ]
            if others:
                self.add(home.path, after_block(code, others[-1], text))
            else:
                self.add(home.path, before_definitions(code, text))

    def _write_join_tables(self) -> None:
        for key, (path, _) in self._join_tables.items():
            table = self.project.prisma.table(key)
            metadata = self.project.metadata(path)
            if table is None or metadata is None:
                continue
            names = FileNames(self, path)
            text = render_core_table(table, style_of(self.project, path, None), names, metadata).rstrip("\n")
            code = self.project.code(path)
            first = next((node for node in module_statements(code) if is_model_class(node, metadata)), None)
            if first is None:
                self.add(path, before_definitions(code, text))
            else:
                self.add(path, before_block(code, first, text))

    def _write_helpers(self) -> None:
        for path, wanted in self._helpers.items():
            code = self.project.code(path)
            names = FileNames(self, path)
            missing = [name for name in with_needed(wanted) if not self.project.binds(path, name)]
            text = "\n\n\n".join(source(name, names.use, str).rstrip("\n") for name in missing)
            self.add(path, before_definitions(code, text))


def _reflowed(code: Code, after: str, offsets: list[int]) -> list[Edit]:
    """Edits that break the long lines at some offsets of a text; only their top-level statements are parsed."""
    edits: list[Edit] = []
    for piece in split(after):
        own = [offset - piece.start for offset in offsets if 0 <= offset - piece.start <= len(piece.text)]
        if own:
            part = Code(piece.text, whole=code)
            edits += [Edit(edit.span.shift(piece.start), edit.text) for edit in reflow(part, own, code.width)]
    return edits


def _places(edits: list[Edit], code: Code, after: str, width: int) -> dict[int, str]:
    """The lines that edits wrote: an offset in the text after them, and the line there.

    A line that the user made longer than `width` is not among them: its breaking is the user's.
    """
    found: dict[int, str] = {}
    shift = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        at = edit.span.start + shift
        before = edit.span.start
        own = code.line_end(before) - code.line_start(before) <= width
        for offset in [*([at] if own else []), *(at + match.end() for match in _LINE_END.finditer(edit.text))]:
            start = max(after.rfind("\n", 0, offset), after.rfind("\r", 0, offset)) + 1
            end = _LINE_END.search(after, offset)
            found[offset] = after[start : end.start() if end else len(after)]
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return found


def _common_enum_file(project: Project) -> str | None:
    """The file that holds most enums of the project; None where none has one."""
    counts: dict[str, int] = {}
    for enum in project.models.enums:
        if enum.class_origin is not None and enum.entity is not None:
            counts[enum.class_origin.path] = counts.get(enum.class_origin.path, 0) + 1
    return max(sorted(counts), key=lambda path: counts[path]) if counts else None


def is_model_class(node: Node, metadata: str) -> bool:
    """Whether a statement is a class other than the base that owns `metadata`."""
    return node.type in ("classdef", "decorated") and target_of(node) != metadata.partition(".")[0]


def after_block(code: Code, node: Node, text: str) -> list[Edit]:
    """Put a definition behind a class, two empty lines between."""
    end = behind(code, node)
    gap = code.newline * 2
    written = code.lines(text, "")
    if end and code.text[end - 1] not in "\r\n":
        return [insert(end, code.newline + gap + written)]
    return [insert(end, gap + written + code.newline)]


def before_block(code: Code, node: Node, text: str) -> list[Edit]:
    """Put a definition before a statement and the comment on it."""
    start = code.line_start(code.span(line_of(node)).start)
    while start > 0 and code.text[code.line_start(start - 1) : start].startswith("#"):
        start = code.line_start(start - 1)
    # A definition has two empty lines before it.
    before = code.text[:start]
    empty = len(before) - len(before.rstrip()) if before.strip() else 3 * len(code.newline)
    gap = code.newline * max(0, 3 - empty // len(code.newline))
    return [insert(start, gap + code.lines(text, "") + code.newline * 3)]


def before_definitions(code: Code, text: str) -> list[Edit]:
    """Put a definition behind the imports at the head of a module."""
    body = each_statement(code)
    heads = ("import_from", "import_name")
    last_import = max((code.span(statement.node).start for statement in imports_of(code)), default=-1)
    first = next(
        (
            node
            for node in body
            if code.span(node).start > last_import and node.type not in heads and not is_docstring(node)
        ),
        None,
    )
    if first is not None:
        return before_block(code, first, text)
    return at_end(code, text)


def at_end(code: Code, text: str) -> list[Edit]:
    """Put a definition at the end of a module, two empty lines before it."""
    if not code.text:
        return [insert(0, code.lines(text, "") + code.newline)]
    gap = code.newline * (2 if code.text[-1] in "\r\n" else 3)
    return [insert(len(code.text), gap + code.lines(text, "") + code.newline)]
