"""Alembic's side of a history: revisions read from their files' text, and the graph that they make."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MIGRATION_NAME = "prisma_migration"
CHECKSUM_NAME = "prisma_checksum"


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision file. `down` are the revisions that it follows, `depends` those that it needs besides.

    `migration` and `checksum` are the Prisma migration that it says it runs, and that file's checksum then.
    `empty`: its upgrade does nothing.
    """

    id: str
    path: str
    message: str = ""
    down: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    migration: str | None = None
    checksum: str | None = None
    empty: bool = False

    @property
    def only_joins(self) -> bool:
        """Whether it joins branches and does nothing else, so that there is nothing to be a migration of."""
        return len(self.down) > 1 and self.empty


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is no revision that can be read, and why; `line` counts from 1."""

    path: str
    line: int
    reason: str


def read_revision(path: str, text: str) -> Revision | Refused | None:
    """The revision in a file's text, which is never run; None where the file is none.

    Only plain values are understood: strings, None, and tuples, lists or sets of strings.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        return Refused(path, line or 1, "this is not Python, so it is no revision; mend it or move it away")
    values: dict[str, tuple[int, object]] = {}
    for statement in tree.body:
        for name, literal in _assigned(statement):
            values[name] = (statement.lineno, _plain(literal))
    if "revision" not in values:
        return None
    line, id_ = values["revision"]
    if not isinstance(id_, str) or not id_:
        return Refused(path, line, "`revision` is not a plain string; write it out")
    for name in ("down_revision", "depends_on"):
        line, value = values.get(name, (1, None))
        if _names(value) is None:
            return Refused(path, line, f"`{name}` is not plain; write None, a string or a tuple of strings")
    message = (ast.get_docstring(tree) or "").strip().partition("\n")[0]
    return Revision(
        id_,
        path,
        message,
        _names(_value(values, "down_revision")) or (),
        _names(_value(values, "depends_on")) or (),
        _names(_value(values, "branch_labels")) or (),
        _string(_value(values, MIGRATION_NAME)),
        _string(_value(values, CHECKSUM_NAME)),
        _is_empty(tree),
    )


def _is_empty(tree: ast.Module) -> bool:
    upgrade = next((node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"), None)
    return upgrade is not None and all(
        isinstance(one, ast.Pass) or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in upgrade.body
    )


@dataclass(frozen=True, slots=True)
class Graph:
    """Revisions in an order in which each stands behind those that it follows; `problems` are sentences."""

    revisions: tuple[Revision, ...]
    heads: tuple[str, ...]
    problems: tuple[str, ...]

    def get(self, id_: str) -> Revision | None:
        """The revision of this name."""
        return next((revision for revision in self.revisions if revision.id == id_), None)

    def behind(self, heads: Iterable[str]) -> frozenset[str]:
        """These revisions and all that come before them."""
        known = {revision.id: revision for revision in self.revisions}
        labels = {label: revision.id for revision in self.revisions for label in revision.labels}
        found: set[str] = set()
        waiting = [head for head in heads if head in known]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                before = (labels.get(name, name) for name in (*known[one].down, *known[one].depends))
                waiting += [name for name in before if name in known]
        return frozenset(found)


def graph(revisions: Sequence[Revision]) -> Graph:
    """The graph of a folder's revisions: order, heads, and what is wrong with it."""
    known: dict[str, Revision] = {}
    problems: list[str] = []
    for revision in sorted(revisions, key=lambda revision: revision.path):
        if revision.id in known:
            problems.append(
                f"revision {revision.id} is there twice: {known[revision.id].path} and {revision.path}; delete one"
            )
        known.setdefault(revision.id, revision)
    labels = {label: revision.id for revision in known.values() for label in revision.labels}
    for revision in known.values():
        problems += [
            f"revision {revision.id} follows {before}, which is not there; restore its file"
            for before in _before(revision)
            if before not in known and before not in labels
        ]
    order: list[Revision] = []
    done: set[str] = set()
    waiting = list(known.values())
    while waiting:
        ready = [
            one
            for one in waiting
            if all(labels.get(b, b) in done or labels.get(b, b) not in known for b in _before(one))
        ]
        if not ready:
            names = ", ".join(one.id for one in waiting)
            problems.append(f"revisions follow each other in a circle: {names}; mend their down_revision")
            order += waiting
            break
        order += ready
        done.update(one.id for one in ready)
        waiting = [one for one in waiting if one.id not in done]
    followed = {labels.get(before, before) for revision in known.values() for before in revision.down}
    heads = tuple(revision.id for revision in order if revision.id not in followed)
    return Graph(tuple(order), heads, tuple(problems))


def revision_id(migration: str) -> str:
    """The name of the revision that runs a Prisma migration: the same wherever it is made."""
    return hashlib.sha256(f"prismalchemy {migration}".encode()).hexdigest()[:12]


_SLUG = re.compile(r"[^A-Za-z0-9]+")


def slug(text: str, longest: int = 40) -> str:
    """A text as part of a file's name: small letters, digits and underscores."""
    return _SLUG.sub("_", text).strip("_").lower()[:longest].rstrip("_")


def _before(revision: Revision) -> tuple[str, ...]:
    return (*revision.down, *revision.depends)


def _assigned(statement: ast.stmt) -> Iterable[tuple[str, ast.expr]]:
    if isinstance(statement, ast.Assign):
        yield from ((target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name))
    elif (
        isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value is not None
    ):
        yield statement.target.id, statement.value


def _plain(value: ast.expr) -> object:
    """The value of a literal; `...` for all else."""
    try:
        return ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ...


def _value(values: dict[str, tuple[int, object]], name: str) -> object:
    return values.get(name, (1, None))[1]


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _names(value: object) -> tuple[str, ...] | None:
    """The names in a plain value; None where it is none."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, (tuple, list, set, frozenset)) and all(isinstance(one, str) for one in value):
        return tuple(sorted(value)) if isinstance(value, (set, frozenset)) else tuple(value)
    return None
