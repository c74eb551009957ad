"""The second start shows what the first one showed, from the disk, and can then do what any session can."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.editors.project import write_drifting_project
from tests.lsp.editor import editing

PRISMA, PYTHON = "prisma/schema.prisma", "app/models.py"


async def test_a_second_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("PRISMALCHEMY_CACHE", str(cache))
    folder = write_drifting_project(tmp_path / "project")
    async with editing(folder) as editor:
        editor.open(PRISMA)
        await editor.sees(schema="column-missing", models="column-missing")
        await editor.until("readings on disk", lambda: len(list(cache.glob("*.reading"))) == 2)
    async with editing(folder) as editor:
        editor.open(PRISMA)
        editor.open(PYTHON)
        await editor.sees(schema="column-missing", models="column-missing")
        editor.replace(PRISMA, "nickname String\n", "nickname String\n  motto    String?\n")
        await editor.sees(schema="column-missing column-missing", models="column-missing column-missing")
        await editor.carry_out(await editor.action(PYTHON, "User(Base)", "sync"))
        await editor.sees(schema="", models="")
        assert "    motto: Mapped[str | None]" in editor.texts[PYTHON]
    # What was typed last was kept at the end.
    assert len(list(cache.glob("*.reading"))) == 4


async def test_a_fix_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRISMALCHEMY_CACHE", str(tmp_path / "cache"))
    folder = write_drifting_project(tmp_path / "project")
    for _ in range(2):
        async with editing(folder) as editor:
            editor.open(PRISMA)
            editor.open(PYTHON)
            await editor.sees(schema="column-missing", models="column-missing")
            fix = await editor.action(PRISMA, "nickname", "nickname")
            await editor.carry_out(fix)
            assert "    nickname: Mapped[str]" in editor.texts[PYTHON]
