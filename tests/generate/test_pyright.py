"""What is generated, in the eyes of pyright, which runs on Node.js: one run over all styles and forms of all cases."""

from __future__ import annotations

from pathlib import Path

from tests.generate.outputs import all_cases, run_pyright, write_outputs


def test_pyright_finds_nothing(tmp_path: Path) -> None:
    write_outputs(tmp_path, all_cases())
    assert run_pyright(tmp_path) == ""


def test_a_mistake_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text("from sqlalchemy.orm import Mapped\n\nx: int = 'a'\n", encoding="utf-8")
    assert "reportAssignmentType" in run_pyright(tmp_path)
