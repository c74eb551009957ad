"""The snippets of docs/prisma-client-py.md, and those of Prisma Client Python as calls of Prisma Client."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parents[2] / "docs" / "prisma-client-py.md"
ALIASES = {
    "startswith": "startsWith",
    "endswith": "endsWith",
    "has_every": "hasEvery",
    "has_some": "hasSome",
    "is_empty": "isEmpty",
    "order_by": "orderBy",
    "not_in": "notIn",
    "is_not": "isNot",
    "connect_or_create": "connectOrCreate",
    "skip_duplicates": "skipDuplicates",
}
"""Words that Prisma Client Python writes otherwise; the client renames them so itself (`prisma/_constants.py`)."""
METHODS = {"find_unique_or_raise": "findUniqueOrThrow", "find_first_or_raise": "findFirstOrThrow"}
ABSENT = {"update", "delete"}
"""Operations that give None where Prisma Client raises P2025."""
COUNTS = {"create_many", "update_many", "delete_many"}
"""Operations that give a number where Prisma Client gives `{count: …}`."""
_SNIPPET = re.compile(r"^```python(?P<kind> \w+)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^### (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Pair:
    """An operation: the snippet for Prisma Client Python, empty where there is none, and its counterpart."""

    title: str
    before: str
    after: str


def pairs() -> list[Pair]:
    """The operations of the guide."""
    found: list[Pair] = []
    parts = _HEADING.split(GUIDE.read_text(encoding="utf-8"))
    for title, text in zip(parts[1::2], parts[2::2], strict=True):
        snippets = [((one["kind"] or "").strip(), one["text"]) for one in _SNIPPET.finditer(text)]
        before = [snippet for kind, snippet in snippets if kind == "before"]
        after = [snippet for kind, snippet in snippets if not kind]
        assert (len(before) <= 1, len(after)) == (True, 1), title
        found.append(Pair(title, "".join(before), after[0]))
    return found


def schema() -> str:
    """The schema of the examples, with a generator and datasource for Prisma Client 7."""
    (text,) = re.findall(r"^```prisma\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    models = text[text.index("enum Role") :]
    head = 'generator client {\n  provider = "prisma-client"\n  output = "./client"\n}\n'
    return f'{head}datasource db {{\n  provider = "postgresql"\n}}\n\n{models}'


def setup() -> str:
    """The imports of the counterparts."""
    (found,) = [one["text"] for one in _SNIPPET.finditer(GUIDE.read_text(encoding="utf-8")) if one["kind"] == " setup"]
    return found


@dataclass
class Step:
    """One call: a request for `harness/client.mjs`, the operation, and the name that its value is given."""

    request: dict[str, Any]
    operation: str
    name: str | None


@dataclass
class Steps:
    """The calls of a snippet, in order; `aliases` are names for a field of an earlier value."""

    calls: list[Step] = field(default_factory=list)
    transaction: bool = False
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)


def steps(snippet: str) -> Steps:
    """A snippet of Prisma Client Python as calls of Prisma Client.

    Raises:
        NotImplementedError: there is something in it that has no translation.
    """
    found = Steps()
    for statement in ast.parse(snippet).body:
        if isinstance(statement, ast.AsyncWith):
            found.transaction = True
            for inner in statement.body:
                _statement(inner, found)
        else:
            _statement(statement, found)
    return found


def _statement(node: ast.stmt, found: Steps) -> None:
    name = None
    if isinstance(node, ast.Assign):
        (target,) = node.targets
        assert isinstance(target, ast.Name)
        name = target.id
        if isinstance(node.value, ast.Attribute) and isinstance(node.value.value, ast.Name):
            found.aliases[name] = (node.value.value.id, node.value.attr)
            return
    value = node.value if isinstance(node, (ast.Assign, ast.Expr)) else None
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        raise NotImplementedError(f"no translation: {ast.unparse(node)}")
    found.calls.append(_call(call, call.func, name, found))


def _call(call: ast.Call, called: ast.Attribute, name: str | None, found: Steps) -> Step:
    operation = called.attr
    if isinstance(called.value, ast.Name):
        # A method of the client itself: raw SQL.
        method = {"query_raw": "$queryRawUnsafe", "query_first": "$queryRawUnsafe", "execute_raw": "$executeRawUnsafe"}
        return Step({"method": method[operation], "args": [_value(one, found) for one in call.args]}, operation, name)
    assert isinstance(called.value, ast.Attribute)
    arguments = {ALIASES.get(str(word.arg), str(word.arg)): _value(word.value, found) for word in call.keywords}
    if "order" in arguments:
        arguments["orderBy"] = arguments.pop("order")
    if operation == "upsert":
        arguments.update(arguments.pop("data"))
    if operation == "group_by":
        if arguments.get("count") is True:
            arguments["count"] = {"_all": True}
        aggregates = ("count", "sum", "avg", "min", "max")
        arguments = {f"_{key}" if key in aggregates else key: one for key, one in arguments.items()}
    method = METHODS.get(operation) or _camel(operation)
    return Step({"model": called.value.attr, "method": method, "args": arguments}, operation, name)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _value(node: ast.expr, found: Steps) -> Any:
    """A value as `harness/client.mjs` takes it."""
    if isinstance(node, ast.Dict):
        keys = [ast.literal_eval(key) for key in node.keys if key is not None]
        return {ALIASES.get(key, key): _value(one, found) for key, one in zip(keys, node.values, strict=True)}
    if isinstance(node, ast.List):
        return [_value(one, found) for one in node.elts]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        inner = ast.literal_eval(node.args[0])
        return {"$decimal": inner} if node.func.id == "Decimal" else inner
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if node.value.id == "Role":
            return node.attr
        index = next(number for number, step in enumerate(found.calls) if step.name == node.value.id)
        return {"$ref": [index, node.attr]}
    return ast.literal_eval(node)
