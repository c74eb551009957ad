"""Writing operations of SQLAlchemy, drawn at random. Each is a coroutine function of a `Face` and the models."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import make_transient_to_detached
from tests.tenancy.draw import Draw
from tests.tenancy.faces import Face, Operation

ORG = "organization_id"


def _owner(face: Face, given: str | None) -> dict[str, Any]:
    """The tenant of a row: what the operation says, else what a program without the guard has to write."""
    return face.stamp if given is None else {ORG: given}


def _given(draw: Draw) -> str | None:
    return draw.key("organization") if draw.chance(0.3) else None


def add_objects(draw: Draw) -> Operation:
    """Objects with raw keys, with objects, with whole graphs."""
    shape = draw.one("task", "label", "comment", "attachment", "graph", "following", "line", "links", "organization")
    owner, fresh, other = _given(draw), draw.fresh("task"), draw.fresh("comment")
    project, user, task, comment, label = (draw.key(k) for k in ("project", "user", "task", "comment", "label"))
    parent = draw.one(None, draw.key("task"))
    text, invoice = draw.text(), draw.one("invoice-1", "invoice-2")
    number, new_label, new_tenant = draw.fresh("attachment"), draw.fresh("label"), draw.one("c-org", "b-org")
    draw.foreign = draw.foreign or shape == "organization"

    async def run(face: Face, m: Any) -> Any:
        own = _owner(face, owner)
        if shape == "task":
            made = [m.Task(id=fresh, title=text, project_id=project, assignee_id=user, parent_id=parent, **own)]
        elif shape == "label":
            made = [m.Label(id=new_label, name=text, **own)]
        elif shape == "comment":
            made = [m.Comment(id=other, task_id=task, author_id=user, body=text)]
        elif shape == "attachment":
            made = [m.Attachment(id=number, comment_id=comment, name=text)]
        elif shape == "following":
            made = [m.Following(task_id=task, user_id=user, note=text, **own)]
        elif shape == "line":
            made = [m.InvoiceLine(id=other, invoice_id=invoice, text=text, **own)]
        elif shape == "organization":
            made = [m.Organization(id=new_tenant, name=text)]
        elif shape == "links":
            made = [m.Task(id=fresh, title=text, project=await face.get(m.Project, project), **own)]
            made[0].labels.extend(one for one in [await face.get(m.Label, label)] if one is not None)
        else:
            holder = m.Project(id=number, name=text, **own)
            first = m.Task(id=fresh, title=text, project=holder, **own)
            first.comments.append(m.Comment(id=other, author_id=user, body=text))
            first.labels.append(m.Label(id=new_label, name=text, **own))
            made = [holder]
        face.add_all(made)
        await face.flush()
        for item in made:
            await face.refresh(item)
        return made

    return run


def change_objects(draw: Draw) -> Operation:
    """Attributes, references, relationships, moves to another tenant, deletes."""
    shape = draw.one(
        "text", "project", "assignee", "relationship", "collection", "link", "unlink", "move", "delete", "comment",
        "clear", "key", "organization",
    )  # fmt: skip
    key, project, user, label = (draw.key(kind) for kind in ("task", "project", "user", "label"))
    comment, task, text = draw.key("comment"), draw.key("task"), draw.text()
    organization = draw.key("organization")
    draw.foreign = draw.foreign or shape == "move"

    async def run(face: Face, m: Any) -> Any:
        if shape == "comment":
            found = await face.get(m.Comment, comment)
            if found is None:
                return None
            found.task_id, found.body = task, text
        elif shape == "organization":
            found = await face.get(m.Organization, organization)
            if found is None:
                return None
            found.name = text
        else:
            found = await face.get(m.Task, key)
            if found is None:
                return None
            await face.sync(lambda session: _change(session, m, found))
        await face.flush()
        if shape == "delete":
            return None
        await face.refresh(found)
        return found

    def _change(session: Any, m: Any, found: Any) -> None:
        if shape == "text":
            found.title, found.points = text, 5
        elif shape == "project":
            found.project_id = project
        elif shape == "assignee":
            found.assignee_id = user
        elif shape == "relationship":
            found.project = session.get(m.Project, project) or found.project
        elif shape == "collection":
            target = session.get(m.User, user)
            if target is not None:
                target.tasks.append(found)
        elif shape == "link":
            target = session.get(m.Label, label)
            if target is not None and target not in found.labels:
                found.labels.append(target)
        elif shape == "unlink":
            found.labels.clear()
        elif shape == "clear":
            found.assignee = None
        elif shape == "move":
            found.organization_id = "b-org"
        elif shape == "key":
            found.parent_id = task
        else:
            for one in list(found.subtasks):
                one.parent = None
            for one in [*found.comments, *found.followings]:
                session.delete(one)
            session.delete(found)

    return run


def detached(draw: Draw) -> Operation:
    """Objects that were not loaded: made up with another's key, merged, deleted without being read."""
    shape = draw.one("attach", "merge", "unloaded", "delete", "link", "assign")
    name = draw.one("Label", "Project")
    key = draw.key(name.lower())
    foreign, task, text = draw.foreign, draw.own("task"), draw.text()

    async def run(face: Face, m: Any) -> Any:
        made = getattr(m, name)(id=key, name=text, organization_id="a-org")
        if shape == "merge":
            await face.merge(made)
            await face.flush()
            return None
        make_transient_to_detached(made)
        if shape == "unloaded":
            found = await face.merge(made, load=False)
            found.name = text + "!"
        elif shape in ("link", "assign"):
            held = await face.get(m.Task, task)
            if shape == "assign" or name == "Project":
                await face.sync(lambda _: setattr(held, "project", made if name == "Project" else held.project))
            else:
                await face.sync(lambda _: held.labels.append(made) if key not in {x.id for x in held.labels} else None)
        else:
            face.add(made)
            if shape == "delete":
                if not foreign:
                    return None
                await face.delete(made)
            else:
                made.name = text + "!"
        await face.flush()
        return None

    return run


