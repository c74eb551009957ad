"""Writes what is derived from `drifts.py`: the table in the example's README, and `expected.json`.

python -m tests.examples.render [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.examples.drifts import DRIFTS, Drift

ROOT = Path(__file__).parents[2]
README = ROOT / "examples" / "drift" / "README.md"
EXPECTED = Path(__file__).with_name("expected.json")
_BEGIN, _END = "<!-- drift -->\n", "<!-- /drift -->\n"


def readme(text: str) -> str:
    """The README's text with the table of today."""
    before, rest = text.split(_BEGIN)
    after = rest.split(_END)[1]
    return before + _BEGIN + _table() + _END + after


def expected() -> str:
    """What `prismalchemy check` must find: (rule, table, column), sorted, as JSON, one finding a line."""
    findings = sorted({finding for drift in DRIFTS for finding in drift.findings}, key=str)
    return "[\n" + ",\n".join("  " + json.dumps(finding) for finding in findings) + "\n]\n"


def main(arguments: list[str]) -> int:
    """Write both files; with `--check` write nothing, and return 1 where one is not up to date."""
    wanted = {README: readme(README.read_text("utf-8")), EXPECTED: expected()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        print(path.relative_to(ROOT), "is not up to date" if "--check" in arguments else "written")
        if "--check" not in arguments:
            path.write_text(wanted[path], "utf-8")
    return 1 if stale and "--check" in arguments else 0


def _table() -> str:
    head = "| # | where | what | rule | what goes wrong because of it |\n| --- | --- | --- | --- | --- |\n"
    return head + "".join(_row(number, drift) for number, drift in enumerate(DRIFTS, 1))


def _row(number: int, drift: Drift) -> str:
    rules = ", ".join(dict.fromkeys(f"`{rule}`" for rule, _, _ in drift.findings))
    place = f"`{drift.symbol}` in [{drift.file}](app/models/{drift.file})"
    return f"| {number} | {place} | {drift.what} | {rules} | {drift.consequence} |\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
