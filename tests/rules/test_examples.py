"""Every example of every rule runs: valid ones are silent, invalid ones tell, and their fixes do what they show.

UPDATE_EXPECT=1 writes into the rules what their fixes make.
"""

from __future__ import annotations

import inspect
import os
from pathlib import Path
from textwrap import indent

import pytest
from tests.support.check import HEADER, Checked, check_files, with_headers

from prismalchemy.rules import RULES, Example, Rule

VALID = [
    pytest.param(rule, example, id=f"{rule.name}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.valid)
]
INVALID = [
    pytest.param(rule, example, id=f"{rule.name}-{number}")
    for rule in RULES
    for number, example in enumerate(rule.invalid)
]
FIXED = [parameter for parameter in INVALID if parameter.values[1].fixed is not None]  # type: ignore[union-attr]

FIXED_SCHEMA = [parameter for parameter in INVALID if parameter.values[1].fixed_schema is not None]  # type: ignore[union-attr]


def run(example: Example) -> Checked:
    files = {"schema.prisma": example.schema, "models.py": example.models}
    if example.settings is not None:
        files["pyproject.toml"] = example.settings
    return check_files(with_headers(files))


def names(checked: Checked) -> set[str]:
    return {divergence.rule for divergence in checked.divergences} - {"index-name"}


@pytest.mark.parametrize(("rule", "example"), VALID)
def test_valid_example_is_silent(rule: Rule, example: Example) -> None:
    assert names(run(example)) == set()


@pytest.mark.parametrize(("rule", "example"), INVALID)
def test_invalid_example_tells_of_its_rule_alone(rule: Rule, example: Example) -> None:
    found = [item.rule for item in run(example).divergences if item.rule not in example.beside]
    assert found == [rule.name]


@pytest.mark.parametrize(("rule", "example"), FIXED)
def test_first_fix_makes_what_the_example_shows(rule: Rule, example: Example) -> None:
    checked = run(example)
    (divergence,) = (item for item in checked.divergences if item.rule == rule.name)
    after = checked.apply(checked.fixes(divergence)[0])
    assert after is not None
    header = "" if "import " in example.models else HEADER
    made = after["models.py"].removeprefix(header)
    if os.environ.get("UPDATE_EXPECT"):
        _update(rule, example.fixed or "", made)
    else:
        assert made == example.fixed
    assert names(check_files(after)) <= set(example.beside)


@pytest.mark.parametrize(("rule", "example"), FIXED_SCHEMA)
def test_first_fix_of_the_schema_makes_what_the_example_shows(rule: Rule, example: Example) -> None:
    checked = run(example)
    (divergence,) = (item for item in checked.divergences if item.rule == rule.name)
    after = checked.apply(checked.schema_fixes(divergence)[0])
    assert after is not None
    made = after["schema.prisma"]
    if os.environ.get("UPDATE_EXPECT"):
        _update(rule, example.fixed_schema or "", made)
    else:
        assert made == example.fixed_schema
    assert names(check_files(after)) <= set(example.beside)


def _update(rule: Rule, shown: str, made: str) -> None:
    """Put what the fix made in place of what the example shows."""
    path = Path(inspect.getfile(type(rule)))
    source = path.read_text(encoding="utf-8")
    assert indent(shown, " " * 12) in source
    path.write_text(source.replace(indent(shown, " " * 12), indent(made, " " * 12)), encoding="utf-8")
