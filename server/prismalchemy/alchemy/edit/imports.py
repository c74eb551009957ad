"""Edits of a module's imports: what a name from another module is called here, and how to bring in a new one."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prismalchemy.alchemy.edit.code import Code, Node, insert
from prismalchemy.alchemy.edit.entries import entries_of, insert_entries
from prismalchemy.alchemy.edit.members import (
    each_statement,
    is_docstring,
    is_top_level,
    module_statements,
    statements_where,
    target_of,
)
from prismalchemy.text import Edit, Span


@dataclass(frozen=True, slots=True)
class ImportFrom:
    """`from module import name as alias, …`: `module` as written, dots included; `names` maps local name to name."""

    node: Node
    module: str
    names: Mapping[str, str]
    star: bool
    typing_only: bool


@dataclass(frozen=True, slots=True)
class Import:
    """`import module as alias`: `local` is what the module is called here."""

    node: Node
    module: str
    local: str
    typing_only: bool


def imports_of(code: Code) -> list[ImportFrom | Import]:
    """The import statements of a module's top level, those under `if` and `try` included, in the order of the file."""
    nodes = code.top_where(lambda statement: statement.kind not in ("class", "def") and "import" in statement.text)
    return list(_imports(nodes, typing_only=False))


def _imports(nodes: Iterable[Node], *, typing_only: bool) -> Iterator[ImportFrom | Import]:
    for child in nodes:
        if child.type in ("import_from", "import_name"):
            yield from _statement(child, typing_only=typing_only)
        elif child.type == "if_stmt":
            tested = child.children[1].get_code(include_prefix=False)
            checking = tested in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING")
            for position, part in enumerate(child.children):
                if part.type in ("suite", "simple_stmt"):
                    yield from _imports(part.children, typing_only=typing_only or (checking and position == 3))
        elif child.type in ("try_stmt", "suite", "simple_stmt"):
            yield from _imports(child.children, typing_only=typing_only)


def _statement(node: Node, *, typing_only: bool) -> Iterator[ImportFrom | Import]:
    if node.type == "import_name":
        for path in node.get_paths():
            module = ".".join(name.value for name in path)
            alias = _aliases(node).get(module)
            yield Import(node, module, alias or module, typing_only)
        return
    keyword = next(index for index, child in enumerate(node.children) if getattr(child, "value", "") == "import")
    module = "".join(child.get_code(include_prefix=False) for child in node.children[1:keyword])
    names = {}
    last = node.children[-1] if node.children[-1].type != "operator" else node.children[-2]
    star = node.children[-1].type == "operator" and node.children[-1].value == "*"
    if not star:
        for entry in last.children if last.type == "import_as_names" else [last]:
            if entry.type == "import_as_name":
                names[entry.children[2].value] = entry.children[0].value
            elif entry.type == "name":
                names[entry.value] = entry.value
    yield ImportFrom(node, module, names, star, typing_only)


def _aliases(node: Node) -> dict[str, str]:
    found = {}
    parts = node.children[1:]
    flat = [part for child in parts for part in (child.children if child.type == "dotted_as_names" else [child])]
    for part in flat:
        if part.type == "dotted_as_name":
            found[part.children[0].get_code(include_prefix=False)] = part.children[2].value
    return found


def bindings_of(code: Code) -> set[str]:
    """The names that a module's top level binds: imports, classes, functions, assignments."""
    bound: set[str] = set()
    for statement in imports_of(code):
        if isinstance(statement, Import):
            bound.add(statement.local.split(".")[0])
        else:
            bound.update(statement.names)
    # What a class or a function is called is known without parsing it.
    for node in statements_where(code, lambda statement: statement.name is None):
        name = target_of(node)
        if name is not None:
            bound.add(name)
    return bound | code.defined


def local_name(
    imports: Sequence[ImportFrom | Import], module: str, name: str, avoid: Collection[str] = ()
) -> str | None:
    """What `module.name` is called by these imports; None where they do not bring it in at run time.

    Args:
        imports: a module's import statements.
        module: the module, as the imports spell it.
        name: the name in it.
        avoid: local names that mean something else where the spelling goes.
    """
    direct: list[str] = []
    through: list[str] = []
    package, _, leaf = module.rpartition(".")
    for statement in imports:
        if statement.typing_only:
            continue
        if isinstance(statement, Import):
            if statement.module == module:
                through.append(f"{statement.local}.{name}")
        elif statement.module == module:
            direct += [local for local, original in statement.names.items() if original == name]
            through += [name] if statement.star else []
        elif package and statement.module == package:
            through += [f"{local}.{name}" for local, original in statement.names.items() if original == leaf]
    # The name without an alias first: an alias may have been made for a class that hides it.
    found = [*sorted(direct, key=lambda local: local != name), *through]
    return next((spelling for spelling in found if spelling.split(".")[0] not in avoid), None)


