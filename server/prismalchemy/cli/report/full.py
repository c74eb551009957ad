"""`--format full`: for people. Source of both sides, what will happen, how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from prismalchemy.cli.report.frame import frame
from prismalchemy.cli.report.item import Item
from prismalchemy.fixes import Applicability, Side
from prismalchemy.rules import RULES, Consequence, Level

STYLES = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.INFORMATION: "bold cyan", Level.HINT: "bold"}
CONSEQUENCES = {
    Consequence.FAILS: "a query, INSERT or import through SQLAlchemy will raise",
    Consequence.CORRUPTS: "it will run, and read or write the wrong thing",
    Consequence.MIGRATES: "only matters to whoever generates DDL from the models",
    Consequence.CONVENTION: "a style that the project asked for",
}
EFFECTS = {rule.name: rule.effect for rule in RULES if rule.effect is not None}
_SIDES = {Side.MODELS: "models", Side.PRISMA: "schema"}


def to_full(items: list[Item], width: int | None) -> Iterator[Text]:
    """Every item as a block of lines of its own; `width` is the terminal's, None for no limit."""
    for item in items:
        yield from block(item, width)
        yield Text()


def block(item: Item, width: int | None) -> list[Text]:
    """The lines of one item."""
    style = STYLES[item.level]
    places = [where for where in (item.settings, item.prisma, item.models) if where is not None]
    gutter = max((len(str(where.start.line + 1)) for where in places), default=1)
    lines = [Text.assemble((f"{item.level.value}[{item.finding.rule}]", style), ": ", item.finding.divergence.message)]
    for where in places:
        lines += frame(where, gutter, width, style)
    margin = " " * gutter
    consequence = item.finding.consequence
    effect = item.finding.divergence.effect or EFFECTS.get(item.finding.rule) or CONSEQUENCES[consequence]
    lines.append(_note(margin, "consequence", f"{consequence.value}, {effect}"))
    for fix in item.fixes:
        risk = "" if fix.applicability is Applicability.SAFE else ", unsafe"
        lines.append(_note(margin, "fix", f"{fix.title} ({_SIDES[fix.towards]}{risk})"))
    return lines


def _note(margin: str, name: str, text: str) -> Text:
    return Text.assemble((f"{margin} = ", "blue"), (f"{name}: ", "bold"), text)
