"""Edits as data: each file in a folder of cases holds texts before, what is done and the texts after.

A case begins with a line `===== title`; then come the operation (a method of the test's `Operations` with its
arguments), the text before and the text after, with lines `-----` between them. `␍` before a line end makes it CRLF,
`→` is a tab, `␃` at the end says that there is no final line end. `UPDATE_EXPECT=1` writes the texts after.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Case:
    path: Path
    title: str
    operation: str
    before: str
    after: str

    @property
    def id(self) -> str:
        return f"{self.path.stem}: {self.title}"


def read_cases(folder: Path) -> list[Case]:
    """The cases of all files in a folder."""
    cases = []
    for path in sorted(folder.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n===== ")[1:]:
            head, before, after = block.split("\n-----\n")
            title, operation = head.split("\n", 1)
            cases.append(Case(path, title, operation, before, after.removesuffix("\n")))
    return cases


def check_after(case: Case, after: str) -> None:
    """Hold the text after an edit to what the case expects, or write it there."""
    shown = encode(after)
    if os.environ.get("UPDATE_EXPECT") and shown != case.after:
        text = case.path.read_text(encoding="utf-8")
        old = f"===== {case.title}\n{case.operation}\n-----\n{case.before}\n-----\n{case.after}"
        assert text.count(old) == 1
        case.path.write_text(text.replace(old, old.removesuffix(case.after) + shown), encoding="utf-8")
        return
    assert shown == case.after


def decode(text: str) -> str:
    """The text that a case means."""
    return (text + "\n").replace("␃\n", "").replace("␍\n", "\r\n").replace("→", "\t")


def encode(text: str) -> str:
    """A text as a case shows it."""
    shown = text if text.endswith("\n") else text + "␃\n"
    return shown.replace("\r\n", "␍\n").replace("\t", "→").removesuffix("\n")
