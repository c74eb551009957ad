"""`prismalchemy generate` on files that somebody has changed since: from the user's side."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.support.project import DATASOURCE, write_project

from prismalchemy.cli import main

Capture = pytest.CaptureFixture[str]
SCHEMA = (
    DATASOURCE
    + """
model User {
  id    Int    @id
  email String
  posts Post[]
}

model Post {
  id       Int    @id
  title    String
  author   User   @relation(fields: [authorId], references: [id])
  authorId Int
}

model Tag {
  id Int @id
}
"""
)
TAG = "\nmodel Tag {\n  id Int @id\n}\n"
METHOD = "\n    def shout(self) -> str:\n        return self.email.upper()\n"
RELATION = '    posts: Mapped[list["Post"]] = relationship(back_populates="author")\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    monkeypatch.chdir(write_project(tmp_path, {"schema.prisma": SCHEMA}))
    assert main(["generate", "--output", "models.py"]) == 0
    assert main(["generate", "--output", "models"]) == 0
    capsys.readouterr()
    return tmp_path


def change(path: Path, before: str, after: str) -> None:
    text = path.read_bytes().decode()
    assert text.count(before) == 1
    path.write_bytes(text.replace(before, after).encode())


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_added_is_kept(project: Path, capsys: Capture) -> None:
    module = project / "models.py"
    change(module, RELATION, RELATION + METHOD)
    assert main(["generate", "--output", "models.py", "--check"]) == 0
    change(project / "schema.prisma", "  email String\n", "  email String\n  age   Int?\n")
    assert main(["generate", "--output", "models.py", "--check"]) == 1
    shown = capsys.readouterr().out
    assert "models.py is not up to date; run `prismalchemy generate --output models.py`\n" in shown
    changed = [line for line in shown.splitlines() if line.startswith(("+", "-"))]
    assert changed == ["--- a/models.py", "+++ b/models.py", "+    age: Mapped[int | None]"]
    assert main(["generate", "--output", "models.py"]) == 0
    text = module.read_text()
    assert METHOD in text
    assert "    age: Mapped[int | None]\n" in text
    assert main(["generate", "--output", "models.py", "--check"]) == 0
    assert main(["check", "--schema", "schema.prisma", "--models", "models.py"]) == 0


def test_a_diff_is_exact(project: Path, capsys: Capture) -> None:
    change(project / "models.py", RELATION, RELATION + METHOD)
    change(project / "schema.prisma", "  email String\n", "  email String\n  age   Int?\n")
    change(project / "schema.prisma", TAG, "")
    for output in ("models.py", "models"):
        assert main(["generate", "--output", output, "--diff"]) == 1
        diff = capsys.readouterr().out
        before = files(project)
        assert main(["generate", "--output", output]) == 0
        written = files(project)
        for path, data in before.items():
            (project / path).write_bytes(data)
        subprocess.run(["git", "apply", "--whitespace=nowarn"], input=diff.encode(), check=True, cwd=project)
        assert files(project) == written
        capsys.readouterr()
    assert not (project / "models/tag.py").exists()


def test_a_byte_order_mark_and_line_ends_stay(project: Path) -> None:
    module = project / "models.py"
    change(module, RELATION, RELATION + METHOD)
    module.write_bytes(b"\xef\xbb\xbf" + module.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["generate", "--output", "models.py", "--check"]) == 0
    change(project / "schema.prisma", "  email String\n", "  email String\n  age   Int?\n")
    assert main(["generate", "--output", "models.py"]) == 0
    data = module.read_bytes()
    assert data.startswith(b'\xef\xbb\xbf"""')
    assert data.count(b"\n") == data.count(b"\r\n")
    assert METHOD.replace("\n", "\r\n").encode() in data