def update(draw: Draw) -> Operation:
    """UPDATE by the ORM: conditions, references, another class in FROM, synchronisation."""
    shape = draw.one(
        "text", "key", "project", "subquery", "from", "move", "comment", "attachment", "exists", "expression"
    )
    key, project, text = draw.key("task"), draw.key("project"), draw.text()
    sync = draw.one("auto", "evaluate", "fetch", False)
    returning, loaded = draw.chance(0.3), draw.chance(0.2)
    draw.foreign = draw.foreign or shape == "move"

    async def run(face: Face, m: Any) -> Any:
        task = m.Task
        entity = {"comment": m.Comment, "attachment": m.Attachment}.get(shape, task)
        if loaded and sync == "evaluate":
            await face.scalars(sa.select(entity))
        statement = sa.update(entity)
        if shape == "text":
            statement = statement.values(title=text)
        elif shape == "key":
            statement = statement.where(task.id == key).values({task.title: text, task.points: task.points + 1})
        elif shape == "project":
            statement = statement.where(task.id == key).values(project_id=project)
        elif shape == "subquery":
            named = sa.select(m.Project.id).where(m.Project.id == project).scalar_subquery()
            statement = statement.where(task.title.like("%1%")).values(
                project_id=sa.func.coalesce(named, task.project_id)
            )
        elif shape == "from":
            statement = statement.where(m.Project.id == task.project_id, m.Project.budget > 0).values(
                title=m.Project.name
            )
        elif shape == "move":
            statement = statement.values(organization_id="b-org")
        elif shape == "comment":
            statement = statement.values(body=text)
        elif shape == "attachment":
            statement = statement.where(m.Attachment.id < 9_000_000).values(name=text)
        elif shape == "exists":
            statement = statement.where(task.comments.any(m.Comment.body.like("%1%"))).values(title=text)
        else:
            statement = statement.values(points=sa.select(sa.func.max(m.Project.budget)).scalar_subquery())
        complex_ = shape in ("from", "subquery", "exists", "expression") and sync == "evaluate"
        statement = statement.execution_options(synchronize_session="auto" if complex_ else sync)
        if returning:
            result = await face.scalars(statement.returning(entity.id))
            return result.all()
        return (await face.execute(statement)).rowcount

    return run


def delete(draw: Draw) -> Operation:
    """DELETE by the ORM, alone and with another class in USING."""
    shape = draw.one("attachment", "comment", "following", "line", "using", "key", "labels")
    key = draw.key("comment")
    sync = draw.one("auto", "fetch", False)

    async def run(face: Face, m: Any) -> Any:
        if shape == "using":
            statement = sa.delete(m.Following).where(m.Following.task_id == m.Task.id, m.Task.title.like("%1%"))
        elif shape == "key":
            statement = sa.delete(m.Comment).where(m.Comment.id == key)
        elif shape == "labels":
            statement = sa.delete(m.Label).where(~m.Label.tasks.any())
        else:
            names = {"attachment": m.Attachment, "comment": m.Comment, "following": m.Following, "line": m.InvoiceLine}
            statement = sa.delete(names[shape])
        return (await face.execute(statement.execution_options(synchronize_session=sync))).rowcount

    return run


