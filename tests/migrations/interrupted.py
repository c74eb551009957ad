"""Commands of `migrate` that write files and end as by `kill -9` between two of their doings with the disk."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.migrations import catalog
from tests.migrations.environment import HARNESS, Engine, Server, engines_difference
from tests.migrations.project import IMPORTS, Project
from tests.migrations.revisions import revisions

from prismalchemy.cli.migrate import new
from prismalchemy.workspace import new_step

Files = dict[str, bytes]
Point = Callable[[str], Any]


@dataclass(frozen=True)
class Scenario:
    """A command, and the project in which it has something to write. `before` is called once, in the new project."""

    name: str
    provider: str
    owner: str
    command: tuple[str, ...]
    before: Callable[[Project, tuple[str, ...]], None]

    @property
    def title(self) -> str:
        """What a person calls it."""
        name = " ".join(one for one in self.command if one not in ("one", "two", *RENAMED, "--no-schema"))
        return f"`migrate {name}`, {self.name}"


class _Clock(datetime):
    """A clock that stands still, so that files have the same names each time."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime(2031, 1, 1, tzinfo=tz or timezone.utc)


ONE = "enum E {\n a\n}\nmodel User {\n id Int @id\n mail String\n e E @default(a)\n}\n"
TWO = "enum E {\n a\n b\n}\nmodel User {\n id Int @id\n email String\n e E @default(b)\n age Int? @unique\n}\n"
"""A label that is added and used: two steps where Prisma owns, three where Alembic does."""
PLAIN = "model User {\n id Int @id\n mail String\n}\n"
MORE = "model User {\n id Int @id\n mail String\n age Int? @unique\n}\n"
RENAMED = ("--rename", "User.mail=email")


def _schema(project: Project, models: str) -> None:
    source = f'datasource db {{\n  provider = "{project.provider}"\n}}\n'
    (project.folder / "prisma" / "schema.prisma").write_text(source + models)


def _changed(before: str, after: str) -> Callable[[Project, tuple[str, ...]], None]:
    def prepare(project: Project, shadow: tuple[str, ...]) -> None:
        _schema(project, before)
        assert project.migrate("new", "one", *shadow) == 0
        _schema(project, after)

    return prepare


def _first(project: Project, _: tuple[str, ...]) -> None:
    """No folder of migrations yet."""
    shutil.rmtree(project.folder / "prisma" / "migrations")
    _schema(project, PLAIN)


def _migrations(project: Project, _: tuple[str, ...]) -> None:
    for number in range(3):
        down = f'DROP TABLE "t{number}";\n' if number == 1 else None
        project.add_migration(f"2025010{number + 1}000000_t{number}", f'CREATE TABLE "t{number}" ("id" INT);\n', down)


def _edited(project: Project, shadow: tuple[str, ...]) -> None:
    _migrations(project, shadow)
    assert project.migrate("to-alembic") == 0
    for path in sorted((project.folder / "prisma" / "migrations").glob("*/migration.sql")):
        path.write_text(path.read_text() + "-- edited\n")


def _revisions(project: Project, _: tuple[str, ...]) -> None:
    for file, text in revisions(5, 3, sqlite=True):
        project.add_revision(file, text)


def _rewritten(project: Project, shadow: tuple[str, ...]) -> None:
    _revisions(project, shadow)
    assert project.to_prisma() == 0
    for path in sorted((project.folder / "alembic" / "versions").glob("*.py")):
        path.write_text(path.read_text().replace('"""', '"""Said otherwise. ', 1))


def scenarios() -> list[Scenario]:
    """All that is walked through."""
    found = []
    for owner in ("prisma", "alembic"):
        title = f"{owner.capitalize()} owns"
        steps = ("new", "two", *RENAMED)
        found += [
            Scenario(f"{title}, several steps", "postgresql", owner, steps, _changed(ONE, TWO)),
            Scenario(f"{title}, SQLite", "sqlite", owner, ("new", "two"), _changed(PLAIN, MORE)),
            Scenario(f"{title}, SQLite, first step", "sqlite", owner, ("new", "one"), _first),
        ]
    return [
        *found,
        Scenario("Prisma owns, SQLite", "sqlite", "prisma", ("to-alembic",), _migrations),
        Scenario("Prisma owns, SQLite", "sqlite", "prisma", ("to-alembic", "--refresh"), _edited),
        Scenario("Alembic owns, SQLite", "sqlite", "alembic", ("to-prisma", "--no-schema"), _revisions),
        Scenario("Alembic owns, SQLite", "sqlite", "alembic", ("to-prisma", "--no-schema", "--refresh"), _rewritten),
    ]


