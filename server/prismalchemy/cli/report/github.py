"""`--format github`: workflow commands, which GitHub shows as annotations on the lines of a pull request."""

from __future__ import annotations

from prismalchemy.cli.report.item import Item
from prismalchemy.rules import Level

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFORMATION: "notice", Level.HINT: "notice"}


def to_github(items: list[Item]) -> str:
    """One workflow command a place: a divergence is shown on both sides."""
    lines: list[str] = []
    for item in items:
        places = [where for where in (item.models, item.prisma) if where is not None]
        if item.settings is not None:
            places = [item.settings]
        for where in places:
            properties = {
                "title": f"prismalchemy {item.finding.rule}",
                "file": where.path,
                "line": where.start.line + 1,
                "col": where.start.column + 1,
                "endLine": where.end.line + 1,
            }
            if where.end.line == where.start.line:
                properties["endColumn"] = where.end.column + 1
            listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
            lines.append(f"::{_COMMANDS[item.level]} {listed}::{_data(item.finding.divergence.message)}\n")
        if not places:
            lines.append(f"::{_COMMANDS[item.level]}::{_data(item.finding.divergence.message)}\n")
    return "".join(lines)


def _data(text: str) -> str:
    """Escaped as the text of a command has to be."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escaped as a property of a command has to be."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
