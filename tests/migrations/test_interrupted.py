"""What a killed command leaves of the files of a step; at length: `make migrations-report`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.migrations.environment import Server
from tests.migrations.interrupted import interrupted, scenarios
from tests.migrations.report import Point

SHORT = [one.title for one in scenarios() if one.provider == "sqlite"]


@pytest.mark.parametrize("title", SHORT)
def test_a_killed_command_leaves_nothing_by_halves(server: Server, tmp_path: Path, title: str) -> None:
    points: dict[str, Point] = {}
    interrupted(server, tmp_path, lambda name: points.setdefault(name, Point(name)), lambda one: one.title == title)
    assert [what for point in points.values() for what in point.missed] == []
    assert sum(point.held for point in points.values()) > 20