def interrupted(
    server: Server, folder: Path, point: Point, wanted: Callable[[Scenario], bool] = lambda _: True
) -> None:
    """Each command killed in front of each thing that it does to the disk, and what becomes of it then."""
    with patch.object(new_step, "difference", engines_difference), patch.object(new, "datetime", _Clock):
        for number, scenario in enumerate(filter(wanted, scenarios())):
            counted = point(f"Killed while writing files: {scenario.title}")
            _Walk(server, folder / str(number), scenario, counted).walk()


class _Walk:
    """One scenario, walked through."""

    def __init__(self, server: Server, folder: Path, scenario: Scenario, counted: Any) -> None:
        self.server = server
        self.scenario = scenario
        self.counted = counted
        self.base = folder / "base"
        self.project = Project(folder / "work", scenario.provider)
        self.shadow = () if scenario.provider == "sqlite" else ("--shadow-database", server.url("postgres"))
        project = Project.create(self.base, scenario.provider, imports=IMPORTS)
        (self.base / "node_modules").symlink_to(HARNESS / "node_modules")
        (self.base / "pyproject.toml").write_text(f'[tool.prismalchemy]\nowner = "{scenario.owner}"\n')
        assert project.migrate("env") == 0
        scenario.before(project, self.shadow)
        self.start = _files(self.base)

    def walk(self) -> None:
        """Kill, look, go on, look again; behind each doing, until the command comes to its end."""
        self.anew()
        assert self.run(*self.scenario.command)[0] == 0
        whole = _files(self.project.folder)
        assert whole != self.start
        expected = self.content(self.deployed("whole"))
        seen: list[Files] = [self.start, whole]
        refreshing = "--refresh" in self.scenario.command
        number = 0
        while True:
            number += 1
            self.anew()
            if not self.killed(number):
                break
            where = f"killed in front of {number}"
            present = _files(self.project.folder)
            code, said = self.run("status")
            self.counted.check(code in (0, 1), f"{where}: status {code}: {said}")
            if present not in (self.start, whole):
                if refreshing and code == 0:
                    code, _ = self.run(*(one for one in self.scenario.command if one != "--refresh"), "--check")
                self.counted.check(code == 1, f"{where}: nothing is reported of {sorted(present)}")
            left = [path for path in _left(self.project.folder) if path not in said]
            self.counted.check(not left, f"{where}: nothing is said of {left}: {said}")
            databases: list[str] = []
            # What is refreshed must not have been deployed.
            if present not in seen and not refreshing:
                seen.append(present)
                databases = self.deploy_half(where)
            self.counted.check(self.goes_on(), f"{where}: it does not go on")
            now = _files(self.project.folder)
            self.counted.check(now == whole, f"{where}: {_unlike(now, whole)}")
            for url in databases:
                self.complete(url, where)
                self.counted.check(self.content(url) == expected, f"{where}: {url} differs")
        self.counted.check(number > 5, f"only {number} doings with the disk")
        self.counted.check(_files(self.project.folder) == whole, "not killed, it writes something else")

    def anew(self) -> None:
        """The project as it was before the command."""
        shutil.rmtree(self.project.folder, ignore_errors=True)
        shutil.copytree(self.base, self.project.folder, symlinks=True)

    def run(self, *arguments: str) -> tuple[int, str]:
        """A command of `migrate`: its exit code and what it said."""
        said = io.StringIO()
        shadow = self.shadow if arguments[0] == "new" else ()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            if arguments[0] == "to-prisma":
                return self.project.to_prisma(*arguments[1:]), said.getvalue()
            return self.project.migrate(*arguments, *shadow), said.getvalue()

    def killed(self, number: int) -> bool:
        """Whether the command was killed in front of its doing of this number; False where it had fewer."""
        child = os.fork()
        if child == 0:
            try:
                _kill_before(self.project.folder, number)
                self.run(*self.scenario.command)
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        return os.WIFSIGNALED(status)

    def goes_on(self) -> bool:
        """The command again, as often as it says what to do first: run another one, or leave an option out."""
        command = list(self.scenario.command)
        for _ in range(4):
            code, said = self.run(*command)
            if code == 0:
                return True
            said = " ".join(said.split())
            advice = re.search(r"run `prismalchemy migrate ([\w -]+)`", said)
            spare = re.search(r"(--\w+) (\S+): [^;]+; check the name, or leave it out", said)
            if spare is not None and spare[2] in command:
                at = command.index(spare[2])
                del command[at - 1 : at + 1]
            elif advice is None or self.run(*shlex.split(advice[1]))[0] != 0:
                self.counted.check(holds=False, what=f"neither goes on nor says what to do: {said}")
                return False
        return False

    # ---- databases

    def url(self, name: str) -> str:
        """A database that is empty."""
        if self.scenario.provider == "postgresql":
            return self.server.url(self.server.create(name))
        path = self.project.folder.parent / f"{name}.db"
        path.unlink(missing_ok=True)
        return f"file:{path}"

    def content(self, url: str) -> Any:
        """What a database holds. On the way by Prisma's steps or by Alembic's there is the same."""
        if url.startswith("file:"):
            return catalog.sqlite(url.removeprefix("file:"))
        return catalog.postgresql(self.server, re.findall(r"/(\w+)\?", url)[0])

    def deployed(self, name: str) -> str:
        """A database that Alembic has brought to the head."""
        url = self.url(name)
        self.project.run("upgrade", "head", url=url)
        return url

    def engine(self, url: str) -> Engine:
        """Prisma's engine on a database."""
        return Engine(url, f'datasource db {{\n  provider = "{self.scenario.provider}"\n}}\n')

    def deploy_half(self, where: str) -> list[str]:
        """Databases to which each tool has deployed what there is now. Neither must refuse it."""
        by_prisma, by_alembic = self.url("half_p"), self.url("half_a")
        try:
            with self.engine(by_prisma) as engine:
                engine.deploy(self.project.migrations())
            self.project.run("upgrade", "head", url=by_alembic)
        except Exception as error:  # whatever it is, it is the finding
            self.counted.check(holds=False, what=f"{where}: {type(error).__name__}: {error}"[:800])
        return [by_prisma, by_alembic]

    def complete(self, url: str, where: str) -> None:
        """Bring a database to the end of the history as `status` says, and ask both tools."""
        try:
            if "run `prismalchemy migrate stamp`" in self.run("status", "--database", url)[1]:
                assert self.run("stamp", "--database", url)[0] == 0
            migrations = self.project.migrations()
            with self.engine(url) as engine:
                engine.deploy(migrations)
            # The engine holds its lock to its end.
            self.project.run("upgrade", "head", url=url)
            with self.engine(url) as engine:
                found = engine.diagnose(migrations)
            self.counted.check(found == {}, f"{where}: Prisma's status of {url}: {found}")
            code, said = self.run("status", "--database", url)
            in_files = self.run("status")[0]
            self.counted.check(code == in_files, f"{where}: status of {url}: {said}")
        except Exception as error:  # whatever it is, it is the finding
            self.counted.check(holds=False, what=f"{where}: {url}: {type(error).__name__}: {error}"[:800])


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_DOINGS = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate")


