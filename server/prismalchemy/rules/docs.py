"""The rules' documentation, made from their classes: a page for each, and the table of all."""

from __future__ import annotations

from inspect import cleandoc

from prismalchemy.compare import Consequence
from prismalchemy.rules.base import Example, Rule
from prismalchemy.rules.catalog import RULES

_CONSEQUENCES = {
    Consequence.FAILS: "fails: a query, INSERT or import through SQLAlchemy will raise",
    Consequence.CORRUPTS: "corrupts: it will run, and read or write the wrong thing",
    Consequence.MIGRATES: "migrates: only matters to whoever makes migrations from the models",
    Consequence.CONVENTION: "convention: nothing goes wrong; something is not offered",
}

_FIXES = {
    "both": "yes, of the models and of the Prisma schema",
    "models": "yes, of the models",
    "schema": "yes, of the Prisma schema",
    "no": "no",
}


def has_fixes(rule: Rule) -> bool:
    """Whether the rule offers a fix."""
    return type(rule).fixes is not Rule.fixes


def has_schema_fixes(rule: Rule) -> bool:
    """Whether the rule offers a fix of the Prisma schema."""
    return type(rule).schema_fixes is not Rule.schema_fixes


def _sides(rule: Rule) -> str:
    """Which sides the rule's fixes can change, for the table and the pages."""
    models, schema = has_fixes(rule), has_schema_fixes(rule)
    return "both" if models and schema else "models" if models else "schema" if schema else "no"


def render_page(rule: Rule) -> str:
    """The rule's page in Markdown."""
    parts = [
        f"# {rule.name}\n",
        f"{rule.summary}\n",
        f"- Consequence, as a rule: {_consequence(rule)}.\n"
        f"- Quick fix: {_FIXES[_sides(rule)]}.\n"
        f"- Since {rule.since}.\n",
        f"{cleandoc(type(rule).__doc__ or '')}\n",
        "## What it reports\n",
        *map(_example, rule.invalid),
        "## What it accepts\n",
        *map(_example, rule.valid),
    ]
    return "\n".join(parts)


def _consequence(rule: Rule) -> str:
    return _CONSEQUENCES[rule.consequence] if rule.effect is None else f"{rule.consequence.value}: {rule.effect}"


def render_table() -> str:
    """The table of all rules in Markdown, in the order in which they report."""
    rows = [
        f"| [`{rule.name}`](docs/rules/{rule.name}.md) | {rule.summary} | {rule.consequence.value} | {_sides(rule)} |"
        for rule in RULES
    ]
    return "\n".join(["| rule | what differs | consequence | fix |", "| --- | --- | --- | --- |", *rows, ""])


def _example(example: Example) -> str:
    text = "" if example.settings is None else f"```toml\n{example.settings}```\n\n"
    text += f"```prisma\n{example.schema}```\n\n```python\n{example.models}```\n"
    if example.fixed is not None:
        text += f"\nThe fix makes this of it:\n\n```python\n{example.fixed}```\n"
    if example.fixed_schema is not None:
        text += f"\nThe fix of the Prisma schema makes this of it:\n\n```prisma\n{example.fixed_schema}```\n"
    return text
