"""`check --baseline`: known findings are not reported, and the file only gets shorter unless one says otherwise."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.support.project import AGREEING_MODELS, MODELS, PROJECT, write_project

from prismalchemy.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


EXTRA = MODELS + "    nick: Mapped[str] = mapped_column(Text)\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_project(tmp_path, PROJECT))
    return tmp_path


def known(project: Path) -> list[tuple[str, str, str]]:
    document = json.loads((project / "b.json").read_text("utf-8"))
    return [(entry["rule"], entry["table"], entry["column"]) for entry in document["known"]]


PHONE = ("column-missing", "User", "phone")
NICK = ("column-extra", "User", "nick")


def test_it_is_made_only_when_asked_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, error = run(capsys, "check", "--baseline", "b.json")
    assert code == 2
    assert error == "prismalchemy: error: b.json: there is no such baseline; make it with --add-to-baseline\n"
    assert run(capsys, "check", "--baseline", "b.json", "--update-baseline")[0] == 2
    assert not (project / "b.json").exists()
    code, _, error = run(capsys, "check", "--baseline", "b.json", "--add-to-baseline")
    assert (code, error) == (0, "b.json: 1 added, 0 dropped, 1 known\n")
    assert known(project) == [PHONE]


def test_what_it_knows_is_not_reported_and_what_is_new_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "check", "--baseline", "b.json", "--add-to-baseline")
    code, out, error = run(capsys, "check", "--baseline", "b.json")
    assert (code, error) == (0, "")
    assert out == "1 table compared: no differences, 1 in the baseline\n"
    (project / "app/models.py").write_text(EXTRA)
    code, out, _ = run(capsys, "check", "--baseline", "b.json", "--format", "concise")
    assert code == 1
    assert "column-extra" in out
    assert "column-missing" not in out
    run(capsys, "check", "--baseline", "b.json", "--update-baseline")
    assert known(project) == [PHONE]
    run(capsys, "check", "--baseline", "b.json", "--add-to-baseline")
    assert sorted(known(project)) == sorted([PHONE, NICK])


def test_lines_do_not_matter(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "check", "--baseline", "b.json", "--add-to-baseline")
    (project / "app/models.py").write_text("# a\n# b\n" + MODELS.replace("class User", "\n\nclass User"))
    schema = project / "prisma/schema.prisma"
    schema.write_text("// a\n" + schema.read_text())
    assert run(capsys, "check", "--baseline", "b.json")[0] == 0


def test_what_no_longer_occurs_is_said_and_dropped(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "check", "--baseline", "b.json", "--add-to-baseline")
    (project / "app/models.py").write_text(AGREEING_MODELS)
    code, _, error = run(capsys, "check", "--baseline", "b.json")
    assert code == 0
    assert error == (
        "prismalchemy: note: b.json: 1 entry no longer occurs (column-missing of User.phone); drop it with "
        "--update-baseline\n"
    )
    assert known(project) == [PHONE]
    code, _, error = run(capsys, "check", "--baseline", "b.json", "--update-baseline")
    assert (code, error) == (0, "b.json: 0 added, 1 dropped, 0 known\n")
    assert known(project) == []
    (project / "app/models.py").write_text(MODELS)
    assert run(capsys, "check", "--baseline", "b.json")[0] == 1


def test_the_setting_counts_and_nothing_known_is_mended(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "prismalchemy.toml").write_text('baseline = "b.json"\n')
    code, _, error = run(capsys, "check")
    assert code == 2
    assert "there is no such baseline" in error
    assert run(capsys, "check", "--add-to-baseline")[0] == 0
    assert run(capsys, "check")[0] == 0
    (project / "app/models.py").write_text(EXTRA)
    code, out, _ = run(capsys, "fix", "--unsafe")
    assert (code, out) == (0, "1 mended in 1 file, 0 left\n")
    assert (project / "app/models.py").read_text() == MODELS


def test_what_is_of_other_folders_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    services = {f"{name}/{path}": text for name in ("shop", "desk") for path, text in PROJECT.items()}
    monkeypatch.chdir(write_project(tmp_path, services))
    for service in ("shop", "desk"):
        code, _, _ = run(capsys, "check", service, "--baseline", "b.json", "--add-to-baseline")
        assert code == 0
    assert known(tmp_path) == [PHONE, PHONE]
    (tmp_path / "shop/app/models.py").write_text(AGREEING_MODELS)
    # The one that is left is the other service's, which was not looked at.
    code, _, error = run(capsys, "check", "desk", "--baseline", "b.json", "--update-baseline")
    assert (code, error) == (0, "b.json: 0 added, 0 dropped, 2 known\n")
    code, _, error = run(capsys, "check", "shop", "--baseline", "b.json", "--update-baseline")
    assert (code, error) == (0, "b.json: 0 added, 1 dropped, 1 known\n")
    document = json.loads((tmp_path / "b.json").read_text("utf-8"))
    assert [entry["schema"] for entry in document["known"]] == ["desk/prisma/schema.prisma"]
    # A schema that is gone has no findings any more.
    shutil.rmtree(tmp_path / "desk")
    code, _, error = run(capsys, "check", "shop", "--baseline", "b.json", "--update-baseline")
    assert (code, error) == (0, "b.json: 0 added, 1 dropped, 0 known\n")


def test_entries_that_do_not_name_their_schema_count_where_the_baseline_lies(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "check", "--baseline", "b.json", "--add-to-baseline")
    document = json.loads((project / "b.json").read_text("utf-8"))
    for entry in document["known"]:
        del entry["schema"]
    (project / "b.json").write_text(json.dumps(document))
    assert run(capsys, "check", "--baseline", "b.json")[0] == 0
    (project / "app/models.py").write_text(AGREEING_MODELS)
    write_project(project, {f"desk/{path}": text for path, text in PROJECT.items()})
    run(capsys, "check", "desk", "--baseline", "b.json", "--update-baseline")
    assert known(project) == [PHONE]
    shutil.rmtree(project / "desk")
    run(capsys, "check", "--baseline", "b.json", "--update-baseline")
    assert known(project) == []


BROKEN = {
    "not JSON": ("{", "not valid JSON"),
    "another version": ('{"version": 7}', "not a baseline of version 1"),
    "no list": ('{"version": 1}', "a baseline has a list `known`"),
    "no rule": ('{"version": 1, "known": [{}]}', "entry 1 of `known` has no rule or fingerprint"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_said(text: str, said: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "b.json").write_text(text)
    code, _, error = run(capsys, "check", "--baseline", "b.json")
    assert code == 2
    assert error.startswith("prismalchemy: error: b.json: ")
    assert said in error
    code, _, _ = run(capsys, "check", "--baseline", "b.json", "--add-to-baseline")
    assert code == 2
    assert (project / "b.json").read_text() == text


def test_a_baseline_must_be_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, error = run(capsys, "check", "--update-baseline")
    assert (code, error) == (2, "prismalchemy: error: there is no baseline to write; name one with --baseline\n")
