"""What stands in the place of each operation of Prisma Client Python; the guide shows each at length.

`{Model}` stands for the mapped class, `session` for an (async) session of SQLAlchemy.
"""

from __future__ import annotations

from types import MappingProxyType


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OPERATIONS = MappingProxyType(
    {
        "find_unique": "await session.get({Model}, key), or session.scalar(select({Model}).where(…))",
        "find_unique_or_raise": "await session.get_one({Model}, key), or session.scalars(…).one()",
        "find_first": "await session.scalar(select({Model}).where(…).order_by(…).limit(1))",
        "find_first_or_raise": "(await session.scalars(select({Model}).where(…).order_by(…).limit(1))).one()",
        "find_many": "(await session.scalars(select({Model}).where(…))).all()",
        "create": "session.add({Model}(…)); await session.flush()",
        "create_many": "session.add_all([{Model}(…), …]); await session.flush()",
        "update": "set attributes of await session.get({Model}, key); await session.flush()",
        "update_many": "await session.execute(update({Model}).where(…).values(…))",
        "upsert": "await session.scalar(insert({Model}).values(…).on_conflict_do_update(…).returning({Model}))",
        "delete": "await session.delete(await session.get({Model}, key))",
        "delete_many": "await session.execute(delete({Model}).where(…))",
        "count": "await session.scalar(select(func.count()).select_from({Model}).where(…))",
        "group_by": "await session.execute(select(…, func.count()).group_by(…))",
        "query_raw": "await session.execute(text(…), {{…}})",
        "query_first": "(await session.execute(text(…), {{…}})).mappings().first()",
    }
)
"""Operations on a model."""

CLIENT = MappingProxyType(
    {
        "query_raw": "await session.execute(text(…), {{…}})",
        "query_first": "(await session.execute(text(…), {{…}})).mappings().first()",
        "execute_raw": "(await session.execute(text(…), {{…}})).rowcount",
        "tx": "async with sessions.begin() as session",
        "batch_": "async with sessions.begin() as session",
        "connect": "create_async_engine(…), async_sessionmaker(engine)",
        "disconnect": "await engine.dispose()",
        "get_metrics": "engine.pool.status()",
        "is_connected": "nothing: the engine connects when it is needed",
        "is_registered": "nothing: sessions are passed along",
    }
)
"""Members of the client itself."""

IMPORTS = MappingProxyType(
    {
        "Prisma": "create_async_engine(…), async_sessionmaker(engine)",
        "Client": "create_async_engine(…), async_sessionmaker(engine)",
        "register": "nothing: sessions are passed along",
        "get_client": "nothing: sessions are passed along",
        "Json": "plain Python values",
        "Base64": "bytes",
        "models": "the generated classes; for responses `generate --pydantic`",
        "partials": "`generate --pydantic`, or classes of your own",
        "enums": "the generated enums",
        "types": "nothing: conditions and values are expressions and keyword arguments",
        "errors": "sqlalchemy.exc (IntegrityError, NoResultFound, …)",
        "bases": "the generated classes",
        "fields": "plain Python values",
        "validator": "Pydantic's own validation of `generate --pydantic`",
    }
)
"""What is imported from the package `prisma`."""

UNMISTAKABLE = frozenset(
    [
        "find_unique",
        "find_unique_or_raise",
        "find_first",
        "find_first_or_raise",
        "find_many",
        "create_many",
        "update_many",
        "delete_many",
        "upsert",
        "group_by",
    ]
)
"""Operations that say by their name alone, behind a model's, that it is Prisma's client."""