def test_where_it_is_not_certain_nothing_is_written(project: Path, capsys: Capture) -> None:
    change(project / "models/user.py", RELATION, RELATION + METHOD)
    change(project / "schema.prisma", "  title    String\n", "  heading  String\n")
    change(project / "schema.prisma", "  email String\n", "")
    before = files(project / "models")
    for flags in ([], ["--check"], ["--diff"]):
        assert main(["generate", "--output", "models", *flags]) == 1
        captured = capsys.readouterr()
        line = before["user.py"].decode().splitlines().index("        return self.email.upper()") + 1
        assert captured.err.splitlines() == [
            f"models/user.py:{line}: `User.email` is used here, but is no longer generated; change this first",
            "Nothing was written; change these places, or overwrite the files with --force.",
        ]
        assert captured.out == ""
        assert files(project / "models") == before
    assert main(["generate", "--output", "models", "--force"]) == 0
    assert METHOD not in (project / "models/user.py").read_text()
    assert main(["generate", "--output", "models", "--check"]) == 0


def test_the_file_of_a_model_that_is_gone(project: Path, capsys: Capture) -> None:
    change(project / "schema.prisma", TAG, "")
    (project / "models/own.py").write_text("x = 1\n")
    assert main(["generate", "--output", "models", "--check"]) == 1
    assert (
        "models/tag.py is no longer generated; run `prismalchemy generate --output models`\n" in capsys.readouterr().out
    )
    assert main(["generate", "--output", "models"]) == 0
    assert "deleted models/tag.py\n" in capsys.readouterr().out
    assert sorted(files(project / "models")) == ["__init__.py", "base.py", "own.py", "post.py", "user.py"]
    assert "Tag" not in (project / "models/__init__.py").read_text()


@pytest.mark.parametrize("force", [False, True])
def test_the_file_of_a_model_that_is_gone_holds_something(force: bool, project: Path, capsys: Capture) -> None:
    path = project / "models/tag.py"
    change(path, "\n\n# region", "\n\ndef labels() -> list[str]:\n    return []\n\n\n# region")
    change(project / "schema.prisma", TAG, "")
    before = files(project / "models")
    if force:
        assert main(["generate", "--output", "models", "--force"]) == 0
        assert path.read_bytes() == before["tag.py"]
        return
    assert main(["generate", "--output", "models"]) == 1
    error = capsys.readouterr().err.splitlines()[0]
    line = before["tag.py"].decode().splitlines().index("def labels() -> list[str]:") + 1
    reason = "its model is no longer in the schema, but this is yours; move it, and delete the file"
    assert error == f"models/tag.py:{line}: {reason}"
    assert files(project / "models") == before


def test_the_exports_of_a_package(project: Path) -> None:
    init = project / "models/__init__.py"
    change(init, '__all__ = [\n    "Base",\n', '__all__ = [\n    "Base",\n    "VERSION",\n')
    change(init, "\n\n# region", '\nVERSION = "1"\n\n\n# region')
    change(project / "schema.prisma", TAG, "\nmodel Label {\n  id Int @id\n}\n")
    assert main(["generate", "--output", "models"]) == 0
    text = init.read_text()
    assert '    "Base",\n    "Label",\n    "VERSION",\n    "Post",\n    "User",\n' in text
    assert "from .label import Label\n" in text
    assert "tag" not in text.lower()


def test_an_import_of_what_is_gone(project: Path, capsys: Capture) -> None:
    user = project / "models/user.py"
    change(user, "from .base import Base\n", "from .base import Base\nfrom .tag import Tag\n")
    change(user, RELATION, RELATION + "    tag_type = Tag\n")
    change(project / "schema.prisma", TAG, "")
    assert main(["generate", "--output", "models"]) == 1
    assert "`Tag` is used here" in capsys.readouterr().err


