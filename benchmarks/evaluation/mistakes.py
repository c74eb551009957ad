"""How many seeded mistakes of queries type checkers find, on the same small file in each candidate's words.

Each file has lines that are right, and one mistake to a line that says `# mistake: …`. A mistake is found where an
error is reported on its line; an error on any other line is a false alarm.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from tests.generate.outputs import PYRIGHT
from tests.support.npm import install

from benchmarks.evaluation.candidates import Made, run
from benchmarks.evaluation.environments import client_py

_SQLALCHEMY = """\
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from {module} import {names}


async def right(session: AsyncSession) -> str:
    user = await session.scalar(select(User).where(User.email == "a", User.name.is_not(None)).order_by(User.email))
    if user is None:
        return ""
    session.add(User(email="b", name="B"))
    users = (await session.scalars(select(User).options(selectinload(User.{relation})))).all()
    return user.email + (users[0].name or "")


async def wrong(session: AsyncSession) -> None:
    user = await session.get_one(User, "1")
    task = await session.get_one({task}, "1")
    select(User).where(User.emial == "a")  # mistake: a column that is not there in a condition
    print(user.emial)  # mistake: a column that is not there of a row
    user.email = 5  # mistake: a value of the wrong type is set
    User(email="a", name=5)  # mistake: a value of the wrong type is created
    User(name="a")  # mistake: a required value is missing
    select(User).where(User.email == 5)  # mistake: a column is compared with the wrong type
    print(user.name.upper())  # mistake: a value that may be None is used
    print({status}.BOSS)  # mistake: a label that the enum does not have
    task.status = "TODO!"  # mistake: a text that is no label is set
    user.{relation}.append(user)  # mistake: a wrong row in a relation
    select(User).options(selectinload(User.taskz))  # mistake: a relation that is not there is loaded
    number: int = user.email  # mistake: a value is used as another type
    select(User).order_by(User.emial)  # mistake: order by a column that is not there
    print(session.get_one(User, "1").email)  # mistake: await is forgotten
"""

_CLIENT_PY = """\
from generated import Prisma
from generated.enums import TaskStatus
from generated.types import UserUpdateInput


async def right(db: Prisma) -> str:
    user = await db.user.find_first(where={"email": "a", "NOT": [{"name": None}]}, order={"email": "asc"})
    if user is None:
        return ""
    await db.user.create(data={"email": "b", "name": "B"})
    users = await db.user.find_many(include={"assignedTasks": True})
    return user.email + (users[0].name or "")


async def wrong(db: Prisma) -> None:
    user = await db.user.find_unique_or_raise(where={"id": "1"})
    await db.user.find_many(where={"emial": "a"})  # mistake: a column that is not there in a condition
    print(user.emial)  # mistake: a column that is not there of a row
    await db.user.update(where={"id": "1"}, data={"email": 5})  # mistake: a value of the wrong type is set
    await db.user.create(data={"email": "a", "name": 5})  # mistake: a value of the wrong type is created
    await db.user.create(data={"name": "a"})  # mistake: a required value is missing
    await db.user.find_many(where={"email": 5})  # mistake: a column is compared with the wrong type
    print(user.name.upper())  # mistake: a value that may be None is used
    print(TaskStatus.BOSS)  # mistake: a label that the enum does not have
    await db.task.update(where={"id": "1"}, data={"status": "TODO!"})  # mistake: a text that is no label is set
    _: UserUpdateInput = {"assignedTasks": {"connect": [{"email": "a"}]}}  # mistake: a wrong row in a relation
    await db.user.find_many(include={"taskz": True})  # mistake: a relation that is not there is loaded
    number: int = user.email  # mistake: a value is used as another type
    await db.user.find_many(order={"emial": "asc"})  # mistake: order by a column that is not there
    print(db.user.find_unique_or_raise(where={"id": "1"}).email)  # mistake: await is forgotten
"""

_MANUAL = "Task, User\nfrom app.models.enums import TaskStatus"
_WORDS = {
    "manual mirroring": ("app.models", _MANUAL, "assigned_tasks", "Task", "TaskStatus"),
    "prismalchemy": ("models", "Task, TaskStatus, User", "assigned_tasks", "Task", "TaskStatus"),
    "prismalchemy, dataclass": ("dataclasses_", "Task, TaskStatus, User", "assigned_tasks", "Task", "TaskStatus"),
    "sqlacodegen": ("models", "Tasks as Task, TaskStatus, Users as User", "tasks", "Task", "TaskStatus"),
    "automap": ("models", "Base", "tasks_collection", "Task", "TaskStatus"),
}
_AUTOMAP_NAMES = (
    "User, Task = Base.classes.users, Base.classes.tasks\nTaskStatus = Base.metadata.tables['tasks'].c.status.type\n"
)


def of_candidate(name: str, made: Made) -> dict[str, Any]:
    """The mistakes that pyright and mypy find with a candidate's models."""
    if name == "Prisma Client Python":
        text, python = _CLIENT_PY, client_py()
    else:
        module, names, relation, task, status = _WORDS[name]
        text = _SQLALCHEMY.format(module=module, names=names, relation=relation, task=task, status=status)
        if name == "automap":
            head, body = text.split("import Base\n")
            text = f"{head}import Base\n\n{_AUTOMAP_NAMES}{body}"
        python = Path(sys.executable)
    path = made.folder / "queries.py"
    path.write_text(text, encoding="utf-8")
    mistakes = {number: line.split("# mistake: ")[1] for number, line in lines(text) if "# mistake: " in line}
    result: dict[str, Any] = {"of": len(mistakes)}
    for tool, errors in (("pyright", pyright(made.folder, python)), ("mypy", mypy(made.folder, python))):
        found = errors & mistakes.keys()
        result[tool] = {
            "found": len(found),
            "missed": [what for number, what in mistakes.items() if number not in found],
            "false alarms": len(errors - mistakes.keys()),
        }
    return result


def lines(text: str) -> list[tuple[int, str]]:
    """The lines of a text with their numbers."""
    return list(enumerate(text.splitlines(), 1))


def pyright(folder: Path, python: Path) -> set[int]:
    """The lines of queries.py with an error, by pyright's default rules."""
    install(PYRIGHT)
    node = shutil.which("node")
    assert node is not None, "node is needed"
    config = {"include": ["queries.py"], "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
    program = PYRIGHT / "node_modules" / "pyright" / "index.js"
    command = [node, program, "--outputjson", "--project", folder, "--pythonpath", python]
    _, output, _ = run(command, folder)
    report = json.loads(output)
    return {
        one["range"]["start"]["line"] + 1
        for one in report["generalDiagnostics"]
        if one["severity"] == "error" and one["file"].endswith("queries.py")
    }


def mypy(folder: Path, python: Path) -> set[int]:
    """The lines of queries.py with an error, by `mypy --strict`."""
    program = [sys.executable, "-m", "mypy", "--python-executable", python]
    command = [*program, "--strict", "--no-error-summary", "--config-file=", "--cache-dir=.mypy", "queries.py"]
    _, output, _ = run(command, folder)
    return {int(found[1]) for found in re.finditer(r"^queries\.py:(\d+): error", output, re.MULTILINE)}
