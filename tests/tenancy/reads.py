"""Reading operations of SQLAlchemy, drawn at random. Each is a coroutine function of a `Face` and the models."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload, subqueryload, with_parent
from tests.tenancy.draw import Draw
from tests.tenancy.faces import Face, Operation

ENTITIES = (
    "Organization", "Plan", "User", "Project", "Task", "Comment", "Attachment", "Label", "Following", "Invoice",
    "InvoiceLine",
)  # fmt: skip
LINKS = (
    ("Task", "project", "Project"), ("Task", "assignee", "User"), ("Task", "comments", "Comment"),
    ("Task", "labels", "Label"), ("Task", "subtasks", "Task"), ("Task", "parent", "Task"), ("Project", "tasks", "Task"),
    ("User", "tasks", "Task"), ("User", "comments", "Comment"), ("Comment", "attachments", "Attachment"),
    ("Comment", "task", "Task"), ("Comment", "author", "User"), ("Attachment", "comment", "Comment"),
    ("Label", "tasks", "Task"), ("Invoice", "lines", "InvoiceLine"),
    ("Organization", "tasks", "Task"), ("Plan", "organizations", "Organization"),
    ("Plan", "tasks", "Task"), ("Plan", "attachments", "Attachment"), ("Task", "followings", "Following"),
    ("InvoiceLine", "invoice", "Invoice"),
)  # fmt: skip
TEXTS = {
    "Task": "title", "Project": "name", "User": "email", "Comment": "body", "Attachment": "name", "Label": "name",
    "Organization": "name", "Plan": "name", "Following": "note", "Invoice": "number", "InvoiceLine": "text",
}  # fmt: skip
KEYED = {"Task": "task", "Project": "project", "User": "user", "Comment": "comment", "Label": "label",
         "Attachment": "attachment", "Organization": "organization"}  # fmt: skip


def filters(draw: Draw, name: str) -> Any:
    """A function that gives conditions on a class or an alias of it."""
    kind = draw.one("none", "text", "key", "keys", "or", "lower", "not")
    attribute = TEXTS[name]
    text = draw.one("%SECRET%", "%plain%", "%1%", "%")
    if "SECRET" in text:
        draw.foreign = True
    keys = [draw.key(KEYED[name]) for _ in range(2)] if name in KEYED else []

    def conditions(entity: Any) -> list[Any]:
        column = getattr(entity, attribute)
        if kind == "none" or (kind in ("key", "keys", "or") and not keys):
            return []
        if kind == "text":
            return [column.like(text)]
        if kind == "lower":
            return [sa.func.lower(column).like(text.lower())]
        if kind == "not":
            return [sa.not_(column.like(text))]
        if kind == "key":
            return [entity.id == keys[0]]
        if kind == "keys":
            return [entity.id.in_(keys)]
        return [sa.or_(entity.id == keys[0], column.like(text))]

    return conditions


def entities(draw: Draw) -> Operation:
    """SELECT of a class or an alias, with conditions."""
    name, alias = draw.one(*ENTITIES), draw.chance()
    where = filters(draw, name)

    async def run(face: Face, m: Any) -> Any:
        entity = aliased(getattr(m, name)) if alias else getattr(m, name)
        return (await face.scalars(sa.select(entity).where(*where(entity)))).all()

    return run


def columns(draw: Draw) -> Operation:
    """SELECT of columns and expressions, of one class or of two."""
    name, other = draw.one(*ENTITIES), draw.one(*ENTITIES)
    shape = draw.one("column", "label", "function", "two", "concat", "case", "distinct", "window")
    where = filters(draw, name)

    async def run(face: Face, m: Any) -> Any:
        one = getattr(getattr(m, name), TEXTS[name])
        two = getattr(aliased(getattr(m, other)), TEXTS[other])
        statement = {
            "column": lambda: sa.select(one),
            "label": lambda: sa.select(one.label("x")),
            "function": lambda: sa.select(sa.func.lower(one)),
            "two": lambda: sa.select(one, two).order_by(one, two).limit(50),
            "concat": lambda: sa.select(one + two).order_by(one, two).limit(50),
            "case": lambda: sa.select(sa.case((one.like("%1%"), two), else_=one)).order_by(one, two).limit(50),
            "distinct": lambda: sa.select(one).distinct(),
            "window": lambda: sa.select(one, sa.func.row_number().over(order_by=one)),
        }[shape]()
        return (await face.execute(statement.where(*where(getattr(m, name))))).all()

    return run


def aggregates(draw: Draw) -> Operation:
    name = draw.one(*ENTITIES)
    shape = draw.one("count", "max", "group", "having", "array", "points")
    where = filters(draw, name)

    async def run(face: Face, m: Any) -> Any:
        entity = getattr(m, name)
        column = getattr(entity, TEXTS[name])
        statement = {
            "count": lambda: sa.select(sa.func.count()).select_from(entity).where(*where(entity)),
            "max": lambda: sa.select(sa.func.max(column), sa.func.min(column)).where(*where(entity)),
            "group": lambda: sa.select(column, sa.func.count()).where(*where(entity)).group_by(column),
            "having": lambda: sa.select(column).group_by(column).having(sa.func.count() > 0),
            "array": lambda: sa.select(sa.func.array_agg(sa.func.substr(column, 1, 3))).where(*where(entity)),
            "points": lambda: sa.select(sa.func.sum(m.Task.points), sa.func.max(m.Task.points)),
        }[shape]()
        found = (await face.execute(statement)).all()
        return [sorted(row[0] or ()) for row in found] if shape == "array" else found

    return run


def joins(draw: Draw) -> Operation:
    """Joins along a relationship, with conditions on the other side."""
    name, attribute, other = draw.one(*LINKS)
    shape = draw.one("join", "outer", "alias", "on", "from", "eager")
    where = filters(draw, other)

    async def run(face: Face, m: Any) -> Any:
        one, two = getattr(m, name), getattr(m, other)
        link = getattr(one, attribute)
        far = aliased(two)
        first, second = getattr(one, TEXTS[name]), getattr(far, TEXTS[other])
        statement = {
            "join": lambda: sa.select(first, second).join(link.of_type(far)),
            "outer": lambda: sa.select(first, second).outerjoin(link.of_type(far)),
            "alias": lambda: sa.select(first, second).join(far, sa.true()),
            "on": lambda: sa.select(first, second).join(far, getattr(one, TEXTS[name]) != second),
            "from": lambda: sa.select(first, second).select_from(sa.orm.join(one, far, sa.true())),
            "eager": lambda: sa.select(one).join(link.of_type(far)).options(contains_eager(link.of_type(far))),
        }[shape]()
        statement = statement.where(*where(far))
        if shape == "eager":
            return [
                (getattr(item, TEXTS[name]), reached(item, attribute))
                for item in (await face.scalars(statement)).unique()
            ]
        return (await face.execute(statement)).all()

    return run


def eager(draw: Draw) -> Operation:
    """Eager loads, one or two steps deep; with a LIMIT, where SQLAlchemy wraps the SELECT."""
    name, attribute, other = draw.one(*LINKS)
    further = [link for link in LINKS if link[0] == other]
    _, second, _ = draw.one(*further) if further and draw.chance() else (None, None, None)
    load = draw.one(joinedload, selectinload, subqueryload)
    limit = draw.one(None, 3)
    where = filters(draw, name)

    async def run(face: Face, m: Any) -> Any:
        one = getattr(m, name)
        option = load(getattr(one, attribute))
        if second is not None:
            option = getattr(option, load.__name__)(getattr(getattr(m, other), second))
        order = getattr(one, TEXTS[name])
        keys = sa.inspect(one).primary_key
        statement = sa.select(one).where(*where(one)).options(option).order_by(order, *keys).limit(limit)
        found = []
        for item in (await face.scalars(statement)).unique():
            near = reached(item, attribute)
            if second is not None:
                value = getattr(item, attribute)
                many = value if isinstance(value, list) else [value] if value is not None else []
                found.append((near, [reached(one, second) for one in many]))
            else:
                found.append((item, near))
        return found

    return run


def reached(item: Any, attribute: str) -> Any:
    """What a relationship leads to, in no order."""
    value = getattr(item, attribute)
    return list(value) if isinstance(value, list) else value


def lazy(draw: Draw) -> Operation:
    """Objects by their keys, and what their relationships lead to."""
    name, attribute, _ = draw.one(*[link for link in LINKS if link[0] in KEYED])
    key = draw.key(KEYED[name])

    async def run(face: Face, m: Any) -> Any:
        found = await face.get(getattr(m, name), key)
        return None if found is None else await face.sync(lambda _: (found, reached(found, attribute)))

    return run


def get(draw: Draw) -> Operation:
    """Session.get, also of what the session holds, of a list of keys, with a lock, and what was refreshed."""
    name = draw.one(*KEYED)
    keys = [draw.key(KEYED[name]) for _ in range(2)]
    shape = draw.one("get", "twice", "refresh", "expire", "populate", "lock", "one")

    async def run(face: Face, m: Any) -> Any:
        entity = getattr(m, name)
        if shape == "populate":
            return [await face.get(entity, key, populate_existing=True) for key in keys]
        if shape == "lock":
            return await face.get(entity, keys[0], with_for_update=True)
        if shape == "one":
            return (await face.scalars(sa.select(entity).where(entity.id == keys[0]))).one()
        found = await face.get(entity, keys[0])
        if shape == "twice":
            return [found, await face.get(entity, keys[0]), await face.get(entity, keys[1])]
        if found is not None and shape == "refresh":
            await face.refresh(found)
        if found is not None and shape == "expire":
            await face.sync(lambda session: session.expire(found))
            await face.refresh(found)
        return found

    return run


def subqueries(draw: Draw) -> Operation:
    """EXISTS, IN, scalar subqueries, CTEs, recursive ones, derived tables, unions, LATERAL."""
    shape = draw.one(
        "exists", "exists_alone", "in", "scalar", "cte", "recursive", "derived", "entity", "union", "intersect",
        "lateral", "from_statement", "correlated", "not_in", "values",
    )  # fmt: skip
    key, user = draw.key("task"), draw.key("user")
    where = filters(draw, "Task")

    async def run(face: Face, m: Any) -> Any:
        task, comment = m.Task, m.Comment
        inner = sa.select(task.id, task.title).where(*where(task))
        if shape == "entity":
            part = aliased(task, sa.select(task).where(*where(task)).subquery())
            return (await face.scalars(sa.select(part))).all()
        if shape == "from_statement":
            return (await face.scalars(sa.select(task).from_statement(sa.select(task).where(*where(task))))).all()
        if shape == "recursive":
            base = sa.select(task.id, task.title).where(task.id == key).cte("tree", recursive=True)
            tree = base.union_all(sa.select(task.id, task.title).join(base, task.parent_id == base.c.id))
            return (await face.execute(sa.select(tree.c.title))).all()
        if shape == "lateral":
            part = sa.select(comment.body).where(comment.task_id == task.id).lateral()
            return (await face.execute(sa.select(task.title, part.c.body))).all()
        statement = {
            "exists": lambda: sa.select(m.User.email).where(sa.exists().where(*where(task))),
            "exists_alone": lambda: sa.select(sa.exists().where(task.id == key)),
            "correlated": lambda: sa.select(task.title).where(sa.exists().where(comment.task_id == task.id)),
            "in": lambda: sa.select(comment.body).where(comment.task_id.in_(sa.select(task.id).where(*where(task)))),
            "not_in": lambda: sa.select(m.User.email).where(
                m.User.id.not_in(sa.select(task.assignee_id).where(task.assignee_id.is_not(None)))
            ),
            "scalar": lambda: sa.select(
                m.User.email,
                sa.select(sa.func.count(task.id)).where(task.assignee_id == user).scalar_subquery(),
                sa.select(sa.func.count()).where(comment.author_id == m.User.id).scalar_subquery(),
            ),
            "cte": lambda: sa.select(inner.cte("part").c.title),
            "derived": lambda: sa.select(sa.func.count()).select_from(inner.subquery()),
            "union": lambda: sa.union_all(sa.select(task.title), sa.select(comment.body)),
            "intersect": lambda: sa.intersect(sa.select(task.id), sa.select(comment.task_id)),
            "values": lambda: sa.select(task.title).where(task.id.in_([key])),
        }[shape]()
        return (await face.execute(statement)).all()

    return run


def comparisons(draw: Draw) -> Operation:
    """any(), has(), contains(), of_type, with_parent, equality with an object."""
    shape = draw.one("any", "any_plain", "not_any", "has", "contains", "parent", "equals", "self", "deep")
    text = draw.one("%SECRET%", "%plain%", "%1%")
    key, label = draw.own("project"), draw.own("label")

    async def run(face: Face, m: Any) -> Any:
        task = m.Task
        if shape in ("parent", "equals"):
            project = await face.get(m.Project, key)
            condition = with_parent(project, m.Project.tasks) if shape == "parent" else task.project == project
        elif shape == "contains":
            condition = task.labels.contains(await face.get(m.Label, label))
        else:
            condition = {
                "any": lambda: task.comments.any(m.Comment.body.like(text)),
                "any_plain": lambda: task.labels.any(),
                "not_any": lambda: ~task.comments.any(),
                "has": lambda: task.project.has(m.Project.name.like(text)),
                "self": lambda: task.subtasks.any(task.title.like(text)),
                "deep": lambda: task.comments.any(m.Comment.attachments.any(m.Attachment.name.like(text))),
            }[shape]()
        return (await face.scalars(sa.select(task).where(condition))).all()

    return run


def raw(draw: Draw) -> Operation:
    """What no guard can look into: SQL text, bare tables, the session's connection."""
    shape = draw.one("text", "where", "column", "table", "from", "secondary", "connection", "mixed", "update", "alias")
    draw.foreign = True

    async def run(face: Face, m: Any) -> Any:
        task = m.Task.__table__
        if shape == "connection":
            return await face.sync(lambda s: s.connection().execute(sa.text("SELECT title FROM task")).all())
        statement = {
            "text": lambda: sa.text("SELECT title FROM task"),
            "where": lambda: sa.select(m.Task.title).where(sa.text("1 = 1 OR 1 = 1")),
            "column": lambda: sa.select(sa.literal_column("(SELECT max(title) FROM task)"), m.User.id),
            "table": lambda: sa.select(task.c.title),
            "from": lambda: sa.select(sa.func.count()).select_from(task),
            "secondary": lambda: sa.select(m.Base.metadata.tables["_LabelToTask"]),
            "mixed": lambda: sa.select(m.User.id).where(m.User.id.in_(sa.select(task.c.assignee_id))),
            "update": lambda: sa.update(task).values(title="x"),
            "alias": lambda: sa.select(m.User.id, task.alias().c.title),
        }[shape]()
        result = await face.execute(statement)
        return result.all() if result.returns_rows else None

    return run


READS = (entities, columns, aggregates, joins, eager, lazy, get, subqueries, comparisons)
RAW = (raw,)
