"""Edits on parso trees, as data: see `tests.support.edit_cases`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.edit_cases import Case, check_after, decode, read_cases

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


ALL = read_cases(CASES)


@pytest.mark.parametrize("case", ALL, ids=[case.id for case in ALL])
def test_edit(case: Case) -> None:
    before = decode(case.before)
    edits = eval(f"m.{case.operation}", {"m": Operations(before)})
    after = apply_edits(before, edits)
    compile(after, case.title, "exec")
    check_after(case, after)


def test_there_are_cases() -> None:
    assert len(ALL) >= 60
