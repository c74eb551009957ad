"""`--format json`: for programs. Lines and columns count from 1, columns in code points."""

from __future__ import annotations

import json
from typing import Any

from prismalchemy.cli.report.item import Item, Where, count

VERSION = 1
"""Of the format; grows when a key changes its meaning or goes."""


def to_json(items: list[Item], *, pairs: int, suppressed: int, problems: int) -> str:
    """The report of a check.

    Args:
        items: every divergence, of all levels.
        pairs: how many pairs were compared.
        suppressed: how many divergences a comment silences.
        problems: how many things could not be read; they are named on standard error.
    """
    counts = count(items)
    summary: dict[str, Any] = {
        "pairs": pairs,
        "divergences": len(items),
        **{level.value: number for level, number in counts.items()},
        "suppressed": suppressed,
        "problems": problems,
    }
    report = {"version": VERSION, "summary": summary, "divergences": [_divergence(item) for item in items]}
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _divergence(item: Item) -> dict[str, Any]:
    divergence = item.finding.divergence
    return {
        "rule": divergence.rule,
        "severity": item.level.value,
        "consequence": divergence.consequence.value,
        "table": None if divergence.table is None else str(divergence.table),
        "column": divergence.column,
        "message": divergence.message,
        "prisma": _where(item.prisma),
        "models": _where(item.models),
        **({} if item.settings is None else {"settings": _where(item.settings)}),
        "fixes": [
            {"title": fix.title, "towards": fix.towards.value, "applicability": fix.applicability.value}
            for fix in item.fixes
        ],
    }


def _where(where: Where | None) -> dict[str, Any] | None:
    if where is None:
        return None
    return {
        "path": where.path,
        "start": {"line": where.start.line + 1, "column": where.start.column + 1},
        "end": {"line": where.end.line + 1, "column": where.end.column + 1},
    }
