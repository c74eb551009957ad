"""In a process of its own: how long models take to start and to answer.

    python speed_child.py FOLDER MODULE URL

Prints JSON: seconds of the processor for importing SQLAlchemy and the driver, for the models (classes, reflection,
mappers), and for the first query; the medians of three queries, in microseconds of the clock and of the processor.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

ROUNDS = 300


def main() -> None:
    """Measure and print."""
    folder, module, url = sys.argv[1:]
    sys.path.insert(0, folder)
    warnings.simplefilter("ignore")
    started = time.process_time(), time.perf_counter()
    import psycopg  # noqa: F401 - the driver is no part of the models
    import sqlalchemy as sa
    from sqlalchemy.orm import Session, configure_mappers, selectinload

    imported = time.process_time(), time.perf_counter()
    models = importlib.import_module(module)
    configure_mappers()
    ready = time.process_time(), time.perf_counter()
    classes = {mapper.local_table.name: mapper.class_ for mapper in models.Base.registry.mappers}
    user, task = classes["users"], classes["tasks"]
    # The relation from tasks to projects, whatever the candidate calls it.
    relation = next(
        one for one in task.__mapper__.relationships if {column.name for column in one.local_columns} == {"project_id"}
    )
    attribute = getattr(task, relation.key)
    engine = sa.create_engine(url)
    by_key = sa.select(user).where(user.__table__.c.id == "user1")
    some = sa.select(task).where(task.__table__.c.number > 10).order_by(task.__table__.c.id).limit(50)
    loaded = some.options(selectinload(attribute))

    def one(session: Any) -> None:
        assert session.scalars(by_key).one() is not None

    def fifty(session: Any) -> None:
        assert len(session.scalars(some).all()) == 50

    def with_relation(session: Any) -> None:
        assert len({getattr(row, relation.key) for row in session.scalars(loaded)}) > 1

    def timed(query: Callable[[Any], None]) -> tuple[float, float]:
        with Session(engine) as session:
            clock, processor = time.perf_counter(), time.process_time()
            query(session)
            return time.perf_counter() - clock, time.process_time() - processor

    before = time.process_time(), time.perf_counter()
    timed(one)
    first = time.process_time() - before[0], time.perf_counter() - before[1]
    result: dict[str, Any] = {
        "library": [imported[0] - started[0], imported[1] - started[1]],
        "models": [ready[0] - imported[0], ready[1] - imported[1]],
        "first query": list(first),
    }
    for query in (one, fifty, with_relation):
        for _ in range(20):
            timed(query)
        times = [timed(query) for _ in range(ROUNDS)]
        result[query.__name__] = [statistics.median(one[figure] for one in times) * 1e6 for figure in (0, 1)]
    print(json.dumps(result))


if __name__ == "__main__":
    main()
