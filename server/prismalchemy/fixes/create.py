"""Create a class for a Prisma model that has none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from prismalchemy.alchemy.edit import (
    Code,
    add_imports,
    bindings_of,
    each_statement,
    entries_of,
    insert,
    insert_entry,
    statements_binding,
    target_of,
    value_of,
)
from prismalchemy.alchemy.edit.imports import ImportFrom, imports_of
from prismalchemy.fixes.bases import base_for
from prismalchemy.fixes.columns import with_known_targets
from prismalchemy.fixes.dataclass_style import is_dataclass_base
from prismalchemy.fixes.draft import Draft, after_block, at_end
from prismalchemy.fixes.modules import relative_name
from prismalchemy.fixes.names import FileNames
from prismalchemy.fixes.project import Project
from prismalchemy.fixes.relationships import complete_back, unquoted, visible_schema
from prismalchemy.fixes.style import naming_of, style_of
from prismalchemy.generate import SchemaNames, is_mappable, relation_name, render_class
from prismalchemy.generate.identifiers import snake_case, unique
from prismalchemy.generate.options import Style
from prismalchemy.schema import UNKNOWN, Relation, RelationKind, Schema, Table, TableKind
from prismalchemy.text import Edit

_FEWEST_FILES = 3
"""So many files with one class each make a package that has one file a model."""


def create_table(draft: Draft, table: Table) -> bool:
    """Add the class of a Prisma model: to the module that holds most models, or in a file of its own where the
    package has one file a model.

    Its foreign keys and relationships are those whose other end is there. Views are not supported yet: the project's
    MetaData would create them as tables.
    """
    project = draft.project
    if not is_mappable(table) or table.kind is TableKind.VIEW or project.table(table.key) is not None:
        return False
    classes = model_files(project)
    if not classes:
        return False
    model_path = max(sorted(classes), key=lambda path: len(classes[path]))
    wanted = SchemaNames(project.prisma).classes.get(table.key, table.entity or table.name)
    name = unique(wanted, {entity for names in classes.values() for entity in names})
    draft.new_classes[table.key] = name
    path = _own_file(project, classes, name)
    if path is None:
        path = model_path
        name = unique(name, bindings_of(project.code(path)))
    else:
        model_path = next(iter(sorted(classes)))
    style = style_of(project, model_path, None)
    base = (path, "SQLModel") if style.kind == "sqlmodel" else base_for(project, model_path, table)
    if base is None:
        return False
    if path not in project.files:
        draft.create(path, "")
    draft.new_classes[table.key] = name
    text = _class_text(draft, table, path, style, base)
    code = project.code(path)
    last = next((node for node in each_statement(code, backwards=True) if node.type in ("classdef", "decorated")), None)
    draft.add(path, after_block(code, last, text) if last is not None else at_end(code, text))
    if path != model_path:
        _reexport(draft, path, name)
    return True


def model_files(project: Project) -> dict[str, list[str]]:
    """The files that map tables, each with its mapped classes."""
    found: dict[str, list[str]] = {}
    for table in project.models.tables:
        if table.entity is not None and table.name_origin is not None:
            found.setdefault(table.name_origin.path, []).append(table.entity)
    return found


def _own_file(project: Project, classes: dict[str, list[str]], name: str) -> str | None:
    """The path of a new file for a class, where the package has one file a model."""
    folders = Counter(path[: path.rfind("/") + 1] for path in classes)
    folder, files = folders.most_common(1)[0]
    own = [names for path, names in classes.items() if path.startswith(folder)]
    if files < _FEWEST_FILES or any(len(set(names)) > 1 for names in own):
        return None
    path = f"{folder}{snake_case(name)}.py"
    return None if path in project.files else path


def _class_text(draft: Draft, table: Table, path: str, style: Style, base: tuple[str, str]) -> str:
    project = draft.project
    visible = with_known_targets(project, table)
    schema = _with_table(visible_schema(project), visible)
    relations = [relation for relation in table.relations if _has_other_end(project, visible, relation)]
    naming = naming_of(project, None)
    taken = {column.attribute or column.name for column in table.columns}
    for relation in relations:
        attribute = unique(relation_name(relation.attribute, naming), taken)
        draft.new_relations[table.key, relation.attribute] = attribute
    names = FileNames(draft, path, taken)
    visible = replace(visible, relations=tuple(relations))
    is_sqlmodel = style.kind == "sqlmodel"
    spelt = names.use("sqlmodel", "SQLModel") if is_sqlmodel else _base_name(project, names, path, *base)
    if style.kind == "mapped" and is_dataclass_base(project, *base):
        style = replace(style, kind="dataclass", keyword_only=True)
    text = names.with_own_values(render_class(visible, schema, style, names, (spelt,)).rstrip("\n"))
    text = unquoted(project.code(path), text)
    for relation in relations:
        complete_back(draft, relation, draft.new_relations[table.key, relation.attribute])
    return text


def _base_name(project: Project, names: FileNames, path: str, base_path: str, base: str) -> str:
    """The local spelling of the declarative base, which `base_path` spells `base`."""
    if path == base_path:
        return base
    root, _, rest = base.partition(".")
    home = project.origin_of(base_path, root)
    if home is not None:
        spelt = names.from_file(home, root)
        return f"{spelt}.{rest}" if rest else spelt
    return base


def _with_table(schema: Schema, table: Table) -> Schema:
    return replace(schema, tables=tuple(table if other.key == table.key else other for other in schema.tables))


def _has_other_end(project: Project, table: Table, relation: Relation) -> bool:
    """Whether the models have the class at a relation's other end, and the foreign key that holds the relation."""
    if relation.target is UNKNOWN or relation.kind is UNKNOWN or relation.ignored:
        return False
    target = project.table(relation.target)
    if relation.target == table.key:
        return True
    if target is None or target.entity is None or target.key.name != relation.target.name:
        return False
    if relation.kind is RelationKind.OWNING:
        return not project.prisma.foreign_keys or any(
            key.columns == relation.columns and key.target == relation.target for key in table.foreign_keys
        )
    return relation.kind is not RelationKind.MANY_TO_MANY and any(
        key.columns == relation.columns and key.target == table.key for key in target.foreign_keys
    )


def _reexport(draft: Draft, path: str, name: str) -> None:
    """Name the class in the package's `__init__`, if that names the others."""
    init = f"{path[: path.rfind('/') + 1]}__init__.py"
    if init not in draft.project.files:
        return
    code = draft.project.code(init)
    froms = [s for s in imports_of(code) if isinstance(s, ImportFrom) and draft.project.file_of(init, s.module)]
    if not froms:
        return
    relative = sum(statement.module.startswith(".") for statement in froms) * 2 >= len(froms)
    module = relative_name(init, path) if relative else draft.project.module(init, path)
    if all(statement.star for statement in froms):
        draft.add(init, _star_import(code, module, froms[-1]))
        return
    draft.add(init, add_imports(code, {module: {name: name}}, project=draft.project.packages))
    exported = next((node for node in statements_binding(code, "__all__") if target_of(node) == "__all__"), None)
    value = value_of(exported) if exported is not None else None
    entries = entries_of(value) if value is not None else None
    if entries is not None:
        present = [code.source(nodes[0]).strip("'\"") for nodes in entries.nodes]
        at = sum(other < name for other in present) if present == sorted(present) else len(present)
        draft.add(init, insert_entry(code, entries, at, code.string(name)))


def _star_import(code: Code, module: str, last: ImportFrom) -> list[Edit]:
    end = code.line_end(code.span(last.node).end)
    return [insert(end, f"{code.newline}from {module} import *")]
