"""Which folders are looked after: several, none, nested ones."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from tests.editors.project import write_drifting_project
from tests.lsp.editor import editing

PRISMA, PYTHON = "prisma/schema.prisma", "app/models.py"


async def test_folders_come_and_go(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_drifting_project(tmp_path / name)
    async with editing(tmp_path, folders=[tmp_path / "one"]) as editor:
        await editor.until("the first folder", lambda: bool(editor.rules(f"one/{PRISMA}")))
        assert editor.rules(f"two/{PRISMA}") == []
        second = types.WorkspaceFolder((tmp_path / "two").as_uri(), "two")
        first = types.WorkspaceFolder((tmp_path / "one").as_uri(), "one")
        event = types.WorkspaceFoldersChangeEvent(added=[second], removed=[])
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        await editor.until("the second folder", lambda: bool(editor.rules(f"two/{PYTHON}")))
        event = types.WorkspaceFoldersChangeEvent(added=[], removed=[first])
        editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
        await editor.until("the first folder's end", lambda: not editor.rules(f"one/{PRISMA}"))
        assert editor.rules(f"two/{PRISMA}") == ["column-missing"]


async def test_without_a_folder_the_project_is_found_from_the_file(tmp_path: Path) -> None:
    folder = write_drifting_project(tmp_path / "project")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    async with editing(folder, "nvim-0.11.4", folders=[]) as editor:
        assert editor.published == []
        editor.open(PRISMA)
        await editor.sees(schema="column-missing", models="column-missing")


async def test_a_folder_inside_a_project_shows_the_whole_project(tmp_path: Path) -> None:
    folder = write_drifting_project(tmp_path)
    (folder / "prismalchemy.toml").write_text("", encoding="utf-8")
    (folder / ".git").mkdir()
    async with editing(folder, folders=[folder / "app", folder / "prisma"]) as editor:
        await editor.sees(schema="column-missing", models="column-missing")
        editor.open(PRISMA)
        editor.replace(PRISMA, "  nickname String\n", "")
        await editor.sees(schema="", models="")


async def test_a_folder_with_nothing_to_compare_is_silent(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("print('hello')\n", encoding="utf-8")
    async with editing(tmp_path) as editor:
        editor.open("script.py")
        await editor.until("an answer", lambda: bool(editor.published))
        assert [list(params.diagnostics) for params in editor.published] == [[]]
        assert await editor.actions("script.py", "print") == []
        assert editor.client.messages == []
