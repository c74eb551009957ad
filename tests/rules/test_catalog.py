"""The tuple of rules, the files, the documentation and the examples belong together."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.render_docs import outdated

from prismalchemy import rules
from prismalchemy.rules import RULES, Rule
from prismalchemy.rules.docs import has_fixes, has_schema_fixes, render_page, render_table

FOLDER = Path(rules.__file__).parent
HELPERS = {
    "__init__",
    "actions",
    "alembic_owned",
    "base",
    "catalog",
    "docs",
    "levels",
    "run",
    "support",
    "tenancy",
    "typed",
    "indexed",
}
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def test_every_file_is_a_rule_of_the_tuple() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - HELPERS
    assert sorted(files) == sorted(rule.name.replace("-", "_") for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


@each_rule
def test_rule_stands_in_the_file_of_its_name(rule: Rule) -> None:
    module = rule.name.replace("-", "_")
    assert type(rule).__module__ == f"prismalchemy.rules.{module}"
    assert type(rule).__name__ == "".join(word.capitalize() for word in module.split("_"))


@each_rule
def test_rule_is_documented(rule: Rule) -> None:
    assert rule.summary.endswith(".")
    assert rule.since
    assert rule.valid
    assert rule.invalid
    page = render_page(rule)
    assert page.startswith(f"# {rule.name}\n")
    fixable = has_fixes(rule) or has_schema_fixes(rule)
    assert ("The fix" in page) == fixable, "the page says what the fix does, and whether it is safe"


@each_rule
def test_fix_is_claimed_if_and_only_if_an_example_shows_one(rule: Rule) -> None:
    assert has_fixes(rule) == any(example.fixed is not None for example in rule.invalid)
    assert has_schema_fixes(rule) == any(example.fixed_schema is not None for example in rule.invalid)


def test_pages_are_up_to_date() -> None:
    assert outdated() == [], "run python -m tests.support.render_docs"


def test_table_has_a_row_for_each_rule() -> None:
    rows = render_table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [rule.name for rule in RULES]
