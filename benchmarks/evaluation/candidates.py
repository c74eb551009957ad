"""The candidates' models of the schema, each made as its makers say, in a folder of its own; what making them took."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.examples.drifts import DRIFTS

from benchmarks.evaluation.environments import (
    CACHE,
    GENERATORS,
    PRISMA_CLIENT_PY,
    PYTHON_312,
    ROOT,
    SCHEMA,
    SQLACODEGEN,
    environment,
    generate_client_py,
    npm_packages,
)

WORK = CACHE / "work"
HAND_WRITTEN = ROOT / "tests" / "examples"
MODELS = SCHEMA.parents[1] / "app" / "models"

AUTOMAP = '''\
"""The tables as the database has them, at every start."""

import os

from sqlalchemy import Table, create_engine, event
from sqlalchemy.ext.automap import automap_base

engine = create_engine(os.environ["DATABASE_URL"])


@event.listens_for(Table, "column_reflect")
def rename(inspector, table, column) -> None:
    if column["name"] == "metadata":  # a name that declarative classes keep for themselves
        column["key"] = "metadata_"


Base = automap_base()
Base.prepare(autoload_with=engine)
'''


@dataclass
class Made:
    """What came of a candidate: where its models are, None where there are none; the error; seconds of the processor.

    `lines` are those of its files, `kept` those that people write and look after, `commands` what they run.
    """

    name: str
    models: Path | None
    seconds: float = 0.0
    lines: int = 0
    kept: int = 0
    commands: tuple[str, ...] = ()
    error: str | None = None
    folder: Path = field(default=Path())


def run(command: Sequence[str | Path], folder: Path, extra: Mapping[str, str] | None = None) -> tuple[float, str, int]:
    """Processor seconds of a process and its children, what it printed, and its exit code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=os.environ | dict(extra or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.stdout + done.stderr, done.returncode


def lines_of(path: Path) -> int:
    """Lines of a file, or of the Python files in a folder, that are not empty."""
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    return sum(1 for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip())


def fresh(name: str) -> Path:
    """An empty folder for a candidate."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def manual(drift: int | None = None) -> Path:
    """The hand-written models of the example without its drifts, or with one of them; the folder that holds `app`."""
    folder = fresh("manual" if drift is None else f"manual-{drift}")
    shutil.copytree(MODELS.parent, folder / "app", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "prisma").mkdir()
    shutil.copy(SCHEMA, folder / "prisma" / "schema.prisma")
    for number, one in enumerate(DRIFTS):
        if number == drift:
            continue
        for change in one.changes:
            path = folder / "app" / "models" / change.file
            text = path.read_text(encoding="utf-8")
            assert text.count(change.wrong) == 1, f"{change.file} does not have once: {change.wrong}"
            path.write_text(text.replace(change.wrong, change.right), encoding="utf-8")
    return folder


def make_manual() -> Made:
    """The models as people wrote them."""
    folder = manual()
    lines = lines_of(folder / "app" / "models")
    return Made("manual mirroring", folder / "app" / "models", 0.0, lines, lines, ("write, review",), None, folder)


def make_prismalchemy() -> Made:
    """The models that prismalchemy generates."""
    folder = fresh("prismalchemy")
    shutil.copy(SCHEMA, folder / "schema.prisma")
    program = Path(sys.executable).parent / "prismalchemy"
    command = [program, "generate", "--schema", "schema.prisma", "--output", "models.py"]
    seconds, output, code = run(command, folder)
    assert code == 0, output
    models = folder / "models.py"
    return Made("prismalchemy", models, seconds, lines_of(models), 0, ("prismalchemy generate",), None, folder)


def make_sqlacodegen(url: str) -> Made:
    """The models that sqlacodegen reads from a database that Prisma made."""
    folder = fresh("sqlacodegen")
    python = environment("sqlacodegen", f"sqlacodegen=={SQLACODEGEN}", "psycopg[binary]")
    command = [python.parent / "sqlacodegen", url, "--outfile", "models.py"]
    seconds, output, code = run(command, folder)
    models = folder / "models.py"
    error = None if code == 0 else last_line(output)
    commands = ("prisma migrate deploy, to a database", "sqlacodegen URL")
    return Made("sqlacodegen", models, seconds, lines_of(models), 0, commands, error, folder)


def make_automap() -> Made:
    """Automap: a file that never changes."""
    folder = fresh("automap")
    models = folder / "models.py"
    models.write_text(AUTOMAP, encoding="utf-8")
    lines = lines_of(models)
    return Made("automap", models, 0.0, lines, lines, ("none",), None, folder)


def make_client_py() -> tuple[Made, str]:
    """Prisma Client Python, and what it says to the schema as it is."""
    folder = fresh("client-py")
    text = SCHEMA.read_text(encoding="utf-8")
    block = (
        'generator client {\n  provider = "prisma-client-py"\n  output = "./OUT"\n  recursive_type_depth = -1\nMORE}\n'
    )
    bare = re.sub(r"^generator \w+ \{.*?^\}\n", "", text, flags=re.MULTILINE | re.DOTALL)
    (folder / "asis.prisma").write_text(block.replace("OUT", "asis").replace("MORE", "") + bare, encoding="utf-8")
    refused = generate_client_py(folder / "asis.prisma")
    answer = "taken" if refused.returncode == 0 else first_error(refused.stdout + refused.stderr)
    old = re.sub(r'(provider\s*=\s*"postgresql"\n)', r'\1  url      = "postgresql://localhost/db"\n', bare)
    option = "  enable_experimental_decimal = true\n"
    (folder / "schema.prisma").write_text(block.replace("OUT", "generated").replace("MORE", option) + old, "utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = generate_client_py(folder / "schema.prisma")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    models = folder / "generated"
    error = None if done.returncode == 0 else first_error(done.stdout + done.stderr)
    names = "actions bases client enums metadata models partials types".split()  # noqa: SIM905 - files that it generates
    lines = sum(lines_of(models / f"{name}.py") for name in names) if error is None else 0
    commands = ("prisma generate",)
    return Made("Prisma Client Python", models, seconds, lines, 5, commands, error, folder), answer


def make_generators() -> list[Made]:
    """The generators that others have written, with every help."""
    return [_prisma_to_sqlmodel(), _prisma_sqlmodel_gen(), _aprisma()]


def _prisma_to_sqlmodel() -> Made:
    name = "prisma-to-sqlmodel"
    folder = fresh(name)
    if PYTHON_312 is None:
        return Made(name, None, error="it needs Python 3.12, which is not here", folder=folder)
    python = environment(name, f"{name}=={GENERATORS[name]}", "psycopg[binary]", python=PYTHON_312)
    command = [python.parent / name, "--no-format", SCHEMA, "models.py"]
    return _generated(name, command, folder, python)


def _prisma_sqlmodel_gen() -> Made:
    name = "prisma-sqlmodel-gen"
    folder = fresh(name)
    packages = npm_packages(name, "prisma@7.10.0", f"{name}@{GENERATORS[name]}")
    text = re.sub(r"^generator \w+ \{.*?^\}\n", "", SCHEMA.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    options = '  provider = "prisma-sqlmodel-gen"\n  output = "."\n  moduleName = "models.py"\n  strict = "false"\n'
    (folder / "schema.prisma").write_text(f"generator sqlmodel {{\n{options}}}\n{text}", encoding="utf-8")
    node = shutil.which("node")
    assert node is not None, "node is needed"
    (folder / "node_modules").symlink_to(packages / "node_modules", target_is_directory=True)
    command = [node, packages / "node_modules/prisma/build/index.js", "generate", "--schema", "schema.prisma"]
    extra = {
        "CI": "true",
        "CHECKPOINT_DISABLE": "1",
        "PRISMA_SCHEMA_ENGINE_BINARY": node,
        "PATH": f"{packages / 'node_modules/.bin'}{os.pathsep}{os.environ['PATH']}",
    }
    python = environment("sqlmodel", "sqlmodel", "psycopg[binary]")
    return _generated(name, command, folder, python, extra)


def _aprisma() -> Made:
    name = "aprisma"
    folder = fresh(name)
    python = environment(name, f"{name}=={GENERATORS[name]}", "psycopg[binary]")
    command = [python.parent / name, "generate", "--schema", SCHEMA, "--output", "generated"]
    return _generated(name, command, folder, python)


def _generated(
    name: str, command: Sequence[str | Path], folder: Path, python: Path, extra: Mapping[str, str] | None = None
) -> Made:
    seconds, output, code = run(command, folder, extra)
    models = folder / "models.py"
    if code != 0 or not models.is_file():
        return Made(name, None, seconds, error=f"it refuses the schema: {first_error(output)}", folder=folder)
    made = Made(name, models, seconds, lines_of(models), 0, (f"{name}",), None, folder)
    _, printed, failed = run([python, "-W", "ignore", "-c", "import models"], folder)
    if failed:
        made.error = f"its models cannot be imported: {last_line(printed)}"
    return made


def last_line(text: str) -> str:
    """The last line of what a program printed, without colours and paths."""
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if line.strip()]
    return re.sub(r"/\S*/", "", lines[-1])[:200] if lines else ""


def first_error(text: str) -> str:
    """The first line that names an error, and how many more there are."""
    lines = [line.strip() for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines() if line.strip()]
    for mark in (r"^ERROR \w", r"^error: ", r"^\w+(\.\w+)*Error: \S", r"Error"):
        known = [line for line in lines if re.search(mark, line)]
        if known:
            more = f" (and {len(known) - 1} more)" if len(known) > 1 else ""
            return re.sub(r"(?<![\w.])/\S*/", "", known[0]).split(" Suggestion:")[0][:160] + more
    return lines[0][:160] if lines else ""


VERSIONS = {"Prisma Client Python": PRISMA_CLIENT_PY, "sqlacodegen": SQLACODEGEN, **GENERATORS}
