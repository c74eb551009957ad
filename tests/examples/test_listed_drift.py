"""`prismalchemy check examples/drift` finds the listed drift: nothing missing, nothing more."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.examples.drifts import DRIFTS, Drift
from tests.examples.render import EXPECTED, README, expected, readme

from prismalchemy.cli import main
from prismalchemy.workspace import Snapshot, Workspace

EXAMPLE = Path(__file__).parents[2] / "examples" / "drift"
MODELS = EXAMPLE / "app" / "models"
Key = tuple[str, str | None, str | None]


def keys(snapshot: Snapshot) -> list[Key]:
    return sorted(
        (
            (found.divergence.rule, found.divergence.table and str(found.divergence.table), found.divergence.column)
            for found in snapshot.findings
        ),
        key=str,
    )


def undone(texts: dict[str, str], drift: Drift) -> dict[str, str]:
    """The files that change, as they are without this drift."""
    changed: dict[str, str] = {}
    for change in drift.changes:
        text = changed.get(change.file, texts[change.file])
        assert text.count(change.wrong) == 1, f"{change.file} does not have once: {change.wrong}"
        changed[change.file] = text.replace(change.wrong, change.right)
    return changed


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in MODELS.glob("*.py")}


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return Workspace(EXAMPLE)


@pytest.fixture
def overlaid(workspace: Workspace) -> Iterator[Workspace]:
    yield workspace
    for path in MODELS.glob("*.py"):
        workspace.close(str(path))


def test_check_prints_exactly_the_listed_drift(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLE), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    found = sorted(([item["rule"], item["table"], item["column"]] for item in report["divergences"]), key=str)
    assert found == sorted(json.loads(EXPECTED.read_text("utf-8")), key=str)
    assert report["summary"]["pairs"] == 1
    assert report["summary"]["problems"] == 0


def test_there_is_enough_drift_of_enough_kinds() -> None:
    assert len(DRIFTS) >= 25
    assert len({rule for drift in DRIFTS for rule, _, _ in drift.findings}) >= 20


def test_what_is_derived_is_up_to_date() -> None:
    assert EXPECTED.read_text("utf-8") == expected()
    assert README.read_text("utf-8") == readme(README.read_text("utf-8"))


@pytest.mark.parametrize("drift", DRIFTS, ids=lambda drift: drift.symbol)
def test_undoing_a_drift_removes_its_findings_and_no_others(
    drift: Drift, texts: dict[str, str], overlaid: Workspace
) -> None:
    before = keys(overlaid.snapshot())
    for name, text in undone(texts, drift).items():
        overlaid.change(str(MODELS / name), text)
    after = keys(overlaid.snapshot())
    rest = list(before)
    for finding in drift.findings:
        rest.remove(finding)
    assert after == rest


def test_without_the_drift_nothing_is_found(texts: dict[str, str], overlaid: Workspace) -> None:
    clean = dict(texts)
    for drift in DRIFTS:
        clean.update(undone(clean, drift))
    for name, text in clean.items():
        overlaid.change(str(MODELS / name), text)
    assert keys(overlaid.snapshot()) == []


def test_the_models_import_and_configure_without_a_warning() -> None:
    program = "import app.models; from sqlalchemy.orm import configure_mappers; configure_mappers()"
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", program], cwd=EXAMPLE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
