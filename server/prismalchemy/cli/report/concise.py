"""`--format concise`: one line a divergence, as compilers write it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from prismalchemy.cli.report.full import STYLES
from prismalchemy.cli.report.item import Item


def print_concise(items: list[Item], terminal: Console) -> None:
    """Prints `path:line:column: level[rule] message` for every item."""
    for item in items:
        where = item.first
        place = "" if where is None else f"{where.path}:{where.start.line + 1}:{where.start.column + 1}: "
        label = f"{item.level.value}[{item.finding.rule}]"
        terminal.print(
            Text.assemble(place, (label, STYLES[item.level]), " ", item.finding.divergence.message), soft_wrap=True
        )
