"""Operations of SQLAlchemy's legacy `Query`, drawn at random."""

from __future__ import annotations

import warnings
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload
from tests.tenancy.draw import Draw
from tests.tenancy.faces import Face, Operation
from tests.tenancy.reads import ENTITIES, KEYED, LINKS, TEXTS, filters, reached


def queries(draw: Draw) -> Operation:
    """Query: rows, columns, counts, joins, loads, EXISTS, unions, UPDATE and DELETE."""
    name, attribute, other = draw.one(*LINKS)
    if draw.chance(0.2):
        name = draw.one(*ENTITIES)
        attribute, other = next(((a, o) for n, a, o in LINKS if n == name), (None, None))
    shape = draw.one(
        "all", "count", "column", "join", "eager", "exists", "union", "alias", "get", "first", "update", "delete",
        "distinct", "subquery", "filter_by", "sum", "raw",
    )  # fmt: skip
    where = filters(draw, name)
    key = draw.key(KEYED.get(name, "task"))
    text = draw.text()
    if shape == "raw":
        draw.foreign = True

    def work(session: Any, m: Any) -> Any:
        entity = getattr(m, name)
        column = getattr(entity, TEXTS[name])
        query = session.query(entity).filter(*where(entity))
        if shape == "all":
            return query.all()
        if shape == "raw":
            return session.query(entity).filter(sa.text("1 = 1 OR 1 = 1")).all()
        if shape == "count":
            return query.count()
        if shape == "column":
            return session.query(column, sa.func.length(column)).filter(*where(entity)).all()
        if shape == "join" and attribute is not None:
            far = aliased(getattr(m, other))
            return session.query(column, getattr(far, TEXTS[other])).join(getattr(entity, attribute).of_type(far)).all()
        if shape == "eager" and attribute is not None:
            load = selectinload if len(text) % 2 else joinedload
            return [reached(item, attribute) for item in query.options(load(getattr(entity, attribute))).all()]
        if shape == "exists":
            return session.query(query.exists()).scalar()
        if shape == "union":
            return query.union(session.query(entity)).all()
        if shape == "alias":
            part = aliased(entity)
            return session.query(part).filter(*where(part)).all()
        if shape == "get":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return session.query(m.Task if name not in KEYED else entity).get(key)
        if shape == "first":
            return query.order_by(column, *sa.inspect(entity).primary_key).first()
        if shape == "update":
            return (
                session.query(m.Task)
                .filter(*(where(m.Task) if name == "Task" else ()))
                .update({"title": text}, synchronize_session=False)
            )
        if shape == "delete":
            return session.query(m.Attachment).delete(synchronize_session="fetch")
        if shape == "subquery":
            part = session.query(entity).subquery()
            return session.query(sa.func.count()).select_from(part).scalar()
        if shape == "filter_by":
            return session.query(m.Task).filter_by(status="TODO").all()
        if shape == "sum":
            return session.query(sa.func.sum(m.Task.points), sa.func.max(m.Project.budget)).scalar()
        return query.order_by(column).distinct().all()

    async def run(face: Face, m: Any) -> Any:
        return await face.sync(lambda session: work(session, m))

    return run


LEGACY = (queries,)