def test_what_type_checkers_import(project: Path) -> None:
    post = project / "models/post.py"
    change(post, "    from .user import User\n", "    from .tag import Tag\n    from .user import User\n")
    change(post, "\n\n# region", "\n    def tag(self) -> 'Tag | None':\n        return None\n\n\n# region")
    change(project / "schema.prisma", "  posts Post[]\n", "")
    change(project / "schema.prisma", "  author   User   @relation(fields: [authorId], references: [id])\n", "")
    assert main(["generate", "--output", "models"]) == 0
    text = post.read_text()
    assert "from typing import TYPE_CHECKING\n" in text
    assert "if TYPE_CHECKING:\n    from .tag import Tag\n\n\nclass Post" in text
    assert "TYPE_CHECKING" not in (project / "models/user.py").read_text()
    assert main(["generate", "--output", "models", "--check"]) == 0


BAD = {
    "a syntax error": (RELATION, RELATION + "    def shout(self:\n", "the file is not Python that can be read ("),
    "markers": (
        RELATION,
        "<<<<<<< HEAD\n" + RELATION + "=======\n>>>>>>> branch\n",
        "an unfinished merge of version control; resolve it",
    ),
    "two classes": (
        "\n\n# region",
        '\n\nclass Label(Base):\n    __tablename__ = "Tag"\n\n    id: Mapped[int]\n\n\n# region',
        "the table `Tag` is mapped by another class above, too",
    ),
}


@pytest.mark.parametrize("title", BAD)
def test_bad_files_are_left_alone(title: str, project: Path, capsys: Capture) -> None:
    module = project / "models.py"
    before, after, reason = BAD[title]
    change(module, before, after)
    change(project / "schema.prisma", "  email String\n", "  email String\n  age   Int?\n")
    data = module.read_bytes()
    assert main(["generate", "--output", "models.py"]) == 1
    error = capsys.readouterr().err.splitlines()[0]
    place, _, said = error.partition(": ")
    assert said.startswith(reason)
    assert place.startswith("models.py:")
    number = int(place.partition(":")[2])
    assert data.decode().splitlines()[number - 1].strip() in after
    assert module.read_bytes() == data


def without_record(path: Path) -> None:
    text = path.read_text()
    path.write_text(text[: text.index("\n\n# region")])


def test_without_a_record_only_what_is_certain_is_merged(project: Path, capsys: Capture) -> None:
    module = project / "models.py"
    whole = module.read_text()
    without_record(module)
    assert main(["generate", "--output", "models.py", "--check"]) == 1
    assert main(["generate", "--output", "models.py"]) == 0
    assert module.read_text() == whole
    change(module, RELATION, RELATION + METHOD)
    without_record(module)
    change(project / "schema.prisma", "  email String\n", "  email String\n  age   Int?\n")
    assert main(["generate", "--output", "models.py"]) == 0
    assert METHOD in module.read_text()
    assert "    age: Mapped[int | None]\n" in module.read_text()
    without_record(module)
    data = module.read_bytes()
    change(project / "schema.prisma", "  age   Int?\n", "")
    capsys.readouterr()
    assert main(["generate", "--output", "models.py"]) == 1
    reason = "it is not in the schema, and it is not known what was generated here last"
    assert reason in capsys.readouterr().err
    assert module.read_bytes() == data


def test_a_damaged_record_is_as_none(project: Path) -> None:
    module = project / "models.py"
    whole = module.read_text()
    start = whole.index("# region")
    line = whole.index("\n", start) + 1
    module.write_text(whole[: line + 10] + "!!!!" + whole[line + 14 :])
    assert main(["generate", "--output", "models.py"]) == 0
    assert module.read_text() == whole


def test_a_file_of_ones_own_in_a_package(project: Path, capsys: Capture) -> None:
    (project / "models/label.py").write_text("x = 1\n")
    change(project / "schema.prisma", TAG, "\nmodel Label {\n  id Int @id\n}\n")
    before = files(project / "models")
    assert main(["generate", "--output", "models"]) == 2
    reason = "models/label.py: the file was not generated; name another place, or overwrite it with --force"
    assert reason in capsys.readouterr().err
    assert files(project / "models") == before
