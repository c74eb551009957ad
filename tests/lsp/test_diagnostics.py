"""What is published when, and what a diagnostic says."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types
from tests.editors.project import MODELS, SCHEMA, write_drifting_project
from tests.lsp.editor import editing

PRISMA, PYTHON = "prisma/schema.prisma", "app/models.py"
NICKNAME = "    nickname: Mapped[str] = mapped_column(Text)\n"


async def test_a_diagnostic(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        editor.open(PRISMA)
        editor.open(PYTHON)
        await editor.sees(schema="column-missing", models="column-missing")
        [diagnostic] = editor.diagnostics(PRISMA)
        assert diagnostic.source == "prismalchemy"
        assert diagnostic.code == "column-missing"
        assert diagnostic.severity == types.DiagnosticSeverity.Error
        assert diagnostic.code_description is not None
        assert diagnostic.code_description.href.endswith("/column-missing.md")
        assert "nickname" in diagnostic.message
        [related] = diagnostic.related_information or ()
        assert related.location.uri == editor.uri(PYTHON)
        assert editor.under(editor.texts[PYTHON], related.location.range) == "User"
        [other] = editor.diagnostics(PYTHON)
        assert (other.message, other.severity) == (diagnostic.message, diagnostic.severity)


async def test_a_client_is_not_sent_what_it_cannot_show(tmp_path: Path) -> None:
    def forget(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.text_document is not None
        capabilities.text_document.publish_diagnostics = None

    async with editing(write_drifting_project(tmp_path), adjust=forget) as editor:
        editor.open(PRISMA)
        await editor.sees(schema="column-missing")
        [diagnostic] = editor.diagnostics(PRISMA)
        assert diagnostic.related_information is None
        assert diagnostic.code_description is None
        assert all(params.version is None for params in editor.published)


async def test_the_edited_file_is_always_answered_with_its_version_and_others_only_when_they_change(
    tmp_path: Path,
) -> None:
    def versions(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.text_document is not None
        assert capabilities.text_document.publish_diagnostics is not None
        capabilities.text_document.publish_diagnostics.version_support = True

    async with editing(write_drifting_project(tmp_path), adjust=versions) as editor:
        editor.open(PRISMA)
        editor.open(PYTHON)
        await editor.sees(schema="column-missing", models="column-missing")
        await editor.until(
            "both are answered",
            lambda: {params.version for params in editor.published} == {None, 1} or len(editor.published) >= 2,
        )
        editor.published.clear()
        editor.replace(PYTHON, "Models of", "All models of")  # moves nothing but this line
        await editor.until("an answer", lambda: bool(editor.published))
        await editor.actions(PYTHON, "users")  # answered after all that was published before
        assert [(params.uri, params.version) for params in editor.published] == [(editor.uri(PYTHON), 2)]


async def test_many_changes_at_once_are_answered_by_the_last(tmp_path: Path) -> None:
    def versions(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.text_document is not None
        assert capabilities.text_document.publish_diagnostics is not None
        capabilities.text_document.publish_diagnostics.version_support = True

    async with editing(write_drifting_project(tmp_path), adjust=versions) as editor:
        editor.open(PRISMA)
        await editor.sees(schema="column-missing", models="column-missing")
        editor.published.clear()
        for number in range(50):
            editor.replace(PRISMA, "  nickname", f"  extra{number} Int?\n  nickname")
        await editor.until("51 differences", lambda: len(editor.rules(PRISMA)) == 51)
        answers = [params.version for params in editor.published if params.uri == editor.uri(PRISMA)]
        assert answers[-1] == 51
        assert answers == sorted(answers, key=lambda version: version or 0)
        # How many are left out depends on how fast they come; test_schedule.py holds that overtaken ones are dropped.
        assert len(answers) == len(set(answers))


async def test_what_vanishes_is_cleared(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        editor.open(PYTHON)
        await editor.sees(schema="column-missing", models="column-missing")
        editor.splice(PYTHON, [(len(MODELS), len(MODELS), NICKNAME)])
        await editor.sees(schema="", models="")
        last = {params.uri: list(params.diagnostics) for params in editor.published}
        assert last == {editor.uri(PRISMA): [], editor.uri(PYTHON): []}


async def test_a_file_without_differences_is_answered_when_it_is_opened(tmp_path: Path) -> None:
    folder = write_drifting_project(tmp_path)
    (folder / PYTHON).write_text(MODELS + NICKNAME, encoding="utf-8")
    async with editing(folder) as editor:
        editor.open(PRISMA)
        await editor.until("an empty answer", lambda: any(not params.diagnostics for params in editor.published))


async def test_half_a_line_is_a_syntax_error_and_no_missing_column(tmp_path: Path) -> None:
    folder = write_drifting_project(tmp_path)
    async with editing(folder) as editor:
        editor.open(PYTHON, MODELS + NICKNAME)
        editor.open(PRISMA)
        await editor.sees(schema="", models="")
        editor.replace(
            PYTHON, "email: Mapped[str] = mapped_column(Text, unique=True)", "email: Mapped[str] = mapped_col("
        )
        await editor.until("an answer", lambda: bool(editor.rules(PYTHON)))
        assert set(editor.rules(PYTHON)) == {"syntax"}
        assert editor.rules(PRISMA) == []
        answers = len(editor.published)
        editor.replace(PRISMA, "nickname String", "nickname Str")
        await editor.until("an answer", lambda: len(editor.published) > answers)
        assert (editor.rules(PRISMA), editor.rules(PYTHON)) == ([], ["syntax"])


async def test_the_buffer_counts_until_it_is_closed(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        editor.open(PRISMA)
        await editor.sees(schema="column-missing", models="column-missing")
        editor.replace(PRISMA, "  nickname String\n", "")
        await editor.sees(schema="", models="")
        editor.change_on_disk(PRISMA, SCHEMA)
        editor.open("app/__init__.py")
        await editor.sees(schema="", models="")
        editor.close(PRISMA)
        await editor.sees(schema="column-missing", models="column-missing")


async def test_files_that_change_on_disk(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await editor.sees(schema="column-missing", models="column-missing")  # nothing is open
        editor.change_on_disk(PYTHON, MODELS + NICKNAME)
        await editor.sees(schema="", models="")
        editor.change_on_disk(PYTHON, MODELS)
        await editor.sees(schema="column-missing", models="column-missing")
        editor.change_on_disk(PRISMA, None)
        await editor.sees(schema="", models="")
        editor.change_on_disk(PRISMA, SCHEMA)
        await editor.sees(schema="column-missing", models="column-missing")


async def test_the_configuration_is_read_again(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await editor.sees(schema="column-missing", models="column-missing")
        editor.change_on_disk("prismalchemy.toml", '[rules]\ncolumn-missing = "hint"\n')
        await editor.until(
            "a hint", lambda: [d.severity for d in editor.diagnostics(PRISMA)] == [types.DiagnosticSeverity.Hint]
        )
        editor.change_on_disk("prismalchemy.toml", '[rules]\ncolumn-missing = "off"\n')
        await editor.sees(schema="", models="")


async def test_a_mistake_in_the_configuration_is_shown_in_its_line(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await editor.sees(schema="column-missing", models="column-missing")
        editor.change_on_disk("prismalchemy.toml", '\nowners = "prisma"\n')
        await editor.until("a diagnostic", lambda: editor.rules("prismalchemy.toml") == ["configuration"])
        [mistake] = editor.diagnostics("prismalchemy.toml")
        assert mistake.range.start.line == 1
        assert "owners" in mistake.message
        await editor.sees(schema="column-missing", models="column-missing")
        editor.change_on_disk("prismalchemy.toml", 'owner = "prisma"\n')
        await editor.until("nothing left", lambda: editor.rules("prismalchemy.toml") == [])


async def test_a_suppression_comment(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        editor.open(PYTHON)
        await editor.sees(schema="column-missing", models="column-missing")
        editor.replace(PYTHON, "class User(Base):", "class User(Base):  # prismalchemy: ignore[column-missing]")
        await editor.sees(schema="", models="")


async def test_an_untrue_setting_of_tenants_is_shown_where_it_stands(tmp_path: Path) -> None:
    async with editing(write_drifting_project(tmp_path)) as editor:
        await editor.sees(schema="column-missing", models="column-missing")
        editor.change_on_disk("prismalchemy.toml", '[tenancy]\nroot = "User"\nshared = ["Gone"]\n')
        await editor.until("a diagnostic", lambda: editor.rules("prismalchemy.toml") == ["tenancy-settings"])
        [diagnostic] = editor.diagnostics("prismalchemy.toml")
        assert diagnostic.range == types.Range(types.Position(2, 11), types.Position(2, 15))
        assert diagnostic.severity == types.DiagnosticSeverity.Information
        editor.change_on_disk("prismalchemy.toml", '[tenancy]\nroot = "User"\n')
        await editor.until("nothing left", lambda: editor.rules("prismalchemy.toml") == [])
