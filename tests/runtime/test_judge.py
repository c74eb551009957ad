"""What is read from imported models is what SQLAlchemy made of them: the judge of the static reader judges this too."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest
from tests.support.metadata import differences, runtime_facts, static_facts
from tests.support.models import case_names, imported

from prismalchemy.runtime.decode import to_schema
from prismalchemy.runtime.describe import describe


def spelt(facts: Any) -> Any:
    """The facts with values that JSON does not have as Python writes them."""
    if isinstance(facts, dict):
        return {name: spelt(value) for name, value in facts.items()}
    if isinstance(facts, list) and facts[:1] == ["literal"] and not isinstance(facts[1], (str, int, float, bytes)):
        return ["literal", None if facts[1] is None else repr(facts[1])]
    return facts


@pytest.mark.parametrize("name", case_names())
def test_all_facts_are_told(name: str) -> None:
    with warnings.catch_warnings(), imported(name) as modules:
        warnings.simplefilter("ignore")
        real = runtime_facts(modules)
        told = to_schema(json.loads(json.dumps(describe(modules))))
    # A column without a type has none that could be told.
    found = [(path, what) for path, what in differences(spelt(real), static_facts(told)) if what != "equal"]
    assert [(path, what) for path, what in found if not (what == "unknown" and path.endswith(("/type", "/enum")))] == []
