"""What ARCHITECTURE.md claims holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[1]
REFERENCE = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def invariants() -> list[tuple[str, str]]:
    """(number, text) of each item under the heading "Invariants"."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    section = text.split("\n## Invariants\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^(\d+)\. (.+(?:\n    ?.+)*)", section, re.MULTILINE)


def test_imports_keep_the_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, no_logo=True) == 0


IMPORTING = {"import_module", "__import__", "exec", "eval", "compile", "exec_module", "run_path", "run_module"}
"""Functions that run code which is not ours."""


OURS = re.compile(r"f?[\"']prismalchemy\.")
"""A module of ours, by its name in quotes."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The calls in a tree with the names of what is called, methods of patterns and types left out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute) and node.func.attr != "compile":
                yield node.func.attr, node


def test_no_code_of_the_user_is_run() -> None:
    """A module is imported by name only from our own package; one file alone runs what the user asked to run."""
    found: dict[str, list[int]] = {}
    for path in (ROOT / "server").rglob("*.py"):
        for name, node in calls(ast.parse(path.read_text("utf-8"))):
            own = name == "import_module" and OURS.match(ast.unparse(node.args[0]))
            if name in IMPORTING and not own:
                found.setdefault(path.relative_to(ROOT / "server/prismalchemy").as_posix(), []).append(node.lineno)
    assert list(found) == ["runtime/child.py"]
    assert len(found["runtime/child.py"]) == 2


def test_the_file_that_runs_code_of_the_user_is_only_started_by_its_path() -> None:
    """Its name stands in one place besides: where the process is started, and no module is imported from it."""
    naming = [
        path.relative_to(ROOT / "server/prismalchemy").as_posix()
        for path in (ROOT / "server").rglob("*.py")
        if any(
            isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value == "child.py"
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
        )
    ]
    assert naming == ["runtime/process.py"]


def test_processes_are_started_in_three_places() -> None:
    """One module starts Alembic, one Prisma, and one command asks for each; another one imports models, on request."""
    texts = {
        path.relative_to(ROOT / "server" / "prismalchemy").as_posix(): path.read_text("utf-8")
        for path in (ROOT / "server").rglob("*.py")
    }
    starting = {path for path, text in texts.items() if re.search(r"\bsubprocess\b|\bPopen\b|os\.system", text)}
    assert starting == {"runtime/process.py", "workspace/rendering.py", "workspace/prisma_cli.py"}
    assert [path for path, text in texts.items() if "workspace.rendering" in text] == ["cli/migrate/to_prisma.py"]
    asking = {path for path, text in texts.items() if "workspace.prisma_cli" in text}
    assert asking == {"cli/migrate/new.py", "workspace/new_step.py"}


def test_there_are_invariants() -> None:
    numbers = [int(number) for number, _ in invariants()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 5


@pytest.mark.parametrize(("number", "text"), invariants(), ids=lambda value: value if value.isdigit() else "")
def test_an_invariant_names_an_existing_test(number: str, text: str) -> None:
    references = REFERENCE.findall(text)
    assert references, f"invariant {number} names no test"
    for file, function in references:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
        assert any(name.startswith("test_") for name in functions)
        if function:
            assert function in functions, f"{file} has no {function}"


def test_no_file_is_over_five_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "server").rglob("*.py")
        if (lines := path.read_text("utf-8").count("\n")) > 500
    }
    assert not long
