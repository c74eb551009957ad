"""Records what SQLAlchemy makes of models where the tests themselves cannot ask it.

    python -m tests.support.record_models [CASE ...]     models that need further libraries (`alchemy_recorded/*.py`)
    python -m tests.support.record_models --versions     where SQLAlchemy 2.0 and 2.1 differ (`versions.json`)

The first wants SQLModel, flask-sqlalchemy, pgvector, SQLAlchemy-Utils, fastapi-users-db-sqlalchemy, advanced-alchemy
and Flask-AppBuilder at hand. Each case runs in an interpreter of its own, as SQLModel has one MetaData for all models.
The second makes an environment with the SQLAlchemy that is not installed below `.cache`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy
from tests.support.metadata import runtime_facts
from tests.support.models import RECORDED, VERSIONS, case_files, case_names, imported

ROOT = Path(__file__).resolve().parents[2]
PINS = {"2.0": "sqlalchemy==2.0.58", "2.1": "sqlalchemy==2.1.9"}
"""The SQLAlchemy of each version, as constraints.txt has them."""


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


def all_facts() -> dict[str, Any]:
    """What the installed SQLAlchemy makes of every case, by name."""
    found: dict[str, Any] = {}
    for name in case_names():
        with warnings.catch_warnings(), imported(name) as modules:
            warnings.simplefilter("ignore")
            found[name] = runtime_facts(modules)
    # The same plain values that the other version's come as.
    plain: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return plain


def record_versions() -> None:
    """Writes what differs between the two versions."""
    installed = ".".join(sqlalchemy.__version__.split(".")[:2])
    (other,) = set(PINS) - {installed}
    folder = ROOT / ".cache" / f"sqlalchemy-{other}"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        needed = [PINS[other], "greenlet", "typing-extensions"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *needed], check=True)
    command = [python, "-c", "import json; from tests.support.record_models import *; print(json.dumps(all_facts()))"]
    answer = subprocess.run(
        command, check=True, cwd=ROOT, env={"PYTHONPATH": f"{ROOT / 'server'}:{ROOT}"}, stdout=subprocess.PIPE
    )
    facts = {installed: all_facts(), other: json.loads(answer.stdout)}
    differing = {
        name: found for name in facts["2.0"] if (found := list(_differing(facts["2.0"][name], facts["2.1"][name], [])))
    }
    VERSIONS.write_text(json.dumps(differing, indent=1, sort_keys=True) + "\n")


def _differing(old: Any, new: Any, path: list[str]) -> Iterator[dict[str, Any]]:
    """The places where facts of 2.0 and 2.1 differ; a side that has nothing there is left out."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            if name not in old:
                yield {"path": [*path, name], "2.1": new[name]}
            elif name not in new:
                yield {"path": [*path, name], "2.0": old[name]}
            else:
                yield from _differing(old[name], new[name], [*path, name])
    elif old != new:
        yield {"path": path, "2.0": old, "2.1": new}


if __name__ == "__main__":
    if sys.argv[1:] == ["--versions"]:
        record_versions()
    else:
        for case in sys.argv[1:]:
            record(case)
        for case in [] if sys.argv[1:] else case_names(RECORDED):
            subprocess.run([sys.executable, "-m", "tests.support.record_models", case], check=True)
