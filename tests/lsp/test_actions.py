"""Code actions: which are offered, when their edits are computed, what happens when the text has moved on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from tests.editors.project import MODELS, SCHEMA, write_drifting_project
from tests.lsp.editor import Editor, editing

from prismalchemy.cli import main as command_line

PRISMA, PYTHON = "prisma/schema.prisma", "app/models.py"
MENDED = MODELS + "    nickname: Mapped[str] = mapped_column(Text)\n"
RESOLVING, AT_ONCE = "vscode-1.139.1-lc11", "emacs-28.2-eglot-1.9"


TEAM = """
model Team {
  id    Int      @id @default(autoincrement())
  title String
  since DateTime @default(now())
}
"""
TEAM_CLASS = '''"""Teams."""

from app.models import Base
from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column


class Team(Base):
    __tablename__ = "Team"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[int]
    motto: Mapped[str | None] = mapped_column(Text)
    members: Mapped[int | None]
'''


async def both_open(editor: Editor) -> None:
    editor.open(PRISMA)
    editor.open(PYTHON)
    await editor.sees(schema="column-missing", models="column-missing")


def resolves(editor: Editor) -> bool:
    provider = editor.server.code_action_provider
    assert isinstance(provider, types.CodeActionOptions)
    return provider.resolve_provider is True


async def test_edits_come_when_they_are_asked_for(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path), RESOLVING) as editor:
        await both_open(editor)
        actions = await editor.actions(PRISMA, "nickname")
        assert actions
        assert all(action.edit is None and action.data for action in actions)
        assert resolves(editor)
        await editor.carry_out(actions[0])
        await editor.sees(schema="", models="")
        assert editor.texts[PYTHON] == MENDED


async def test_edits_come_at_once_to_a_client_that_cannot_ask(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path), AT_ONCE) as editor:
        await both_open(editor)
        actions = await editor.actions(PRISMA, "nickname")
        assert actions
        assert all(action.edit is not None and action.data is None for action in actions)
        assert not resolves(editor)
        await editor.carry_out(actions[0])
        await editor.sees(schema="", models="")
        assert editor.texts[PYTHON] == MENDED


async def test_one_action_may_be_taken_without_asking(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await both_open(editor)
        actions = await editor.actions(PRISMA, "nickname")
        assert [action.title for action in actions if action.is_preferred] == [actions[0].title]


KINDS: list[tuple[list[str] | None, set[str]]] = [
    # asked for, offered
    (None, {"quickfix", "refactor.rewrite.prismalchemy"}),
    (["quickfix"], {"quickfix"}),
    (["refactor"], {"refactor.rewrite.prismalchemy"}),
    (["refactor.rewrite"], {"refactor.rewrite.prismalchemy"}),
    (["source"], {"source.fixAll.prismalchemy"}),
    (["source.fixAll"], {"source.fixAll.prismalchemy"}),
    (["source.fixAll.prismalchemy"], {"source.fixAll.prismalchemy"}),
    (["source.fixAll.ruff"], set()),
    (["source.organizeImports"], set()),
]


async def test_kinds(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await both_open(editor)
        for only, kinds in KINDS:
            offered = await editor.actions(PYTHON, "User(Base)", only=only)
            assert {str(action.kind) for action in offered} == kinds, only


async def test_all_safe_differences_of_a_file_as_the_command_line_mends_them(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path / "editor")) as editor:
        await both_open(editor)
        editor.replace(PRISMA, "nickname String", "nickname String\n  age Int?\n  score Float")
        copy = write_drifting_project(tmp_path / "command line")
        (copy / PRISMA).write_text(editor.texts[PRISMA], encoding="utf-8")
        [fix_all] = await editor.actions(PRISMA, "User", only=["source.fixAll"])
        await editor.carry_out(fix_all)
        await editor.sees(schema="", models="")
        assert await editor.actions(PRISMA, "User", only=["source.fixAll"]) == []
        assert command_line(["fix", str(copy)]) == 0
        assert editor.texts[PYTHON] == (copy / PYTHON).read_text(encoding="utf-8")


@pytest.mark.parametrize("towards", ["models", "prisma"])
@pytest.mark.parametrize("client", [RESOLVING, AT_ONCE])
async def test_all_safe_differences_of_the_project_as_the_command_line_mends_them(
    tmp_path: Path, client: str, towards: str
) -> None:
    def project(name: str) -> Path:
        folder = write_drifting_project(tmp_path / name)
        schema = (folder / PRISMA).read_text(encoding="utf-8")
        (folder / PRISMA).write_text(schema + TEAM, encoding="utf-8")
        (folder / "app" / "team.py").write_text(TEAM_CLASS, encoding="utf-8")
        return folder

    async with editing(project("editor"), client) as editor:
        editor.open(PRISMA)
        editor.open(PYTHON)
        await editor.until("both tables", lambda: editor.rules(PRISMA).count("column-missing") == 2)
        where = {"models": "the models", "prisma": "the Prisma schema"}[towards]
        everything = await editor.action(PRISMA, "nickname", f"project in {where}")
        await editor.carry_out(everything)
        copy = project("command line")
        assert command_line(["fix", "--towards", towards, str(copy)]) == 0
        for name in (PRISMA, PYTHON, "app/team.py"):
            text = editor.texts[name] if name in editor.texts else (editor.folder / name).read_text(encoding="utf-8")
            assert text == (copy / name).read_text(encoding="utf-8")
        assert "team.py" in str(editor.last_edit) if towards == "models" else "team.py" not in str(editor.last_edit)


async def test_nothing_but_the_file_is_mended_on_saving(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await both_open(editor)
        provider = editor.server.code_action_provider
        assert isinstance(provider, types.CodeActionOptions)
        below = [kind for kind in provider.code_action_kinds or () if str(kind).startswith("source")]
        assert below == ["source.fixAll.prismalchemy"]
        assert len(await editor.actions(PYTHON, "User(Base)", only=["source.fixAll"])) == 1


async def test_an_action_on_text_that_has_moved_on_is_refused(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await both_open(editor)
        action = (await editor.actions(PRISMA, "nickname"))[0]
        editor.replace(PRISMA, "nickname", "nick")
        with pytest.raises(JsonRpcException) as refused:
            await editor.client.code_action_resolve_async(action)
        assert refused.value.code == types.LSPErrorCodes.ContentModified


async def test_an_action_asked_for_right_after_a_change_is_about_the_changed_text(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await both_open(editor)
        editor.replace(PRISMA, "nickname String", "nickname String\n  motto String?")
        titles = [action.title for action in await editor.actions(PRISMA, "motto")]
        assert any("motto" in title for title in titles)


async def test_an_action_is_found_while_other_files_change(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await both_open(editor)
        asked = asyncio.ensure_future(editor.actions(PRISMA, "nickname"))
        await asyncio.sleep(0)
        editor.replace(PYTHON, "Models", "All models")
        editor.change_on_disk("app/other.py", "x = 1\n")
        assert any("nickname" in action.title for action in await asked)


async def test_a_model_without_a_class_can_be_created(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await both_open(editor)
        end = len(SCHEMA)
        editor.splice(
            PRISMA, [(end, end, "\nmodel Team {\n  id Int @id @default(autoincrement())\n  name String\n}\n")]
        )
        await editor.until("a missing table", lambda: "table-missing" in editor.rules(PRISMA))
        await editor.carry_out(await editor.action(PRISMA, "Team", "create"))
        await editor.until("no missing table", lambda: "table-missing" not in editor.rules(PRISMA))
        assert "class Team(Base):" in editor.texts[PYTHON]


async def test_where_nothing_differs_nothing_is_offered(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await both_open(editor)
        assert [action for action in await editor.actions(PRISMA, "datasource") if action.kind == "quickfix"] == []
