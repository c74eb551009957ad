"""Deploys the history that Prisma owns: DATABASE_URL says where."""

import os

from alembic import context
from sqlalchemy import create_engine, pool

from alembic_prisma import locked, options

url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1)

if context.is_offline_mode():
    context.configure(
        url=url, literal_binds=True, dialect_opts={"paramstyle": "named"}, **options
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    with (
        create_engine(url, poolclass=pool.NullPool).connect() as connection,
        locked(connection),
    ):
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
