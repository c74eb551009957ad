"""Tenancy in a project on disk: places of untrue settings, pairs, levels, and mending both sides at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.support.project import DATASOURCE, write_project

from prismalchemy.cli import main
from prismalchemy.fixes import Side
from prismalchemy.rules import Level
from prismalchemy.workspace import Workspace
from prismalchemy.workspace.repair import at_least, repair_all

SCHEMA = (
    DATASOURCE
    + """
model Organization {
  id    String @id
  notes Note[]
}

model Note {
  id             Int           @id @default(autoincrement())
  organizationId String?
  title          String        @unique
  organization   Organization? @relation(fields: [organizationId], references: [id])
}

model Page {
  id   Int    @id @default(autoincrement())
  text String
}
"""
)
MODELS = """\
from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Organization(Base):
    __tablename__ = "Organization"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    notes: Mapped[list["Note"]] = relationship(back_populates="organization")


class Note(Base):
    __tablename__ = "Note"
    __table_args__ = (Index("Note_title_key", "title", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organizationId: Mapped[str | None] = mapped_column(
        ForeignKey("Organization.id", ondelete="SET NULL", onupdate="CASCADE")
    )
    title: Mapped[str] = mapped_column(Text)
    organization: Mapped["Organization | None"] = relationship(back_populates="notes")


class Page(Base):
    __tablename__ = "Page"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
"""
FILES = {"prisma/schema.prisma": SCHEMA, "app/__init__.py": "", "app/models.py": MODELS}
TENANCY = '[tool.prismalchemy.tenancy]\nroot = "Organization"\n'
FLAWS = {
    "tenant-column-missing Page": "error",
    "tenant-column-nullable Note": "error",
    "tenant-index Note": "information",
    "tenant-unique Note": "warning",
}


def project(folder: Path, settings: str, files: dict[str, str] = FILES) -> Path:
    return write_project(folder, {**files, "pyproject.toml": settings})


def found(root: Path) -> dict[str, str]:
    findings = Workspace(root).snapshot().findings
    return {f"{item.rule} {item.divergence.table or '-'}": item.level.value for item in findings}


def test_levels(tmp_path: Path) -> None:
    assert found(project(tmp_path, TENANCY)) == FLAWS


def test_without_settings_nothing_is_said(tmp_path: Path) -> None:
    assert found(project(tmp_path, "[tool.prismalchemy]\n")) == {}


def test_of_a_pair(tmp_path: Path) -> None:
    pairs = """
[[tool.prismalchemy.pairs]]
name = "one"
schema = "prisma"
models = "app"
tenancy = { shared = ["Page"] }
rules = { tenant-unique = "off" }
"""
    expected = {
        name: level
        for name, level in FLAWS.items()
        if name.split()[0] not in ("tenant-column-missing", "tenant-unique")
    }
    assert found(project(tmp_path, TENANCY + pairs)) == expected


PLACES = {
    "in a list of several lines": ('shared = [\n  "Page",\n  "Gone",\n]\n', "Gone", "5:4"),
    "in an inline table": ('shared = "Page"\ninherits = { Lost = "x" }\n', "Lost", "4:14"),
    "in a table of its own": (
        'shared = "Page"\n\n[tool.prismalchemy.tenancy.inherits]\nNote = "organization"\n',
        "Note",
        "6:1",
    ),
    "the column": ('shared = "Page"\ncolumn = ["organizationId", "orgId"]\n', "orgId", "4:30"),
}


@pytest.mark.parametrize(("text", "entry", "place"), PLACES.values(), ids=PLACES)
def test_an_untrue_entry_is_shown_where_it_stands(
    text: str, entry: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project(tmp_path, TENANCY + text)
    [finding] = [item for item in Workspace(root).snapshot().findings if item.rule == "tenancy-settings"]
    assert finding.settings is not None
    assert (root / "pyproject.toml").read_text()[slice(*finding.settings.span)] == entry
    main(["check", str(root), "--format", "concise"])
    assert f"pyproject.toml:{place}: information[tenancy-settings] " in capsys.readouterr().out


def test_a_root_that_is_not_there_in_every_format(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = project(tmp_path, TENANCY.replace("Organization", "Company"))
    assert found(root) == {"tenancy-settings -": "error"}
    assert main(["check", str(root), "--format", "json"]) == 1
    [divergence] = json.loads(capsys.readouterr().out)["divergences"]
    assert (divergence["prisma"], divergence["models"]) == (None, None)
    assert divergence["settings"]["path"].endswith("pyproject.toml")
    assert divergence["settings"]["start"] == {"line": 2, "column": 9}
    main(["check", str(root), "--format", "github"])
    assert "pyproject.toml,line=2,col=9," in capsys.readouterr().out
    main(["check", str(root)])
    assert '2 | root = "Company"\n' in capsys.readouterr().out


def test_an_entry_of_a_pair_stands_there(tmp_path: Path) -> None:
    pair = """
[[tool.prismalchemy.pairs]]
schema = "prisma"
models = "app"
[tool.prismalchemy.pairs.tenancy]
shared = ["Page", "Gone"]
"""
    root = project(tmp_path, TENANCY + pair)
    [finding] = [item for item in Workspace(root).snapshot().findings if item.rule == "tenancy-settings"]
    assert finding.settings is not None
    text = (root / "pyproject.toml").read_text()
    assert text[: finding.settings.span.start].count("\n") == 7
    assert text[slice(*finding.settings.span)] == "Gone"


def test_an_entry_for_another_pair(tmp_path: Path) -> None:
    schema = DATASOURCE + "\nmodel Shop {\n  id Int @id @default(autoincrement())\n}\n"
    models = MODELS[: MODELS.index("class Organization")] + (
        'class Shop(Base):\n    __tablename__ = "Shop"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
    )
    settings = (
        TENANCY
        + 'shared = ["Page", "Gone"]\n'
        + "".join(
            f'\n[[tool.prismalchemy.pairs]]\nname = "{name}"\nschema = "{schema}"\nmodels = "{models}"\n'
            for name, schema, models in (("one", "prisma", "app"), ("two", "shop/schema.prisma", "shop"))
        )
    )
    more = {"shop/schema.prisma": schema, "shop/__init__.py": "", "shop/models.py": models}
    findings = Workspace(project(tmp_path, settings, {**FILES, **more})).snapshot().findings
    assert [item.divergence.setting[1:] for item in findings if item.rule == "tenancy-settings"] == [("shared", "Gone")]


@pytest.mark.parametrize("owner", ["prisma", "alembic"])
def test_mending_towards_the_schema_mends_both_sides(owner: str, tmp_path: Path) -> None:
    root = project(tmp_path, f'[tool.prismalchemy]\nowner = "{owner}"\n\n{TENANCY}')
    snapshot = Workspace(root).snapshot()
    everything = at_least(Level.HINT)
    safe = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, everything, towards=Side.PRISMA)
    assert (safe.mended, safe.left) == (1, 3)  # the index; all else is a decision
    whole = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, everything, towards=Side.PRISMA, unsafe=True)
    assert (whole.mended, whole.left) == (4, 0)
    for path, text in whole.texts.items():
        Path(path).write_text(text)
    assert found(root) == {}


def test_the_models_are_not_a_way_into_the_schema(tmp_path: Path) -> None:
    snapshot = Workspace(project(tmp_path, TENANCY)).snapshot()
    done = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, at_least(Level.HINT), unsafe=True)
    assert done.texts == {}


def test_a_comment_silences_a_table(tmp_path: Path) -> None:
    schema = SCHEMA.replace(
        "model Note {", "model Note { // prismalchemy: ignore[tenant-column-nullable, tenant-unique]"
    )
    root = project(tmp_path, TENANCY, {**FILES, "prisma/schema.prisma": schema})
    assert found(root) == {name: FLAWS[name] for name in ("tenant-column-missing Page", "tenant-index Note")}
