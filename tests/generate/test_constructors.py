"""Objects of all styles at work on SQLite: what a constructor has to be given, and what the others make."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session
from tests.generate.generated import read_text, running
from tests.generate.outputs import DECLARATIONS
from tests.generate.test_orm import SCHEMA, SQLITE

from prismalchemy.generate import Declaration, Options, render_module

FURTHER = """
model Note {
  id      Int      @id @default(autoincrement())
  data    Json     @default("{}")
  count   Int      @default(3)
  made    DateTime @default(now())
  text    String?
  parent  Note?    @relation("tree", fields: [parentId], references: [id])
  parentId Int?
  replies Note[]   @relation("tree")
  owner   Owner    @relation(fields: [a, b], references: [a, b])
  a       Int
  b       Int
}

model Owner {
  a     Int
  b     Int
  notes Note[]

  @@id([a, b])
}
"""
styles = pytest.mark.parametrize("style", DECLARATIONS)


@contextmanager
def database(style: Declaration, **options: Any) -> Iterator[tuple[Any, Session]]:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    text = render_module(read_text(SQLITE + SCHEMA + FURTHER), Options(declaration=style, **options))
    with running(text) as module:
        module.Base.metadata.create_all(engine)
        with Session(engine) as session:
            yield module, session
    engine.dispose()


@styles
def test_what_the_database_and_the_orm_make_need_not_be_given(style: Declaration) -> None:
    with database(style) as (models, session):
        user = models.User(email="a")
        note = models.Note(a=1, b=2)
        session.add_all([user, models.Owner(a=1, b=2), note])
        session.commit()
        assert user.id.startswith("c")
        assert user.role is models.Role.ADMIN
        assert user.seen is not None
        assert (note.id, note.data, note.count, note.text) == (1, {}, 3, None)
        assert note.made is not None


@styles
def test_it_can_be_given_all_the_same(style: Declaration) -> None:
    with database(style) as (models, session):
        session.add(models.Owner(a=1, b=2))
        user = models.User(id="x", email="a", role=models.Role.USER, data=None)
        note = models.Note(a=1, b=2, data={"x": [1]}, count=7)
        session.add_all([user, note])
        session.commit()
        assert (user.id, user.role) == ("x", models.Role.USER)
        assert (note.data, note.count) == ({"x": [1]}, 7)
        assert session.execute(sa.text('SELECT data FROM "User"')).scalar() is None


@styles
def test_a_row_is_joined_by_key_or_by_object(style: Declaration) -> None:
    with database(style) as (models, session):
        owner, user = models.Owner(a=1, b=2), models.User(email="a")
        session.add_all([owner, user])
        session.commit()
        by_key = models.Post(author_id=user.id)
        by_object = models.Post()
        by_object.author = user
        through_list = models.Post()
        session.add(through_list)
        with session.no_autoflush:
            user.posts.append(through_list)
        reply = models.Note()
        reply.owner = owner
        reply.parent = models.Note(a=1, b=2)
        session.add_all([by_key, by_object, reply])
        session.commit()
        assert {post.id for post in user.posts} == {by_key.id, by_object.id, through_list.id}
        assert all(post.author is user for post in user.posts)
        assert (reply.a, reply.b) == (1, 2)
        assert reply.parent.replies == [reply]


@pytest.mark.parametrize("style", [style for style in DECLARATIONS if style != "sqlmodel"])  # that compares values
def test_objects_are_equal_if_they_are_the_same_row(style: Declaration) -> None:
    with database(style) as (models, session):
        one, other = models.Owner(a=1, b=2), models.Owner(a=1, b=2)
        assert one != other
        assert len({one, other}) == 2
        session.add(one)
        session.commit()
        assert session.get(models.Owner, (1, 2)) is one


def test_the_text_of_a_dataclass_loads_no_relations() -> None:
    with database("dataclass", lazy="raise") as (models, session):
        user = models.User(email="a")
        session.add(user)
        session.commit()
        session.refresh(user)
        assert "email='a'" in repr(user)
        assert "posts" not in repr(user)


@styles
def test_relationships_are_loaded_as_it_was_asked_for(style: Declaration) -> None:
    with database(style, lazy="raise") as (models, session):
        session.add(models.User(email="a"))
        session.commit()
        session.expire_all()
        user = session.scalars(sa.select(models.User)).one()
        with pytest.raises(InvalidRequestError, match="lazy='raise'"):
            _ = user.posts
    with database(style, lazy="selectin") as (models, session):
        session.add(models.User(email="a"))
        session.commit()
        session.expire_all()
        user = session.scalars(sa.select(models.User)).one()
        session.expunge_all()
        assert user.posts == []
