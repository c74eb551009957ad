"""Open buffers over the disk, what changes on disk, levels, suppressions, and what stays the same object."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.project import AGREEING_MODELS, DATASOURCE, MODELS, PROJECT, SCHEMA, write_project

from prismalchemy.rules import Level
from prismalchemy.text import Span
from prismalchemy.workspace import Settings, Snapshot, Workspace, with_sides


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(tmp_path, PROJECT)


def rules(snapshot: Snapshot) -> list[str]:
    return [f"{finding.rule} {finding.divergence.table}.{finding.divergence.column}" for finding in snapshot.findings]


def shown(snapshot: Snapshot, root: Path) -> dict[str, list[str]]:
    """The diagnostics: `code@text that is underlined` by relative path."""
    return {
        path.removeprefix(f"{root.as_posix()}/"): [
            f"{found.code}@{snapshot.texts[path].text[found.location.span.start : found.location.span.end]}"
            for found in diagnostics
        ]
        for path, diagnostics in snapshot.diagnostics().items()
    }


MISSING = ["column-missing User.phone"]


def test_a_divergence_is_shown_on_both_sides_with_its_counterpart(root: Path) -> None:
    snapshot = Workspace(root).snapshot()
    assert rules(snapshot) == MISSING
    assert shown(snapshot, root) == {
        "prisma/schema.prisma": ["column-missing@phone"],
        "app/models.py": ["column-missing@User"],
    }
    (there,), (here,) = snapshot.diagnostics().values()
    assert (there.related[0].location, here.related[0].location) == (here.location, there.location)
    assert there.message == here.message
    assert there.url == here.url
    assert there.url is not None
    assert there.url.endswith("/column-missing.md")


def test_buffers_count_instead_of_the_disk(root: Path) -> None:
    workspace = Workspace(root)
    models = (root / "app/models.py").as_posix()
    assert rules(workspace.snapshot()) == MISSING
    workspace.open(models, AGREEING_MODELS)
    assert rules(workspace.snapshot()) == []
    workspace.change(models, MODELS)
    assert rules(workspace.snapshot()) == MISSING
    workspace.change(models, AGREEING_MODELS)
    workspace.close(models)
    assert rules(workspace.snapshot()) == MISSING


def test_a_snapshot_does_not_change(root: Path) -> None:
    workspace = Workspace(root)
    before = workspace.snapshot()
    assert workspace.snapshot() is before
    workspace.open((root / "app/models.py").as_posix(), AGREEING_MODELS)
    after = workspace.snapshot()
    assert (rules(before), rules(after)) == (MISSING, [])
    assert after.generation > before.generation


def test_changes_on_disk(root: Path) -> None:
    workspace = Workspace(root)
    models = root / "app/models.py"
    assert rules(workspace.snapshot()) == MISSING
    models.write_text(AGREEING_MODELS)
    workspace.disk_changed([models.as_posix()])
    assert rules(workspace.snapshot()) == []
    more = root / "app/more.py"
    more.write_text('from app.models import Base\n\n\nclass Log(Base):\n    __tablename__ = "Log"\n')
    workspace.disk_changed([more.as_posix()])
    assert rules(workspace.snapshot()) == ["table-extra Log.None"]
    more.unlink()
    workspace.disk_changed([more.as_posix()])
    assert rules(workspace.snapshot()) == []
    models.unlink()
    workspace.disk_changed([models.as_posix()])
    assert workspace.snapshot().pairs == ()


def test_a_change_on_disk_under_a_buffer_is_not_seen(root: Path) -> None:
    workspace = Workspace(root)
    models = root / "app/models.py"
    workspace.open(models.as_posix(), MODELS)
    models.write_text(AGREEING_MODELS)
    workspace.disk_changed([models.as_posix()])
    assert rules(workspace.snapshot()) == MISSING


def test_a_new_buffer_joins_the_models(root: Path) -> None:
    workspace = Workspace(root)
    workspace.open((root / "app/models.py").as_posix(), AGREEING_MODELS)
    workspace.snapshot()
    new = (root / "app/new.py").as_posix()
    workspace.open(new, "")
    assert rules(workspace.snapshot()) == []
    workspace.change(new, 'from app.models import Base\n\n\nclass Log(Base):\n    __tablename__ = "Log"\n')
    assert rules(workspace.snapshot()) == ["table-extra Log.None"]
    workspace.close(new)
    assert rules(workspace.snapshot()) == []


def test_editing_keeps_the_pair_even_if_it_would_not_be_found_anew(root: Path) -> None:
    workspace = Workspace(root)
    assert len(workspace.snapshot().pairs) == 1
    workspace.open((root / "app/models.py").as_posix(), MODELS.replace('"User"', '"Use"'))
    assert len(workspace.snapshot().pairs) == 1


def test_what_did_not_change_stays_the_same_object(root: Path) -> None:
    workspace = Workspace(root)
    before = workspace.snapshot()
    workspace.open((root / "prisma/schema.prisma").as_posix(), "\n" + SCHEMA)
    after = workspace.snapshot()
    assert after.pairs[0].models is before.pairs[0].models
    assert after.pairs[0].pairing.tables[0] is before.pairs[0].pairing.tables[0]
    assert after.findings[0].prisma != before.findings[0].prisma


BROKEN_CLASS = 'class Log(Base):\n    __tablename__ = "Log"\n\n    age: Mapped[int] = = 1\n'


def test_syntax_errors_are_shown_and_the_rest_is_still_compared(root: Path) -> None:
    workspace = Workspace(root)
    workspace.open((root / "prisma/schema.prisma").as_posix(), SCHEMA + "\nmodel Broken {\n  id Int @id(\n}\n")
    workspace.open((root / "app/models.py").as_posix(), MODELS + "\n\n" + BROKEN_CLASS)
    snapshot = workspace.snapshot()
    assert "column-missing User.phone" in rules(snapshot)
    assert {path: codes.count("syntax") > 0 for path, codes in _codes(snapshot, root).items()} == {
        "prisma/schema.prisma": True,
        "app/models.py": True,
    }


def test_syntax_errors_of_the_schema_can_be_left_to_prismas_own_extension(root: Path) -> None:
    (root / "prismalchemy.toml").write_text("prisma-syntax = false\n")
    workspace = Workspace(root)
    workspace.open((root / "prisma/schema.prisma").as_posix(), SCHEMA + "\nmodel Broken {\n  id Int @id(\n}\n")
    assert "syntax" not in _codes(workspace.snapshot(), root).get("prisma/schema.prisma", [])


def _codes(snapshot: Snapshot, root: Path) -> dict[str, list[str]]:
    return {
        path.removeprefix(f"{root.as_posix()}/"): [found.code for found in diagnostics]
        for path, diagnostics in snapshot.diagnostics().items()
    }


SUPPRESSED = {
    "at the field": ("schema", "  phone String", "  phone String // prismalchemy: ignore[column-missing]"),
    "above the field": ("schema", "  phone String", "  // prismalchemy: ignore[column-missing]\n  phone String"),
    "at the model": ("schema", "model User {", "model User { // prismalchemy: ignore[column-missing]"),
    "at the class": ("models", "class User(Base):", "class User(Base):  # prismalchemy: ignore[column-missing]"),
    "above the class": ("models", "class User(Base):", "# prismalchemy: ignore\nclass User(Base):"),
}


@pytest.mark.parametrize(("side", "old", "new"), SUPPRESSED.values(), ids=SUPPRESSED)
def test_suppressed(root: Path, side: str, old: str, new: str) -> None:
    path = root / {"schema": "prisma/schema.prisma", "models": "app/models.py"}[side]
    path.write_text(path.read_text().replace(old, new))
    snapshot = Workspace(root).snapshot()
    assert rules(snapshot) == []
    assert snapshot.pairs[0].suppressed == 1
    path.write_text(path.read_text().replace("ignore", "ignore[column-extra]").replace("][column-missing]", "]"))
    assert rules(Workspace(root).snapshot()) == [*MISSING, "unused-suppression None.None"]


LEVELS = {
    "default": ("", Level.ERROR),
    "set": ('[rules]\ncolumn-missing = "hint"\n', Level.HINT),
    "off": ('[rules]\ncolumn-missing = "off"\n', None),
    "set for the pair": (
        '[rules]\ncolumn-missing = "hint"\n[[pairs]]\nrules = { column-missing = "warning" }\n',
        Level.WARNING,
    ),
    "a table left out": ('tables = ["!User"]\n', None),
    "another table": ('tables = ["Us*"]\n', Level.ERROR),
}


@pytest.mark.parametrize(("config", "level"), LEVELS.values(), ids=LEVELS)
def test_levels(root: Path, config: str, level: Level | None) -> None:
    (root / "prismalchemy.toml").write_text(config)
    assert [finding.level for finding in Workspace(root).snapshot().findings] == ([] if level is None else [level])


def test_a_configuration_above_the_folder_counts_within_the_repository(root: Path) -> None:
    (root / ".git").mkdir()
    (root / "pyproject.toml").write_text('[tool.prismalchemy.rules]\ncolumn-missing = "off"\n')
    workspace = Workspace(root / "app")
    assert workspace.root == root.as_posix()
    assert rules(workspace.snapshot()) == []
    (root / ".git").rmdir()
    assert Workspace(root / "app").root == (root / "app").as_posix()


def test_a_broken_configuration_is_a_notice_and_the_last_good_one_holds(root: Path) -> None:
    config = root / "prismalchemy.toml"
    config.write_text('[rules]\ncolumn-missing = "off"\n')
    workspace = Workspace(root)
    assert rules(workspace.snapshot()) == []
    config.write_text("rules = 1\n")
    workspace.disk_changed([config.as_posix()])
    (notice,) = workspace.snapshot().notices
    assert (notice.level, notice.path, notice.line) == (Level.ERROR, config.as_posix(), 1)
    assert rules(workspace.snapshot()) == []
    config.unlink()
    workspace.disk_changed([config.as_posix()])
    assert rules(workspace.snapshot()) == MISSING


def test_settings_further_down_are_said_not_to_count(root: Path) -> None:
    (root / "app/pyproject.toml").write_text('[tool.prismalchemy]\nowner = "alembic"\n')
    (root / "prisma/pyproject.toml").write_text("[project]\n")
    snapshot = Workspace(root).snapshot()
    assert [(notice.level, notice.message) for notice in snapshot.notices] == [
        (Level.INFORMATION, "not supported yet: settings below the project's root; run in app")
    ]
    assert Workspace(root / "app").settings.pairs[0].owner == "alembic"


def test_an_unreadable_file_is_a_notice_and_the_rest_is_compared(root: Path) -> None:
    (root / "app/binary.py").write_bytes(b"from app.models import Base\n__tablename__\xff")
    schema = root / "prisma/schema.prisma"
    schema.write_text(SCHEMA + "model MayBeInThere {\n  id Int @id\n}\n")
    (root / "app/models.py").write_text(
        MODELS.replace("from sqlalchemy import", "from app import binary\nfrom sqlalchemy import")
    )
    snapshot = Workspace(root).snapshot()
    assert rules(snapshot) == MISSING
    assert [(notice.path, notice.line, notice.column) for notice in snapshot.notices] == [
        ((root / "app/binary.py").as_posix(), 2, 14)
    ]


def test_two_databases_are_not_paired_but_said_once(tmp_path: Path) -> None:
    write_project(
        tmp_path,
        {
            "web/schema.prisma": DATASOURCE
            + "model user {\n  id Int @id\n  email String\n  name String\n  role String\n}\n",
            "billing/models.py": MODELS.replace('"User"', '"user"').replace("email", "iban")
            + "    bic: Mapped[str]\n    city: Mapped[str]\n",
        },
    )
    snapshot = Workspace(tmp_path).snapshot()
    assert snapshot.pairs == ()
    assert [(notice.level, notice.message.split(";")[0]) for notice in snapshot.notices] == [
        (Level.INFORMATION, "billing is not compared with web/schema.prisma: 0 of 1 table has a counterpart")
    ]


def test_sides_said_outright_are_compared_however_they_differ(tmp_path: Path) -> None:
    write_project(tmp_path, {"a.prisma": SCHEMA, "m.py": MODELS.replace('"User"', '"Other"')})
    settings = with_sides(Settings(), (tmp_path / "a.prisma").as_posix(), ((tmp_path / "m.py").as_posix(),))
    assert len(Workspace(tmp_path, settings).snapshot().pairs) == 1


def test_fixes_at_a_place(root: Path) -> None:
    snapshot = Workspace(root).snapshot()
    path = (root / "app/models.py").as_posix()
    at = MODELS.index("User")
    (fix, *_) = snapshot.fixes_at(path, Span(at, at))
    assert fix.kind == "quickfix"
    edits = fix.compute()
    assert edits is not None
    assert [edit.path for edit in edits] == [path]
    assert snapshot.fixes_at(path, Span(0, 0)) == ()