def bulk(draw: Draw) -> Operation:
    """Many rows at once: INSERT with lists, UPDATE by primary key, the legacy bulk methods."""
    shape = draw.one(
        "insert", "values", "returning", "update", "mappings", "updates", "save", "comments", "tree", "resave"
    )
    owner = _given(draw)
    keys = [draw.fresh("task") for _ in range(3)]
    existing = [draw.key("task") for _ in range(2)] if shape in ("update", "updates", "resave") else []
    project, user, target, text = draw.key("project"), draw.key("user"), draw.key("task"), draw.text()
    change = draw.one({}, {"project_id": draw.key("project")})

    async def run(face: Face, m: Any) -> Any:
        own = _owner(face, owner)
        rows = [{"id": key, "title": text, "project_id": project, "assignee_id": user, **own} for key in keys]
        if shape == "insert":
            return (await face.execute(sa.insert(m.Task), rows)) and None
        if shape == "tree":
            rows[1]["parent_id"], rows[2]["parent_id"], rows[0]["parent_id"] = keys[0], keys[1], None
            return (await face.execute(sa.insert(m.Task), rows)) and None
        if shape == "values":
            return (await face.execute(sa.insert(m.Task).values(rows).returning(m.Task.title))).all()
        if shape == "returning":
            return (await face.scalars(sa.insert(m.Task).returning(m.Task), rows)).all()
        if shape == "comments":
            made = [{"id": f"n{key}", "task_id": target, "author_id": user, "body": text} for key in keys]
            return (await face.execute(sa.insert(m.Comment), made)) and None
        changes = [{"id": key, "title": text, **change} for key in dict.fromkeys(existing)]
        if shape == "update":
            return (await face.execute(sa.update(m.Task), changes)) and None
        if shape == "mappings":
            return await face.sync(lambda session: session.bulk_insert_mappings(m.Task, rows))
        if shape == "updates":
            return await face.sync(lambda session: session.bulk_update_mappings(m.Task, changes))
        if shape == "resave":
            held = [one for one in [await face.get(m.Task, key) for key in existing] if one is not None]
            for one in held:
                one.title = text
            return await face.sync(lambda session: session.bulk_save_objects(held))
        return await face.sync(lambda session: session.bulk_save_objects([m.Task(**row) for row in rows]))

    return run


def insert(draw: Draw) -> Operation:
    """INSERT of one row, of what a SELECT gives, and upserts."""
    shape = draw.one(
        "values", "parameters", "select", "select_owner", "literal", "upsert", "nothing", "composite", "excluded"
    )
    owner, text, fresh = _given(draw), draw.text(), draw.fresh("label")
    key, project, new_task = draw.key("label"), draw.key("project"), draw.fresh("task")

    async def run(face: Face, m: Any) -> Any:
        own = _owner(face, owner)
        label, task = m.Label, m.Task
        if shape == "values":
            statement = sa.insert(task).values(id=new_task, title=text, project_id=project, **own).returning(task.title)
            return (await face.execute(statement)).all()
        if shape == "parameters":
            return (await face.execute(sa.insert(label), {"id": fresh, "name": text, **own})) and None
        if shape in ("select", "select_owner", "literal"):
            names = ["id", "title", "project_id"]
            key_made = sa.cast(sa.func.replace(sa.cast(task.id, sa.Text), "aaaaaaaa", "cccccccc"), sa.Uuid)
            chosen = [key_made, task.title + "!", task.project_id]
            if shape == "literal":
                chosen[2] = sa.literal(project)
            if shape == "select_owner" or face.stamp:
                names, chosen = [*names, ORG], [*chosen, sa.literal(own.get(ORG, "a-org"))]
            rows = sa.select(*chosen).where(task.title.like("%1%"))
            return (await face.execute(sa.insert(task).from_select(names, rows).returning(task.title))).all()
        row = {"id": key if shape != "composite" else fresh, "name": "label 1" if shape == "composite" else text, **own}
        statement = upsert(label).values(**row)
        if shape == "nothing":
            statement = statement.on_conflict_do_nothing()
        elif shape == "composite":
            statement = statement.on_conflict_do_update(index_elements=[ORG, "name"], set_={"name": text})
        elif shape == "excluded":
            statement = statement.on_conflict_do_update(index_elements=["id"], set_={"name": statement.excluded.name})
        else:
            statement = statement.on_conflict_do_update(index_elements=["id"], set_={"name": text + "!"})
        return (await face.execute(statement.returning(label.name))).all()

    return run


WRITES = (add_objects, change_objects, detached, update, delete, bulk, insert)
COLLIDING = (insert, detached)
"""Their result may differ where a key is taken by another tenant, which is no secret."""
