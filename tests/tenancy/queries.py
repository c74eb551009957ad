"""Queries of a web service, with the guard and with the tenant in each query by hand: the same rows come out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from tests.tenancy.faces import Face
from tests.tenancy.world import task_key

Query = Callable[[Face, Any, bool], Awaitable[Any]]
"""What a request does: a face of a session, the models, and whether the tenant is written by hand."""

KEY = task_key("a", 3)
COUNT = [0]


def _own(statement: Any, entity: Any, by_hand: bool) -> Any:
    return statement.where(entity.organization_id == "a-org") if by_hand else statement


async def list_tasks(face: Face, m: Any, by_hand: bool) -> Any:
    """A page of tasks by status, with their comments and who is on them."""
    statement = sa.select(m.Task).where(m.Task.status == "TODO").order_by(m.Task.title).limit(20)
    statement = statement.options(selectinload(m.Task.comments), joinedload(m.Task.assignee))
    return len((await face.scalars(_own(statement, m.Task, by_hand))).all())


async def get_task(face: Face, m: Any, by_hand: bool) -> Any:
    """One task by its key."""
    if not by_hand:
        return (await face.get(m.Task, KEY)).title
    statement = _own(sa.select(m.Task).where(m.Task.id == KEY), m.Task, by_hand)
    return (await face.scalars(statement)).one().title


async def count_tasks(face: Face, m: Any, by_hand: bool) -> Any:
    """How many tasks there are of each status."""
    statement = sa.select(m.Task.status, sa.func.count()).group_by(m.Task.status)
    return len((await face.execute(_own(statement, m.Task, by_hand))).all())


async def create_task(face: Face, m: Any, by_hand: bool) -> Any:
    """A task in a project, which is looked up first as a service does to answer 404."""
    if by_hand:
        statement = _own(sa.select(m.Project).where(m.Project.id == 1), m.Project, by_hand)
        project = (await face.scalars(statement)).one()
    else:
        project = await face.get(m.Project, 1)
    COUNT[0] += 1
    owner = {"organization_id": "a-org"} if by_hand else {}
    face.add(m.Task(id=task_key("c", COUNT[0]), title="new", project_id=project.id, **owner))
    await face.flush()
    return project.id


async def update_task(face: Face, m: Any, by_hand: bool) -> Any:
    """One attribute of one task."""
    if by_hand:
        statement = _own(sa.select(m.Task).where(m.Task.id == KEY), m.Task, by_hand)
        task = (await face.scalars(statement)).one()
    else:
        task = await face.get(m.Task, KEY)
    task.points += 1
    await face.flush()
    return task.title


async def create_by_key(face: Face, m: Any, by_hand: bool) -> Any:
    """A task by raw keys, which nobody looked up: the guard has to."""
    COUNT[0] += 1
    owner = {"organization_id": "a-org"} if by_hand else {}
    task = m.Task(id=task_key("c", COUNT[0]), title="new", project_id=1, assignee_id="a-user-1", **owner)
    face.add(task)
    await face.flush()
    return task.title


QUERIES: dict[str, Query] = {
    "list, filter, eager loads": list_tasks,
    "get by key": get_task,
    "count by status": count_tasks,
    "insert": create_task,
    "update": update_task,
}
"""Those that the bar is for."""
BY_KEY: dict[str, Query] = {"insert by raw keys": create_by_key}
"""What costs the guard a question more."""
