"""Records what SQLModel, flask-sqlalchemy, pgvector and SQLAlchemy-Utils make of the models in `alchemy_recorded`.

Run with those libraries at hand: `python -m tests.support.record_models`. Each case runs in an interpreter of its own,
as SQLModel has one MetaData for all models.
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings

from tests.support.metadata import runtime_facts
from tests.support.models import RECORDED, case_files, case_names, imported


def record(name: str) -> None:
    """Writes the facts of one case beside it."""
    with warnings.catch_warnings(), imported(name, RECORDED) as modules:
        warnings.simplefilter("ignore")
        facts = runtime_facts(modules)
        own = {
            name
            for module in modules
            for name, value in vars(module).items()
            if getattr(value, "__module__", None) == module.__name__
        }
    text = "".join(source.text for source in case_files(name, RECORDED))
    # A library's own tables may stand in the same MetaData.
    facts = {key: table for key, table in facts.items() if table["entity"] in own or f'"{key}"' in text}
    RECORDED.joinpath(f"{name}.json").write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    for case in sys.argv[1:]:
        record(case)
    for case in [] if sys.argv[1:] else case_names(RECORDED):
        subprocess.run([sys.executable, "-m", "tests.support.record_models", case], check=True)