def _kill_before(folder: Path, number: int) -> None:
    """End this process as by `kill -9` when it is about to do its nth thing to files of a folder."""
    left = [number]

    def doing(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _DOINGS and not (event == "open" and arguments[2] & _WRITING):
            return
        path = arguments[0]
        if not isinstance(path, (str, os.PathLike)) or "__pycache__" in str(path):
            return
        if folder in Path(path).parents:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(doing)


_TEMPORARY = re.compile(r"\..+\.tmp")


def _paths(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one not in ("node_modules", "__pycache__", ".cache")]
        yield from (Path(top, one).relative_to(folder) for one in (*folders, *names))


def _files(folder: Path) -> Files:
    """What is there, but for temporary files; folders end in a slash."""
    return {
        f"{path.as_posix()}/" if (folder / path).is_dir() else path.as_posix(): b""
        if (folder / path).is_dir()
        else (folder / path).read_bytes()
        for path in _paths(folder)
        if not any(_TEMPORARY.fullmatch(part) for part in path.parts) and path.name != "node_modules"
    }


def _left(folder: Path) -> list[str]:
    """The temporary files and folders that are there."""
    return [path.as_posix() for path in _paths(folder) if _TEMPORARY.fullmatch(path.name)]


def _unlike(now: Files, whole: Files) -> str:
    return f"differ: {sorted(path for path in {*now, *whole} if now.get(path) != whole.get(path))}"
