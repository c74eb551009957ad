"""Prisma Client and the generated models on one database: what one writes, the other reads, value by value."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from tests.clients.sides import Client, ClientError, Models, build, client, schema
from tests.clients.values import DEFAULTS, LISTS, SCALARS, UTC, Value
from tests.generate import live
from tests.generate.generated import running
from tests.generate.servers import postgresql

from prismalchemy.generate import Options, render_module

TABLES = {"Scalars": SCALARS, "Optionals": SCALARS, "Lists": LISTS}


@pytest.fixture(scope="module", params=["psycopg", "asyncpg"])
def sides(request: pytest.FixtureRequest, database: tuple[Client, Any, str]) -> tuple[Client, Models]:
    found, module, folder = database
    return found, Models(module, request.param, folder, "clients")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Any, str]]:
    """Prisma Client and the models; the database is made of the models."""
    bundle = build(tmp_path_factory.mktemp("clients"), schema())
    text = render_module(live.read([("schema.prisma", schema())]), Options(naming="verbatim"))
    with postgresql() as server, running(text) as module:
        made = server.fresh("clients")
        module.Base.metadata.create_all(made.engine)
        with client(bundle, made.url) as asked:
            yield asked, module, server.folder


def given(models: Models, cls: Any, values: Mapping[str, Value]) -> dict[str, Any]:
    """What a class's constructor takes: enums by their members."""
    return {name: _member(models, value) for name, value in values.items()}


def _member(models: Models, value: Value) -> Any:
    if not value.type.startswith("Colour"):
        return value.python
    if isinstance(value.python, list):
        return [models.Colour[name] for name in value.python]
    return models.Colour[value.python]


def same(found: Any, wanted: Any) -> bool:
    """Whether values are equal, and of one type; drivers may have classes that derive from it."""
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(same(one, other) for one, other in zip(found, wanted, strict=True))
    typed = isinstance(found, type(wanted)) and isinstance(found, bool) is isinstance(wanted, bool)
    return bool(typed and found == wanted)


def unlike(row: Any, values: Mapping[str, Value]) -> dict[str, tuple[Any, Any]]:
    """The columns of a mapped row that do not hold what they should."""
    found = {name: value.read(getattr(row, name)) for name, value in values.items()}
    return {name: (found[name], value.python) for name, value in values.items() if not same(found[name], value.python)}


@pytest.mark.parametrize("table", TABLES)
def test_models_read_what_the_client_wrote(sides: tuple[Client, Models], table: str) -> None:
    ask, models = sides
    values = TABLES[table]
    written = ask(table.lower(), "create", data={name: value.client for name, value in values.items()})
    row = models.run(lambda session: session.get_one(getattr(models, table), written["id"]))
    assert unlike(row, values) == {}


@pytest.mark.parametrize("table", TABLES)
def test_the_client_reads_what_models_wrote(sides: tuple[Client, Models], table: str) -> None:
    ask, models = sides
    values = TABLES[table]
    cls = getattr(models, table)
    key = models.run(lambda session: added(session, cls(**given(models, cls, values))).id)
    found = ask(table.lower(), "findUniqueOrThrow", where={"id": key})
    assert {name: found[name] for name in values} == {name: value.client for name, value in values.items()}


