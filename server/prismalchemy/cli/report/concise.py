"""`--format concise`: one line a divergence, as compilers write it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from prismalchemy.cli.report.full import STYLES
from prismalchemy.cli.report.item import Item


def to_concise(items: list[Item]) -> Iterator[Text]:
    """`path:line:column: level[rule] message` of every item."""
    for item in items:
        where = item.first
        place = "" if where is None else f"{where.path}:{where.start.line + 1}:{where.start.column + 1}: "
        label = f"{item.level.value}[{item.finding.rule}]"
        yield Text.assemble(place, (label, STYLES[item.level]), " ", item.finding.divergence.message)