def add_imports(
    code: Code, wanted: Mapping[str, Mapping[str, str]], *, project: frozenset[str] = frozenset()
) -> list[Edit]:
    """Bring in names: into the statements that import from the same module, else by new lines at a sorted place.

    Args:
        code: the module.
        wanted: module → name → what it shall be called here (the name itself where it needs no alias).
        project: top-level packages that are the project's own, and so come last.
    """
    existing = imports_of(code)
    edits: list[Edit] = []
    lines: list[tuple[str, str]] = []
    for module in sorted(wanted):
        names = wanted[module]
        if not names:
            continue
        there = next(
            (
                statement
                for statement in existing
                if isinstance(statement, ImportFrom)
                and statement.module == module
                and not statement.typing_only
                and not statement.star
                and is_top_level(statement.node)
            ),
            None,
        )
        if there is not None:
            edits += _extend(code, there, names)
        else:
            lines.append((module, _line(code, module, names)))
    return edits + _new_lines(code, existing, lines, project)


def add_typing_imports(code: Code, wanted: Mapping[str, Collection[str]]) -> list[Edit]:
    """Bring in names under `if TYPE_CHECKING:`, behind what is imported there already; nothing where nothing is.

    Args:
        code: the module.
        wanted: module → names.
    """
    existing = [statement for statement in imports_of(code) if statement.typing_only]
    edits: list[Edit] = []
    lines = []
    for module in sorted(wanted):
        there = next((s for s in existing if isinstance(s, ImportFrom) and s.module == module and not s.star), None)
        if there is not None:
            fresh = {name: name for name in wanted[module] if name not in there.names}
            edits += _extend(code, there, fresh) if fresh else []
        elif existing:
            lines.append(f"from {module} import {', '.join(sorted(wanted[module], key=_sort_key))}")
    if lines:
        last = code.span(existing[-1].node)
        indentation = code.indentation(last.start)
        text = "".join(f"{code.newline}{indentation}{line}" for line in lines)
        edits.append(insert(code.line_end(last.end), text))
    return edits


def _written(name: str, local: str) -> str:
    return name if name == local else f"{name} as {local}"


