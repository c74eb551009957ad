"""Edits on parso trees, as data: each file in `cases/` holds the text before, what is done and the text after.

A case begins with a line `===== title`; then come the operation (a method of `Operations` with its arguments), the
text before and the text after, with lines `-----` between them. `␍` before a line end makes it CRLF, `→` is a tab,
`␃` at the end says that there is no final line end. `UPDATE_EXPECT=1` writes the texts after.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from prismalchemy.alchemy.edit import (
    Code,
    Node,
    add_imports,
    add_member,
    annotation_of,
    call_of,
    entries_of,
    inner_of,
    insert_entry,
    insert_positional,
    join_optional,
    module_statements,
    optional_style,
    remove_entry,
    remove_keyword,
    remove_member,
    set_inner,
    set_keywords,
    split_optional,
    statements,
    target_of,
    value_of,
)
from prismalchemy.text import Edit, apply_edits

CASES = Path(__file__).parent / "cases"


@dataclass
class Case:
    title: str
    operation: str
    before: str
    after: str


def read_cases(path: Path) -> list[Case]:
    cases = []
    for block in path.read_text(encoding="utf-8").split("\n===== ")[1:]:
        head, before, after = block.split("\n-----\n")
        title, operation = head.split("\n", 1)
        cases.append(Case(title, operation, before, after.removesuffix("\n")))
    return cases


def decode(text: str) -> str:
    return (text + "\n").replace("␃\n", "").replace("␍\n", "\r\n").replace("→", "\t")


def encode(text: str) -> str:
    shown = text if text.endswith("\n") else text + "␃\n"
    return shown.replace("\r\n", "␍\n").replace("\t", "→").removesuffix("\n")


class Operations:
    """What a case may do with the first class, call or statement of its text."""

    def __init__(self, text: str) -> None:
        self.code = Code(text)
        self.body = module_statements(self.code)

    def _class(self) -> Node:
        return next(node for node in self.body if node.type == "classdef")

    def _call(self, name: str) -> Node:
        found = call_of(self.code, value_of(self._statement(name)))
        assert found is not None
        return found

    def _statement(self, name: str) -> Node:
        inside = [member for node in self.body if node.type == "classdef" for member in statements(node)]
        return next(node for node in [*self.body, *inside] if target_of(node) == name)

    def set(self, name: str, **values: str) -> list[Edit]:
        return set_keywords(self.code, self._call(name), values)

    def unset(self, name: str, keyword: str) -> list[Edit]:
        return remove_keyword(self.code, self._call(name), keyword)

    def positional(self, name: str, at: int, text: str) -> list[Edit]:
        return insert_positional(self.code, self._call(name), at, text)

    def entry(self, name: str, at: int, text: str) -> list[Edit]:
        entries = entries_of(value_of(self._statement(name)))
        assert entries is not None
        return insert_entry(self.code, entries, at, text)

    def drop(self, name: str, at: int) -> list[Edit]:
        entries = entries_of(value_of(self._statement(name)))
        assert entries is not None
        return remove_entry(self.code, entries, at)

    def member(self, text: str, after: str = "", otherwise: str = "") -> list[Edit]:
        return add_member(
            self.code,
            self._class(),
            text,
            lambda node: target_of(node) in after.split(),
            otherwise=lambda node: target_of(node) in otherwise.split(),
        )

    def remove(self, name: str) -> list[Edit]:
        edits = remove_member(self.code, self._class(), self._statement(name))
        assert edits is not None
        return edits

    def imports(self, *project: str, **wanted: str) -> list[Edit]:
        """`sqlalchemy__orm="a b=c"` asks for `a`, and `b` as `c`, of `sqlalchemy.orm`; a leading `_` is a dot."""
        names = {
            re.sub("^_", ".", module.replace("__", ".")): {
                name.split("=")[0]: name.rsplit("=", 1)[-1] for name in text.split()
            }
            for module, text in wanted.items()
        }
        return add_imports(self.code, names, project=frozenset(project))

    def optional(self, name: str) -> list[Edit]:
        inner = inner_of(self.code, annotation_of(self._statement(name)))
        assert inner is not None
        return set_inner(inner, join_optional(inner.text, optional_style(self.code)))

    def required(self, name: str) -> list[Edit]:
        inner = inner_of(self.code, annotation_of(self._statement(name)))
        assert inner is not None
        return set_inner(inner, split_optional(inner.text)[0])


ALL = [(path, case) for path in sorted(CASES.glob("*.txt")) for case in read_cases(path)]


@pytest.mark.parametrize(("path", "case"), ALL, ids=[f"{path.stem}: {case.title}" for path, case in ALL])
def test_edit(path: Path, case: Case) -> None:
    before = decode(case.before)
    edits = eval(f"m.{case.operation}", {"m": Operations(before)})
    after = encode(apply_edits(before, edits))
    compile(decode(after), case.title, "exec")
    if os.environ.get("UPDATE_EXPECT") and after != case.after:
        text = path.read_text(encoding="utf-8")
        old = f"===== {case.title}\n{case.operation}\n-----\n{case.before}\n-----\n{case.after}"
        assert text.count(old) == 1
        path.write_text(text.replace(old, old.removesuffix(case.after) + after), encoding="utf-8")
        return
    assert after == case.after


def test_there_are_cases() -> None:
    assert len(ALL) >= 60
