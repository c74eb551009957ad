"""Schemas and models of different databases in one repository are not compared with each other."""

from __future__ import annotations

import shutil
from pathlib import Path

from prismalchemy.workspace import Workspace

FOLDER = Path(__file__).parents[1] / "fixtures" / "two_databases"


def test_only_the_shop_is_paired_and_only_its_drift_is_found() -> None:
    snapshot = Workspace(FOLDER).snapshot()
    assert len(snapshot.pairs) == 1
    found = [(item.divergence.rule, str(item.divergence.table), item.divergence.column) for item in snapshot.findings]
    assert found == [("column-missing", "users", "phone")]
    assert all("/services/shop/" in path for path in snapshot.diagnostics())


def test_services_that_do_not_meet_are_not_compared(tmp_path: Path) -> None:
    for service in ("accounts", "reports"):
        shutil.copytree(FOLDER / "services" / service, tmp_path / service)
    snapshot = Workspace(tmp_path).snapshot()
    assert snapshot.pairs == ()
    assert snapshot.findings == ()
    assert len(snapshot.notices) == 1
