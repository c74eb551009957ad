"""Generated models at work: rows written and read through the ORM on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.generate.generated import read_text, running

from prismalchemy.generate import render_module

SQLITE = 'datasource db {\n  provider = "sqlite"\n}\n'
SCHEMA = """
model User {
  id       String    @id @default(cuid())
  email    String    @unique
  data     Json?
  joined   DateTime  @default(now())
  seen     DateTime  @updatedAt
  role     Role      @default(ADMIN)
  profile  Profile?
  posts    Post[]    @relation("author")
  reviews  Post[]    @relation("reviewer")
  boss     User?     @relation("boss", fields: [bossId], references: [id])
  bossId   String?
  reports  User[]    @relation("boss")
  friends  User[]    @relation("friends")
  friendOf User[]    @relation("friends")
}

model Profile {
  id     Int    @id @default(autoincrement())
  user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId String @unique
}

model Post {
  id         Int    @id @default(autoincrement())
  author     User   @relation("author", fields: [authorId], references: [id], onDelete: Cascade)
  authorId   String
  reviewer   User?  @relation("reviewer", fields: [reviewerId], references: [id], onDelete: SetNull)
  reviewerId String?
  tags       Tag[]
}

model Tag {
  name  String @id
  posts Post[]
}

enum Role {
  ADMIN @map("the admin")
  USER
}
"""


@contextmanager
def database(schema: str) -> Iterator[tuple[Any, Session]]:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    with running(render_module(read_text(SQLITE + schema))) as module:
        module.Base.metadata.create_all(engine)
        with Session(engine) as session:
            yield module, session
    engine.dispose()


def test_values_that_nobody_gives() -> None:
    with database(SCHEMA) as (models, session):
        user = models.User(email="a@example.com")
        session.add(user)
        session.commit()
        assert user.id.startswith("c")
        assert isinstance(user.joined, datetime)
        assert user.role is models.Role.ADMIN
        assert session.execute(sa.text('SELECT role, data FROM "User"')).one() == ("the admin", None)


def test_updated_at_moves() -> None:
    with database(SCHEMA) as (models, session):
        user = models.User(email="a@example.com")
        session.add(user)
        session.commit()
        before = user.seen
        user.email = "b@example.com"
        session.commit()
        assert user.seen > before


def test_relations_lead_both_ways() -> None:
    with database(SCHEMA) as (models, session):
        author, reviewer = models.User(email="author"), models.User(email="reviewer", reports=[])
        author.boss = reviewer
        author.friends.append(reviewer)
        author.profile = models.Profile()
        post = models.Post(author=author, reviewer=reviewer, tags=[models.Tag(name="x")])
        session.add(post)
        session.commit()
        session.expire_all()
        assert author.posts == [post]
        assert author.reviews == []
        assert reviewer.reviews == [post]
        assert reviewer.reports == [author]
        assert reviewer.friend_of == [author]
        assert reviewer.friends == []
        assert author.profile.user is author
        assert post.tags[0].posts == [post]


@pytest.mark.parametrize("loaded", [False, True])
def test_the_database_decides_about_the_children_of_a_deleted_row(*, loaded: bool) -> None:
    with database(SCHEMA) as (models, session):
        author, reviewer = models.User(email="author"), models.User(email="reviewer")
        post = models.Post(author=author, reviewer=reviewer, tags=[models.Tag(name="x")])
        session.add_all([post, models.Profile(user=author)])
        session.commit()
        if loaded:
            assert reviewer.reviews == [post]
            assert author.posts == [post]
            assert author.profile is not None
        session.delete(reviewer)
        session.commit()
        session.expire_all()
        assert post.reviewer is None
        session.delete(author)
        session.commit()
        counts = [session.scalar(sa.select(sa.func.count()).select_from(cls)) for cls in (models.Post, models.Profile)]
        assert counts == [0, 0]


def test_null_and_json_null() -> None:
    with database(SCHEMA) as (models, session):
        session.add_all([models.User(email="none", data=None), models.User(email="map", data={"a": [1]})])
        session.commit()
        stored = session.execute(sa.text('SELECT data FROM "User" ORDER BY email DESC')).scalars().all()
        assert stored == [None, '{"a": [1]}']


def test_views_are_read_but_not_created(tmp_path: Path) -> None:
    schema = SQLITE.replace("datasource", 'generator c {\n  previewFeatures = ["views"]\n}\ndatasource')
    schema += "model Sale {\n  id Int @id\n  day String\n}\nview Daily {\n  day   String\n  count Int\n}\n"
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with running(render_module(read_text(schema))) as models:
        models.Base.metadata.create_all(engine)
        assert sa.inspect(engine).get_table_names() == ["Sale"]
        with Session(engine) as session:
            session.execute(sa.text('CREATE VIEW "Daily" AS SELECT day, count(*) AS count FROM "Sale" GROUP BY day'))
            session.add_all([models.Sale(id=1, day="mon"), models.Sale(id=2, day="mon"), models.Sale(id=3, day="tue")])
            session.flush()
            found = session.scalars(sa.select(models.Daily).order_by(models.Daily.day)).all()
            assert [(row.day, row.count) for row in found] == [("mon", 2), ("tue", 1)]
    engine.dispose()