def _sort_key(name: str) -> tuple[int, str, str]:
    """The order of isort and ruff: constants, classes, others."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, name.lower(), name


def _line(code: Code, module: str, names: Mapping[str, str]) -> str:
    written = [_written(name, names[name]) for name in sorted(names, key=_sort_key)]
    line = f"from {module} import {', '.join(written)}"
    if len(line) <= code.width:
        return line
    inner = "".join(f"{code.indent}{entry},{code.newline}" for entry in written)
    return f"from {module} import ({code.newline}{inner})"


def _extend(code: Code, statement: ImportFrom, names: Mapping[str, str]) -> list[Edit]:
    """Add names to an import statement, at their sorted places if it is sorted."""
    present = list(statement.names.values())
    node = statement.node
    folded = sorted(present, key=str.lower) == present
    by_kind = sorted(present, key=_sort_key) == present
    key = _sort_key if by_kind else (lambda name: (0, name.lower(), name)) if folded else None
    added = sorted(names, key=key or _sort_key)
    if key is None:
        return _add_names(code, node, [(len(present), added, names)])
    places: dict[int, list[str]] = {}
    for name in added:
        places.setdefault(sum(key(other) < key(name) for other in present), []).append(name)
    return _add_names(code, node, [(place, places[place], names) for place in sorted(places)])


def _add_names(code: Code, node: Node, additions: list[tuple[int, list[str], Mapping[str, str]]]) -> list[Edit]:
    edits: list[Edit] = []
    if node.children[-1].type == "operator" and node.children[-1].value == ")":
        entries = entries_of(node)
        if entries is None:
            return []
        for place, added, names in additions:
            edits += insert_entries(code, entries, place, [_written(name, names[name]) for name in added])
        return edits
    last = node.children[-1]
    parts = [child for child in last.children if child.type != "operator"] if last.type == "import_as_names" else [last]
    whole = code.source(node)
    extra = ", ".join(_written(name, names[name]) for _, added, names in additions for name in added)
    start = code.span(node)
    if len(whole) + len(extra) + 2 > code.width and "\\" not in whole:
        texts = [code.source(part) for part in parts]
        for place, added, names in reversed(additions):
            texts[place:place] = [_written(name, names[name]) for name in added]
        inner = "".join(f"{code.indent}{text},{code.newline}" for text in texts)
        return [Edit(Span(code.span(last).start, start.end), f"({code.newline}{inner})")]
    for place, added, names in additions:
        text = ", ".join(_written(name, names[name]) for name in added)
        if place < len(parts):
            edits.append(insert(code.span(parts[place]).start, f"{text}, "))
        else:
            edits.append(insert(code.span(parts[-1]).end, f", {text}"))
    return edits


def _category(module: str, project: frozenset[str]) -> int:
    root = module.split(".")[0]
    if root == "__future__":
        return 0
    if not root or root in project:
        return 3
    return 1 if root in sys.stdlib_module_names else 2


def _new_lines(
    code: Code, existing: list[ImportFrom | Import], lines: list[tuple[str, str]], project: frozenset[str]
) -> list[Edit]:
    top = [statement for statement in existing if is_top_level(statement.node)]
    head = _head(code, top)
    edits: list[Edit] = []
    fresh: list[tuple[int, str]] = []
    for module, line in lines:
        category = _category(module, project)
        same = [statement for statement in head if _category(statement.module, project) == category]
        before = [
            statement
            for statement in same
            if isinstance(statement, Import) or _module_key(statement.module) <= _module_key(module)
        ]
        if before:
            edits.append(_after(code, before[-1].node, line))
        elif same:
            start = code.line_start(code.span(same[0].node).start)
            edits.append(insert(start, line + code.newline))
        else:
            fresh.append((category, line))
    first, last = _new_groups(code, head, fresh, project)
    return first + edits + last


def _module_key(module: str) -> tuple[int, str]:
    """Relative imports stand behind absolute ones; more dots come first."""
    dots = len(module) - len(module.lstrip("."))
    return (1000 - dots if dots else 0), module.lower()


def _head(code: Code, top: list[ImportFrom | Import]) -> list[ImportFrom | Import]:
    """The imports at the head of the module, before its first other statement."""
    first = next(
        (
            statement
            for statement in each_statement(code)
            if statement.type not in ("import_from", "import_name", "if_stmt", "try_stmt")
            and not is_docstring(statement)
        ),
        None,
    )
    if first is None:
        return top
    end = code.span(first).start
    return [statement for statement in top if code.span(statement.node).start < end] or top


def _after(code: Code, node: Node, line: str) -> Edit:
    end = code.line_end(code.span(node).end)
    return insert(end, code.newline + line)


def _new_groups(
    code: Code, head: list[ImportFrom | Import], fresh: list[tuple[int, str]], project: frozenset[str]
) -> tuple[list[Edit], list[Edit]]:
    """Lines of a category (standard library, third party, project) that the module imports nothing of yet.

    Returns:
        Edits that come before and those that come behind other insertions at the same place.
    """
    if fresh and not head:
        blocks = [
            code.newline.join(line for own, line in fresh if own == category)
            for category in sorted({category for category, _ in fresh})
        ]
        return [_at_top(code, (code.newline * 2).join(blocks))], []
    first, last = [], []
    for category in sorted({category for category, _ in fresh}):
        block = code.newline.join(line for own, line in fresh if own == category)
        earlier = [statement for statement in head if _category(statement.module, project) < category]
        later = [statement for statement in head if _category(statement.module, project) > category]
        if earlier:
            last.append(_after(code, earlier[-1].node, code.newline + block))
        else:
            start = code.line_start(code.span(later[0].node).start)
            first.append(insert(start, block + code.newline * 2))
    return first, last


def _at_top(code: Code, block: str) -> Edit:
    """Imports of a module that has none: behind its docstring, before its first statement with the comment on it."""
    body = module_statements(code)
    if body and is_docstring(body[0]):
        end = code.line_end(code.span(body[0]).end)
        return insert(end, code.newline * 2 + block)
    if not body:
        gap = "" if not code.text or code.text[-1] in "\r\n" else code.newline
        return insert(len(code.text), gap + block + code.newline)
    start = code.line_start(code.span(body[0]).start)
    while start > 0 and code.text[code.line_start(start - 1) : start].lstrip().startswith("#"):
        above = code.line_start(start - 1)
        if above == 0 and code.text.startswith(("#!", "# -*-")):
            break
        start = above
    gap = code.newline * (3 if body[0].type in ("classdef", "funcdef", "decorated") else 2)
    return insert(start, block + gap)
