"""The living example agrees with its schema, and with its history."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prismalchemy.cli import main

SAAS = Path(__file__).parents[2] / "examples" / "saas"


def test_check_finds_nothing_at_any_level(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(SAAS), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["divergences"] == []
    assert report["summary"]["pairs"] == 1
    assert report["summary"]["problems"] == 0


def test_what_is_generated_is_up_to_date() -> None:
    assert main(["generate", str(SAAS), "--check"]) == 0
    assert main(["tenancy", str(SAAS), "--check"]) == 0


def test_both_migration_folders_are_one_history() -> None:
    assert main(["migrate", "status", str(SAAS)]) == 0
    assert main(["migrate", "to-alembic", str(SAAS), "--check"]) == 0
    assert main(["migrate", "env", str(SAAS), "--check"]) == 0
