"""Mending many divergences at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.project import DATASOURCE, MODELS, PROJECT, write_project

from prismalchemy.fixes import Applicability, Fix, Side
from prismalchemy.rules import Context, Level
from prismalchemy.text import Edit, FileEdit, Span, apply_edits
from prismalchemy.workspace import Finding, Snapshot, Workspace
from prismalchemy.workspace import repair as repair_module
from prismalchemy.workspace.codefix import context_of, rule_fixes
from prismalchemy.workspace.repair import at_least, repair_all

SCHEMA = f"""{DATASOURCE}
enum Role {{
  ADMIN
  USER
}}

model User {{
  id        Int      @id @default(autoincrement())
  email     String   @unique
  phone     String?
  role      Role     @default(USER)
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  posts     Post[]
}}

model Post {{
  id       Int    @id @default(autoincrement())
  title    String
  authorId Int
  author   User   @relation(fields: [authorId], references: [id], onDelete: Cascade)

  @@index([authorId])
}}
"""

MORE = MODELS + (
    "\n\nclass Post(Base):\n"
    '    __tablename__ = "Post"\n\n'
    "    id: Mapped[int] = mapped_column(primary_key=True)  # the key\n"
    "    title: Mapped[int]\n"
    "    gone: Mapped[str]\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_project(tmp_path, {**PROJECT, "prisma/schema.prisma": SCHEMA, "app/models.py": MORE})


def left(snapshot: Snapshot) -> list[str]:
    return sorted(f"{found.rule} {found.divergence.table}.{found.divergence.column}" for found in snapshot.findings)


def test_all_safe_fixes_then_nothing_more_to_do(root: Path) -> None:
    workspace = Workspace(root)
    snapshot = workspace.snapshot()
    repaired = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, at_least(Level.HINT))
    path = (root / "app/models.py").as_posix()
    (edit,) = repaired.edits(snapshot.texts)
    assert apply_edits(MORE, edit.edits) == repaired.texts[path]
    workspace.open(path, repaired.texts[path])
    after = workspace.snapshot()
    assert left(after) == ["column-extra Post.gone"]
    assert (repaired.mended, repaired.left) == (len(snapshot.findings) - 1, 1)
    assert "# the key" in repaired.texts[path]
    again = repair_all(after.pairs, after.settings, after.texts, at_least(Level.HINT))
    assert again.texts == {}
    assert again.mended == 0


def test_unsafe_fixes_too(root: Path) -> None:
    workspace = Workspace(root)
    snapshot = workspace.snapshot()
    repaired = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, at_least(Level.HINT), unsafe=True)
    assert repaired.left == 0
    assert "gone" not in repaired.texts[(root / "app/models.py").as_posix()]


def test_sync_mends_one_model_and_leaves_the_others(root: Path) -> None:
    workspace = Workspace(root)
    snapshot = workspace.snapshot()
    path = (root / "app/models.py").as_posix()
    at = MORE.index("User")
    (sync,) = (fix for fix in snapshot.fixes_at(path, Span(at, at)) if fix.kind == "sync")
    assert sync.title.startswith("Sync model User (")
    edits = sync.compute()
    assert edits is not None
    workspace.open(path, apply_edits(MORE, edits[0].edits))
    after = workspace.snapshot()
    assert [line for line in left(after) if " User." in line] == []
    assert "column-type Post.title" in left(after)


def test_a_repair_leaves_no_trace_in_what_is_read_next(root: Path) -> None:
    workspace = Workspace(root)
    before = workspace.snapshot()
    repaired = repair_all(before.pairs, before.settings, before.texts, at_least(Level.HINT))
    assert workspace.snapshot() is before
    again = repair_all(before.pairs, before.settings, before.texts, at_least(Level.HINT))
    assert (again.texts, again.mended) == (repaired.texts, repaired.mended)
    path = (root / "app/models.py").as_posix()
    workspace.open(path, MORE.replace("gone", "extra"))
    (pair,) = workspace.snapshot().pairs
    first = Workspace(root)
    first.open(path, MORE.replace("gone", "extra"))
    (expected,) = first.snapshot().pairs
    assert pair.models.schema == expected.models.schema
    assert [(found.rule, found.prisma, found.models) for found in pair.findings] == [
        (found.rule, found.prisma, found.models) for found in expected.findings
    ]


def test_the_editor_and_the_command_line_make_the_same_edits(root: Path) -> None:
    from prismalchemy.cli import main

    path = root / "app/models.py"
    snapshot = Workspace(root).snapshot()
    (edit,) = snapshot.fix_all(path.as_posix())
    assert main(["fix", str(root)]) == 0
    assert path.read_text() == apply_edits(MORE, edit.edits)


def test_regenerate_keeps_what_is_not_prismas(root: Path) -> None:
    path = root / "app/models.py"
    path.write_text(MORE + "\n    def shout(self) -> str:\n        return self.title.upper()\n")
    workspace = Workspace(root)
    snapshot = workspace.snapshot()
    at = MORE.index("Post")
    (fix,) = (fix for fix in snapshot.fixes_at(path.as_posix(), Span(at, at)) if fix.kind == "regenerate")
    edits = fix.compute()
    assert edits is not None
    (edit,) = edits
    text = apply_edits(path.read_text(), edit.edits)
    workspace.open(path.as_posix(), text)
    assert [line for line in left(workspace.snapshot()) if " Post." in line] == ["column-extra Post.gone"]
    assert "def shout" in text


EXAMPLE = Path(__file__).parents[2] / "examples" / "drift"
IMPORT = "import app.models; from sqlalchemy.orm import configure_mappers; configure_mappers()"


def test_the_example_is_mended_as_far_as_is_safe_and_still_imports(tmp_path: Path) -> None:
    folder = tmp_path / "drift"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    snapshot = Workspace(folder).snapshot()
    repaired = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, at_least(Level.HINT))
    for path, text in repaired.texts.items():
        Path(path).write_text(text)
    after = Workspace(folder).snapshot()
    assert after.problems == ()
    assert len(after.findings) == repaired.left
    for pair in after.pairs:
        context = context_of(pair)
        for finding in pair.findings:
            fixes = [fix for fix in rule_fixes(finding, context) if fix.towards is Side.MODELS]
            safe = [fix for fix in fixes if fix.applicability is Applicability.SAFE]
            assert not any(fix.compute() for fix in safe), finding.divergence.message
    program = [sys.executable, "-B", "-W", "error", "-c", IMPORT]
    done = subprocess.run(program, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_schema_of_the_example_is_made_to_say_what_its_models_say(tmp_path: Path) -> None:
    folder = tmp_path / "drift"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    models = {path: path.read_bytes() for path in folder.rglob("*.py")}
    snapshot = Workspace(folder).snapshot()
    before = len(snapshot.findings)
    repaired = repair_all(
        snapshot.pairs, snapshot.settings, snapshot.texts, at_least(Level.HINT), towards=Side.PRISMA, unsafe=True
    )
    assert [Path(path).name for path in repaired.texts] == ["schema.prisma"]
    for path, text in repaired.texts.items():
        Path(path).write_text(text)
    after = Workspace(folder).snapshot()
    assert after.problems == ()
    assert {path: path.read_bytes() for path in models} == models
    # What is left has no counterpart in the language, or is a matter of the models alone.
    assert len(after.findings) == repaired.left < before // 3
    for pair in after.pairs:
        context = context_of(pair)
        for finding in pair.findings:
            fixes = [fix for fix in rule_fixes(finding, context) if fix.towards is Side.PRISMA]
            assert not any(fix.compute() for fix in fixes), finding.divergence.message


def test_a_fix_that_breaks_a_file_is_left_out_and_the_others_are_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = repair_module.rule_fixes

    def breaking(finding: Finding, context: Context) -> tuple[Fix, ...]:
        if (finding.rule, finding.divergence.column) != ("column-type", "title"):
            return real(finding, context)
        at = MORE.index("title: Mapped[int]")
        edit = FileEdit((root / "app/models.py").as_posix(), (Edit(Span(at, at), "= = "),))
        return (Fix("Break it", Side.MODELS, Applicability.SAFE, lambda: (edit,)),)

    monkeypatch.setattr(repair_module, "rule_fixes", breaking)
    snapshot = Workspace(root).snapshot()
    repaired = repair_all(snapshot.pairs, snapshot.settings, snapshot.texts, at_least(Level.HINT))
    assert repaired.left == 2
    text = repaired.texts[(root / "app/models.py").as_posix()]
    compile(text, "models.py", "exec")
    assert "phone" in text
