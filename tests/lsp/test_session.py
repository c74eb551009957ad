"""A session as every client leads it: open, look, type, mend, synchronise, save, close."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from tests.editors.project import MODELS, SCHEMA, write_drifting_project
from tests.lsp.editor import PROFILES, editing

PRISMA, PYTHON = "prisma/schema.prisma", "app/models.py"


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_session(tmp_path: Path, profile: str) -> None:
    folder = write_drifting_project(tmp_path / "my project")
    async with editing(folder, profile) as editor:
        editor.open(PRISMA)
        await editor.sees(schema="column-missing", models="column-missing")  # the models are not open
        assert editor.underlined(PRISMA) == ["nickname"]
        editor.open(PYTHON)
        await editor.until("an answer to the opening", lambda: len(editor.published) >= 3)
        assert editor.underlined(PYTHON) == ["User"]

        editor.replace(PRISMA, "nickname String\n", "nickname String\n  motto    String?\n")
        await editor.sees(schema="column-missing column-missing", models="column-missing column-missing")

        fix = await editor.action(PRISMA, "nickname", "nickname")
        assert [diagnostic.code for diagnostic in fix.diagnostics or ()] == ["column-missing"]
        await editor.carry_out(fix)
        await editor.sees(schema="column-missing", models="column-missing")
        assert "    nickname: Mapped[str]" in editor.texts[PYTHON]

        editor.replace(PRISMA, "motto    String?\n", "motto    String?\n  age      Int?\n")
        await editor.carry_out(await editor.action(PYTHON, "User(Base)", "sync"))
        await editor.sees(schema="", models="")
        assert "    motto: Mapped[str | None]" in editor.texts[PYTHON]
        assert "    age: Mapped[int | None]" in editor.texts[PYTHON]

        editor.save(PYTHON)
        editor.close(PYTHON)
        editor.close(PRISMA)  # not saved: the disk's schema has neither
        await editor.sees(schema="column-extra column-extra", models="column-extra column-extra")
        assert not editor.client.messages


async def test_edits_are_versioned_and_name_other_files_where_the_client_can(tmp_path: Path) -> None:
    folder = write_drifting_project(tmp_path)
    async with editing(folder) as editor:
        editor.open(PRISMA)
        editor.open(PYTHON)
        await editor.sees(schema="column-missing", models="column-missing")
        editor.replace(PYTHON, "Models", "The models")
        await editor.carry_out((await editor.actions(PRISMA, "nickname"))[0])
        edit = editor.last_edit
        assert edit is not None
        assert edit.changes is None
        [change] = edit.document_changes or ()
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == 2
        assert all(isinstance(part, types.AnnotatedTextEdit) for part in change.edits)
        await editor.sees(schema="", models="")


async def test_a_client_without_document_changes_gets_changes(tmp_path: Path) -> None:
    folder = write_drifting_project(tmp_path)
    async with editing(folder, "nvim-0.11.4", adjust=forget_document_changes) as editor:
        editor.open(PRISMA)
        await editor.sees(schema="column-missing", models="column-missing")
        await editor.carry_out((await editor.actions(PRISMA, "nickname"))[0])
        assert editor.last_edit is not None
        assert editor.last_edit.document_changes is None
        assert list(editor.last_edit.changes or ()) == [editor.uri(PYTHON)]
        await editor.sees(schema="", models="")


def forget_document_changes(capabilities: types.ClientCapabilities) -> None:
    assert capabilities.workspace is not None
    assert capabilities.workspace.workspace_edit is not None
    capabilities.workspace.workspace_edit.document_changes = None


@pytest.mark.parametrize(("encoding", "line_end"), [("utf-8", "\n"), ("utf-16", "\r\n"), ("utf-32", "\r\n")])
async def test_positions(tmp_path: Path, encoding: str, line_end: str) -> None:
    """Emoji before the place on its own line, form feeds and line separators above it, in every encoding."""
    folder = write_drifting_project(tmp_path)
    odd = "// 💎\x0c\u2028é\n"
    schema = odd + SCHEMA.replace("  nickname String", "  nickname String // 💎é")
    models = ("# 💎\x0c\u2028é\n" + MODELS).replace('"""Someone who', '"""💎 Someone who')
    (folder / PRISMA).write_bytes(schema.replace("\n", line_end).encode())
    (folder / PYTHON).write_bytes(models.replace("\n", line_end).encode())
    async with editing(folder, encodings=[encoding]) as editor:
        assert editor.encoding == encoding
        editor.open(PRISMA)
        editor.open(PYTHON)
        await editor.sees(schema="column-missing", models="column-missing")
        assert editor.underlined(PRISMA) == ["nickname"]
        assert editor.underlined(PYTHON) == ["User"]

        editor.replace(PRISMA, "💎é", "💎💎éé")  # behind an emoji, on the line of the difference
        editor.replace(PRISMA, "String // 💎💎éé", "Int // 💎")
        await editor.carry_out((await editor.actions(PRISMA, "nickname"))[0])
        await editor.sees(schema="", models="")
        assert f"{line_end}    nickname: Mapped[int]" in editor.texts[PYTHON]
        assert "\n" not in editor.texts[PYTHON].replace(line_end, "")


async def test_a_byte_order_mark_that_the_client_keeps(tmp_path: Path) -> None:
    folder = write_drifting_project(tmp_path)
    for name, text in ((PRISMA, SCHEMA), (PYTHON, MODELS)):
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    async with editing(folder) as editor:
        editor.open(PRISMA)
        editor.open(PYTHON)
        assert editor.texts[PYTHON].startswith("\ufeff")
        await editor.sees(schema="column-missing", models="column-missing")
        assert (editor.underlined(PRISMA), editor.underlined(PYTHON)) == (["nickname"], ["User"])
        await editor.carry_out((await editor.actions(PYTHON, "User(Base)"))[0])
        await editor.sees(schema="", models="")
        assert editor.texts[PYTHON].startswith('\ufeff"""Models')