def added(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    session.refresh(row)
    return row


def test_nothing_is_none_on_both_sides(sides: tuple[Client, Models]) -> None:
    ask, models = sides
    written = ask("optionals", "create", data={})
    row = models.run(lambda session: session.get_one(models.Optionals, written["id"]))
    assert {getattr(row, name) for name in SCALARS} == {None}
    key = models.run(lambda session: added(session, models.Optionals(**dict.fromkeys(SCALARS))).id)
    found = ask("optionals", "findFirst", where={"id": key, "json": {"equals": {"$null": "DbNull"}}})
    assert {found[name] for name in SCALARS} == {None}


def test_models_filter_by_every_value(sides: tuple[Client, Models]) -> None:
    _, models = sides
    cls = models.Scalars
    values = given(models, cls, SCALARS)
    key = models.run(lambda session: added(session, cls(**values)).id)
    # PostgreSQL has no equality of JSON, and SQLAlchemy compares a Json that is a string as text.
    compared = {name: value for name, value in values.items() if name not in ("plainJson", "jsonString")}

    def found(session: Session) -> set[str]:
        return {
            name
            for name, value in compared.items()
            if key in session.scalars(sa.select(cls.id).where(getattr(cls, name) == value)).all()
        }

    assert models.run(found) == set(compared)


def test_defaults(sides: tuple[Client, Models]) -> None:
    ask, models = sides
    written = ask("defaults", "create", data={})
    assert {name: written[name] for name in DEFAULTS} == {name: value.client for name, value in DEFAULTS.items()}
    row = models.run(lambda session: session.get_one(models.Defaults, written["id"]))
    assert unlike(row, DEFAULTS) == {}
    mine = models.run(lambda session: added(session, models.Defaults()))
    assert unlike(mine, DEFAULTS) == {}
    found = ask("defaults", "findUniqueOrThrow", where={"id": mine.id})
    assert {name: found[name] for name in DEFAULTS} == {name: value.client for name, value in DEFAULTS.items()}


SHAPES = {
    "cuid": r"c[0-9a-z]{24}",
    "cuid2": r"[a-z][0-9a-z]{23}",
    "uuid4": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "uuid7": r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "native4": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "native7": r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "ulid": r"[0-7][0-9A-HJKMNP-TV-Z]{25}",
    "nanoid": r"[\w-]{21}",
    "nanoid10": r"[\w-]{10}",
}
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TIMES: dict[str, Callable[[str], int]] = {
    "cuid": lambda text: int(text[1:9], 36),
    "uuid7": lambda text: uuid.UUID(text).int >> 80,
    "native7": lambda text: uuid.UUID(text).int >> 80,
    "ulid": lambda text: sum(_CROCKFORD.index(digit) << 5 * (9 - place) for place, digit in enumerate(text[:10])),
}
"""The milliseconds since 1970 that an id begins with."""


def test_ids_have_one_shape(sides: tuple[Client, Models]) -> None:
    """Both sides' ids fit one pattern, and those that begin with the time begin with the same time."""
    ask, models = sides
    theirs = ask("ids", "create", data={})
    mine = models.run(lambda session: added(session, models.Ids()))
    ours = {name: str(getattr(mine, name)) for name in SHAPES}
    for name, shape in SHAPES.items():
        assert re.fullmatch(shape, theirs[name], re.ASCII), (name, theirs[name])
        assert re.fullmatch(shape, ours[name], re.ASCII), (name, ours[name])
    for name, milliseconds in TIMES.items():
        assert abs(milliseconds(theirs[name]) - milliseconds(ours[name])) < 60_000, name
    # Ids of this side do not sort before those that the other made earlier.
    assert all(milliseconds(theirs[name]) <= milliseconds(ours[name]) for name, milliseconds in TIMES.items())
    read = models.run(lambda session: session.get_one(models.Ids, theirs["id"]))
    assert {name: str(getattr(read, name)) for name in SHAPES} == {name: theirs[name] for name in SHAPES}
    assert {name: ask("ids", "findUnique", where={"id": mine.id})[name] for name in SHAPES} == ours


def moment(value: dict[str, str]) -> datetime:
    return datetime.fromisoformat(value["$date"].replace("Z", "+00:00"))


def test_updated_at(sides: tuple[Client, Models]) -> None:
    ask, models = sides
    before = ask("ids", "create", data={})
    for column in ("createdAt", "createdTz", "updatedAt", "updatedTz"):
        assert abs(moment(before[column]) - datetime.now(timezone.utc)) < timedelta(minutes=1), column

    def change(session: Session) -> Any:
        row = session.get_one(models.Ids, before["id"])
        row.changes += 1
        session.flush()
        return row

    mine = models.run(change)
    # What the object held before it was read again is what the database took, to the millisecond.
    after = ask("ids", "findUnique", where={"id": before["id"]})
    assert moment(after["updatedAt"]) > moment(before["updatedAt"])
    assert moment(after["updatedAt"]) == mine.updatedAt.replace(tzinfo=UTC)
    assert moment(after["updatedTz"]) == mine.updatedTz
    assert after["createdAt"] == before["createdAt"]
    again = ask("ids", "update", where={"id": before["id"]}, data={"changes": 5})
    assert moment(again["updatedAt"]) > moment(after["updatedAt"])
    row = models.run(lambda session: session.get_one(models.Ids, before["id"]))
    assert row.updatedAt.replace(tzinfo=UTC) == moment(again["updatedAt"])
    assert row.updatedTz == moment(again["updatedTz"])


@pytest.fixture
def people(sides: tuple[Client, Models]) -> Iterator[None]:
    """Each test of relations begins with empty tables."""
    yield
    ask, _ = sides
    for model in ("member", "team", "profile", "post", "tag", "user"):
        ask(model, "deleteMany")


FAMILY = {
    "email": "a",
    "boss": {"create": {"email": "boss"}},
    "friends": {"create": [{"email": "friend"}]},
    "profile": {"create": {"bio": "x"}},
    "written": {"create": [{"title": "t", "tags": {"create": [{"name": "one"}, {"name": "two"}]}}]},
    "reviewed": {"create": [{"title": "r", "author": {"create": {"email": "other"}}}]},
    "members": {"create": [{"role": "GREEN", "team": {"create": {"org": "o", "name": "n"}}}]},
}


def family(user: Any) -> dict[str, Any]:
    """What hangs together with a user, through every relation and back."""
    return {
        "boss": user.boss.email,
        "reports of the boss": [one.email for one in user.boss.reports],
        "friends": [one.email for one in user.friends],
        "friends of the friend": [one.email for one in user.friends[0].friendOf],
        "profile": (user.profile.bio, user.profile.user.email),
        "written": [(post.title, post.author.email, post.reviewer) for post in user.written],
        "reviewed": [(post.title, post.author.email, post.reviewer.email) for post in user.reviewed],
        "tags": sorted((tag.name, tag.posts[0].title) for tag in user.written[0].tags),
        "teams": [
            (member.team.org, member.team.name, member.role.name, member.team.members[0].user.email)
            for member in user.members
        ],
    }


RELATED = {
    "boss": "boss",
    "reports of the boss": ["a"],
    "friends": ["friend"],
    "friends of the friend": ["a"],
    "profile": ("x", "a"),
    "written": [("t", "a", None)],
    "reviewed": [("r", "other", "a")],
    "tags": [("one", "t"), ("two", "t")],
    "teams": [("o", "n", "GREEN", "a")],
}


def test_models_read_relations_of_the_client(sides: tuple[Client, Models], people: None) -> None:
    ask, models = sides
    key = ask("user", "create", data=FAMILY)["id"]
    assert models.run(lambda session: family(session.get_one(models.User, key))) == RELATED


def test_the_client_reads_relations_of_models(sides: tuple[Client, Models], people: None) -> None:
    ask, models = sides

    def write(session: Session) -> None:
        m = models
        user = m.User(email="a", boss=m.User(email="boss"), friends=[m.User(email="friend")])
        user.profile = m.Profile(bio="x")
        user.written = [m.Post(title="t", tags=[m.Tag(name="one"), m.Tag(name="two")])]
        user.reviewed = [m.Post(title="r", author=m.User(email="other"))]
        user.members = [m.Member(role=m.Colour.GREEN, team=m.Team(org="o", name="n"))]
        session.add(user)

    models.run(write)
    email = {"select": {"email": True}}
    found = ask(
        "user",
        "findUnique",
        where={"email": "a"},
        select={
            "boss": {"select": {"email": True, "reports": email}},
            "friends": {"select": {"email": True, "friendOf": email}},
            "profile": {"select": {"bio": True, "user": email}},
            "written": {
                "select": {
                    "title": True,
                    "author": email,
                    "reviewer": email,
                    "tags": {
                        "select": {"name": True, "posts": {"select": {"title": True}}},
                        "orderBy": {"name": "asc"},
                    },
                }
            },
            "reviewed": {"select": {"title": True, "author": email, "reviewer": email}},
            "members": {"select": {"role": True, "team": {"select": {"org": True, "name": True}}}},
        },
    )
    posts = [{"title": "t"}]
    assert found == {
        "boss": {"email": "boss", "reports": [{"email": "a"}]},
        "friends": [{"email": "friend", "friendOf": [{"email": "a"}]}],
        "profile": {"bio": "x", "user": {"email": "a"}},
        "written": [
            {
                "title": "t",
                "author": {"email": "a"},
                "reviewer": None,
                "tags": [{"name": "one", "posts": posts}, {"name": "two", "posts": posts}],
            }
        ],
        "reviewed": [{"title": "r", "author": {"email": "other"}, "reviewer": {"email": "a"}}],
        "members": [{"role": "GREEN", "team": {"org": "o", "name": "n"}}],
    }


def violations(models: Models) -> dict[str, tuple[str, tuple[Any, ...], dict[str, Any], Callable[[Session], Any]]]:
    """By what is violated: Prisma's code, Prisma's call, and the same through the models."""
    m = models
    post = {"title": "t", "author": {"connect": {"email": "a"}}}
    return {
        "unique": (
            "P2002",
            ("user", "create"),
            {"data": {"email": "a"}},
            lambda session: session.add(m.User(email="a")),
        ),
        "compound unique": (
            "P2002",
            ("post", "create"),
            {"data": post},
            lambda session: session.add(m.Post(title="t", authorId=m.a)),
        ),
        "foreign key": (
            "P2003",
            ("post", "create"),
            {"data": {"title": "x", "authorId": "nobody"}},
            lambda session: session.add(m.Post(title="x", authorId="nobody")),
        ),
        "composite foreign key": (
            "P2003",
            ("member", "create"),
            {"data": {"userId": m.a, "org": "?", "name": "?"}},
            lambda session: session.add(m.Member(userId=m.a, org="?", name="?")),
        ),
        "required": (
            "PrismaClientValidationError",
            ("profile", "create"),
            {"data": {"userId": m.a, "bio": None}},
            lambda session: session.add(m.Profile(userId=m.a, bio=None)),
        ),
        "restricted": (
            "P2003",
            ("user", "delete"),
            {"where": {"email": "a"}},
            lambda session: session.execute(sa.delete(m.User).where(m.User.email == "a")),
        ),
        "too long": (
            "P2000",
            ("post", "create"),
            {"data": post | {"title": "x" * 21}},
            lambda session: session.add(m.Post(title="x" * 21, authorId=m.a)),
        ),
    }


@pytest.mark.parametrize("name", violations(type("", (), {"a": "", "User": None})()))  # type: ignore[arg-type]
def test_violations_are_raised_on_both_sides(sides: tuple[Client, Models], people: None, name: str) -> None:
    ask, models = sides
    models.a = ask("user", "create", data={"email": "a", "written": {"create": [{"title": "t"}]}})["id"]
    code, call, arguments, action = violations(models)[name]
    with pytest.raises(ClientError) as refused:
        ask(*call, **arguments)
    assert refused.value.args[0] == code
    with pytest.raises(sa.exc.DataError if name == "too long" and models.driver == "psycopg" else sa.exc.DBAPIError):
        models.run(action)


def test_the_database_decides_about_children(sides: tuple[Client, Models], people: None) -> None:
    """Deleting through the models does what deleting through Prisma Client does."""
    ask, models = sides
    left = []
    for delete in ("client", "models"):
        for model in ("member", "team", "profile", "post", "tag", "user"):
            ask(model, "deleteMany")
        ask("user", "create", data=FAMILY)
        ask("post", "deleteMany", where={"title": "t"})
        if delete == "client":
            ask("user", "delete", where={"email": "a"})
        else:
            models.run(lambda s: s.delete(s.scalars(sa.select(models.User).where(models.User.email == "a")).one()))
        tables = ("user", "profile", "member", "team", "tag")
        posts = ask("post", "findMany", select={"title": True, "reviewerId": True})
        left.append((posts, [ask(table, "count") for table in tables]))
    assert left[0] == left[1]
    assert left[0] == ([{"title": "r", "reviewerId": None}], [3, 0, 0, 1, 2])


def test_members_are_not_labels(sides: tuple[Client, Models]) -> None:
    """The enum's members have other names than its labels, so that a mix-up of the two would have been seen."""
    _, models = sides
    found = {member.name: member.value for member in models.Colour}
    assert found == {"RED": "RED", "GREEN": "light green", "DARK_BLUE": "dark, blue"}
