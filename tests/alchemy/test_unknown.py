"""What cannot be resolved is unknown, a table is open, a schema is open; never something false."""

from __future__ import annotations

import pytest
from tests.support.models import read_files, read_text

from prismalchemy.schema import UNKNOWN, Schema, Table

HEAD = """\
from sqlalchemy import *
from sqlalchemy.orm import *
import somewhere
from elsewhere import *
from other import Thing, make, Mixin, CONSTANT


class Base(DeclarativeBase):
    pass


"""


ID = "id: Mapped[int] = mapped_column(primary_key=True)"
"""What `ID` stands for in the texts below."""


STAMPED = "def stamped(cls):\n    cls.made = Column(DateTime)\n    return cls\n"
HOOK = (
    "class Hooked(Base):\n    __abstract__ = True\n"
    "    def __init_subclass__(cls, **more):\n        cls.made = mapped_column(DateTime)\n"
)
META = (
    "class Meta(type(Base)):\n    def __new__(mcs, name, bases, body):\n"
    "        body['made'] = Column(DateTime)\n        return super().__new__(mcs, name, bases, body)\n"
)
"""Code that gives classes a column."""


def one(text: str) -> Table:
    (table,) = read_text(HEAD + text.replace("ID\n", ID + "\n")).schema.tables
    return table


def schema(text: str) -> Schema:
    return read_text(HEAD + text.replace("ID\n", ID + "\n")).schema


@pytest.mark.parametrize(
    ("column", "aspect"),
    [
        ("x: Mapped[Thing]", "type"),
        ("x: Mapped[str] = mapped_column(Thing)", "type"),
        ("x: Mapped[str] = mapped_column(somewhere.Type(3))", "type"),
        ("x: Mapped[str] = mapped_column(String(CONSTANT))", "type"),
        ("x: Mapped[dict]", "type"),
        ("x: Mapped[str] = mapped_column(nullable=CONSTANT)", "nullable"),
        ("x: Mapped[str] = mapped_column(nullable=make())", "nullable"),
        ("x: Mapped[str] = mapped_column(server_default=CONSTANT)", "server_default"),
        ("x = Column(String, **somewhere.options)", "nullable"),
        ("x = Column(String, **somewhere.options)", "server_default"),
        ("x = Column(String, **somewhere.options)", "client_default"),
        ("x = Column(String, *make())", "nullable"),
        ("x = Column(String, server_onupdate=FetchedValue())", "on_update"),
        ("x = Column(ForeignKey('nowhere.id'))", "type"),
    ],
)
def test_unknown_facts(column: str, aspect: str) -> None:
    table = one(f"class A(Base):\n    __tablename__ = 'a'\n    ID\n    {column}\n")
    found = table.column("x")
    assert found is not None
    assert getattr(found, aspect) is UNKNOWN


@pytest.mark.parametrize(
    ("code", "aspects"),
    [
        ("    def __init__(self, **given):\n        self.x = 1\n", {"given_on_insert"}),
        ("    def __init__(self, **given):\n        given.setdefault('x', 1)\n", {"given_on_insert"}),
        ("    def __init__(self, **given):\n        super().__init__(x=1, **given)\n", {"given_on_insert"}),
        ("    __mapper_args__ = {'version_id_col': x}\n", {"given_on_insert"}),
        ("    __mapper_args__ = {'polymorphic_on': 'x', 'polymorphic_identity': 1}\n", {"given_on_insert"}),
        (
            "    @declared_attr.directive\n    def __mapper_args__(cls):\n        return {'version_id_col': cls.x}\n",
            {"given_on_insert"},
        ),
        (
            "@event.listens_for(A, 'before_update')\ndef touch(mapper, connection, target):\n    target.x = 1\n",
            {"given_on_update"},
        ),
        (
            "def touch(mapper, connection, target):\n    setattr(target, 'x', 1)\n"
            "event.listen(Base, 'before_insert', touch, propagate=True)\n",
            {"given_on_insert"},
        ),
        (
            "@event.listens_for(Session, 'before_flush')\ndef touch(session, context, instances):\n"
            "    for row in session.dirty:\n        row.x = 1\n",
            {"given_on_insert", "given_on_update"},
        ),
        (
            "    @classmethod\n    def __declare_last__(cls):\n        event.listen(cls, 'before_update', cls.touch)\n",
            {"given_on_insert", "given_on_update"},
        ),
        (
            "@event.listens_for(A, 'before_update')\ndef touch(mapper, connection, target):\n    target.touch()\n",
            {"given_on_update"},
        ),
        (
            "    def __init__(self, **given):\n        for k, v in given.items():\n            setattr(self, k, v)\n",
            set(),
        ),
        ("    def __init__(self, y):\n        self.y = y\n", set()),
        ("    def __init__(self):\n        self.fill()\n    def fill(self):\n        self.y = 1\n", set()),
        (
            "    def __init__(self):\n        self.fill()\n    def fill(self):\n        self.x = 1\n",
            {"given_on_insert"},
        ),
        ("    def __init__(self):\n        self.fill_somehow()\n", {"given_on_insert", "given_on_update"}),
        ("@event.listens_for(A, 'after_update')\ndef note(mapper, connection, target):\n    target.x = 1\n", set()),
        ("@event.listens_for(A, 'before_update')\ndef touch(mapper, connection, target):\n    target.y = 1\n", set()),
    ],
)
def test_values_that_code_makes_are_known_of(code: str, aspects: set[str]) -> None:
    table = one(f"class A(Base):\n    __tablename__ = 'a'\n    ID\n    x: Mapped[int] = mapped_column()\n{code}")
    found = table.column("x")
    assert found is not None
    assert {name for name in ("given_on_insert", "given_on_update") if getattr(found, name)} == aspects


@pytest.mark.parametrize(("depth", "open"), [(150, False), (300, True)])
def test_a_class_too_deep_to_be_followed_is_open(depth: int, *, open: bool) -> None:
    bases = "".join(
        f"class B{level}(B{level - 1}):\n    __abstract__ = True\n    c{level}: Mapped[int]\n"
        for level in range(1, depth)
    )
    table = one(f"B0 = Base\n{bases}class A(B{depth - 1}):\n    __tablename__ = 'a'\n")
    assert table.open is open
    assert len(table.columns) > 140


@pytest.mark.parametrize(
    "text",
    [
        "class A(Base, Mixin):\n    __tablename__ = 'a'\n    ID\n",
        "class A(Thing):\n    __tablename__ = 'a'\n    ID\n",
        "class A(Unknown):\n    __tablename__ = 'a'\n    ID\n",
        "class A(Base):\n    __tablename__ = 'a'\n    __table_args__ = make()\n    ID\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    x = make()\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    x: Mapped[int] = make()\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    x = Column(f'{CONSTANT}', Integer)\n",
        "class A(Base):\n    __table__ = Table('a', Base.metadata, autoload_with=somewhere.engine)\n",
        "a = Table('a', Base.metadata, *make())\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    x = Column(Integer, index=CONSTANT)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    for n in 'xy':\n        locals()[n] = Column(Text)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    locals().update(x=Column(Integer))\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    vars()['x'] = Column(Integer)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    x, y = somewhere.columns()\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n    x, y = Column(Integer), Column(Integer)\n",
        f"{STAMPED}@stamped\nclass A(Base):\n    __tablename__ = 'a'\n    ID\n",
        f"{STAMPED}@stamped\nclass M:\n    pass\nclass A(M, Base):\n    __tablename__ = 'a'\n    ID\n",
        f"{STAMPED}class A(Base):\n    __tablename__ = 'a'\n    ID\nstamped(A)\n",
        f"{HOOK}class A(Hooked):\n    __tablename__ = 'a'\n    ID\n",
        f"{META}class A(Base, metaclass=Meta):\n    __tablename__ = 'a'\n    ID\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nsetattr(A, 'x', Column(Integer))\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nfor n in 'xy':\n    setattr(A, n, Column(n, Integer))\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nfor c in (A,):\n    Index(f'{c.__name__}_id', c.id)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nfor c in Base.__subclasses__():\n    c.x = Column(Integer)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nA.__table__.append_column(Column('x', Integer))\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nA.__mapper__.add_property('x', relationship('B'))\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\ninspect(A).add_property('x', relationship('B'))\n",
        "a = Table('a', Base.metadata, Column('id', Integer))\na.append_column(Column('x', Integer))\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n@event.listens_for(Base, 'instrument_class')\n"
        "def add(mapper, cls):\n    cls.x = Column(Integer)\n",
    ],
)
def test_open_tables(text: str) -> None:
    assert one(text).open


@pytest.mark.parametrize(
    "text",
    [
        "def noted(cls):\n    NAMES[cls.__name__] = cls\n    return cls\n@noted\n"
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n",
        "class Named(Base):\n    __abstract__ = True\n    def __init_subclass__(cls, **more):\n"
        "        cls.__tablename__ = cls.__name__.lower()\n        cls._known = {}\n"
        "class A(Named):\n    ID\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nfor n in ('x', 'y'):\n    print(A, n)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nA.loud = column_property(A.id + 1)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nsetattr(A, '_cache', {})\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\nsetattr(somewhere, 'option', 3)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n@event.listens_for(A, 'before_insert')\n"
        "def fill(mapper, connection, target):\n    setattr(target, 'x', 1)\n",
        "class A(Base):\n    __tablename__ = 'a'\n    ID\n@event.listens_for(Session, 'after_flush')\n"
        "def note(session, context):\n    for row in session.new:\n        setattr(row, 'x', 1)\n",
    ],
)
def test_what_adds_nothing_leaves_a_table_closed(text: str) -> None:
    assert not one(text).open


@pytest.mark.parametrize(
    "text",
    [
        "class A(Base):\n    __tablename__ = CONSTANT\n    ID\n",
        "class A(Base):\n    __tablename__ = make('a')\n    ID\n",
        "class A(Thing):\n    ID\n",
        "def build():\n    class A(Base):\n        __tablename__ = 'a'\n",
        "t = Table(CONSTANT, Base.metadata, Column('id', Integer))\n",
        "class A(Base, metaclass=Thing):\n    ID\n",
        "A = type('A', (Base,), {'__tablename__': 'a', 'id': Column(Integer, primary_key=True)})\n",
        "def make_class(name):\n    return type(name, (Base,), {'__tablename__': name, 'id': Column(Integer)})\n",
        "tables = {n: Table(n, Base.metadata, Column('id', Integer)) for n in ('a', 'b')}\n",
        "def link(name, *more):\n    return Table(name, Base.metadata, *more)\na = link('a', Column('id', Integer))\n",
        "class Models:\n    class A(Base):\n        __tablename__ = 'a'\n        ID\n",
        "Base.metadata.reflect(somewhere.engine)\n",
        "def load(engine):\n    metadata.reflect(bind=engine)\n",
    ],
)
def test_tables_without_a_name_open_the_schema(text: str) -> None:
    found = schema(text)
    assert found.open
    assert found.tables == ()


@pytest.mark.parametrize(
    "text",
    [
        "class A(somewhere.Pydantic):\n    name: str\n",
        "class A:\n    __slots__ = ()\n",
        "def f():\n    return Column\n",
        "class A(Base):\n    __abstract__ = True\n    ID\n",
        "class Mixin2:\n    ID\n",
    ],
)
def test_what_maps_nothing_opens_nothing(text: str) -> None:
    found = schema(text)
    assert not found.open
    assert found.tables == ()


def test_private_attributes_of_sqlmodel_are_no_columns() -> None:
    text = "from sqlmodel import SQLModel, Field\nfrom pydantic import PrivateAttr\nclass A(SQLModel, table=True):\n"
    table = one(text + "    id: int = Field(primary_key=True)\n    _kept: int = PrivateAttr(default=1)\n")
    assert [column.name for column in table.columns] == ["id"]
    assert not table.open


def test_what_automap_makes_is_out_of_sight() -> None:
    text = "from sqlalchemy.ext.automap import automap_base\nAuto = automap_base()\n"
    found = schema(text + "class A(Auto):\n    __tablename__ = 'a'\n    ID\n")
    assert found.open
    assert found.tables[0].open


def test_the_same_table_twice() -> None:
    text = "class {0}(Base):\n    __tablename__ = 'a'\n    ID\n"
    found = read_files(
        {
            "/p/one.py": HEAD + text.replace("ID\n", ID + "\n").format("A"),
            "/p/two.py": HEAD + text.replace("ID\n", ID + "\n").format("B"),
        }
    ).schema
    assert [(table.name, table.entity) for table in found.tables] == [("a", "A"), ("a", "B")]


def test_a_class_name_in_two_files_is_not_guessed() -> None:
    user = "class User(Base):\n    __tablename__ = '{0}'\n    ID\n"
    post = "class Post(Base):\n    __tablename__ = 'post'\n    ID\n    user = relationship('User')\n"
    user, post = user.replace("ID\n", ID + "\n"), post.replace("ID\n", ID + "\n")
    files = {"/p/a.py": HEAD + user.format("a"), "/p/b.py": HEAD + user.format("b"), "/p/c.py": HEAD + post}
    table = next(table for table in read_files(files).schema.tables if table.name == "post")
    assert table.relations[0].target is UNKNOWN


def test_known_types_come_from_the_settings() -> None:
    text = HEAD + ("class A(Base):\n    __tablename__ = 'a'\n    ID\n    x: Mapped[str] = mapped_column(Thing)\n")
    text = text.replace("ID\n", ID + "\n")
    (table,) = read_text(text, known_types={"other.Thing": "thing(3)"}).schema.tables
    assert repr(table.columns[1].type) == "ColumnType(Raw('thing(3)'))"


def test_floats_by_version() -> None:
    text = HEAD + "class A(Base):\n    __tablename__ = 'a'\n    id: Mapped[float] = mapped_column(primary_key=True)\n"
    for version, name in (((2, 0), "Float"), ((2, 1), "Double")):
        (table,) = read_text(text, sqlalchemy_version=version).schema.tables
        assert type(table.columns[0].type.type).__name__ == name  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("default", "function", "arguments"),
    [
        ("uuid.uuid4", "uuid", (4,)),
        ("lambda: str(uuid.uuid4())", "uuid", (4,)),
        ("make_id", "uuid", (4,)),
        ("uuid6.uuid7", "uuid", (7,)),
        ("cuid", "cuid", (1,)),
        ("cuid2.cuid_wrapper()", "cuid", (2,)),
        ("lambda: Cuid().generate()", "cuid", (2,)),
        ("ULID", "ulid", ()),
        ("lambda: str(ULID())", "ulid", ()),
        ("generate", "nanoid", ()),
        ("uuid.getnode", "callable", ("uuid.getnode",)),
        ("[]", "literal", ("[]",)),
        ("{'a': 1}", "literal", ('{"a": 1}',)),
        ("5", "literal", (5,)),
        ("'x'", "literal", ("x",)),
        ("func.now()", "sql", ("func.now()",)),
    ],
)
def test_client_defaults(default: str, function: str, arguments: tuple[object, ...]) -> None:
    head = HEAD + (
        "import uuid, uuid6, cuid2\nfrom cuid import cuid\nfrom cuid2 import Cuid\nfrom ulid import ULID\n"
        "from nanoid import generate\n\n\ndef make_id():\n    return uuid.uuid4().hex\n\n\n"
    )
    column = f"    id: Mapped[str] = mapped_column(primary_key=True, default={default})\n"
    text = f"class A(Base):\n    __tablename__ = 'a'\n{column}"
    (table,) = read_text(head + text).schema.tables
    found = table.columns[0].client_default
    assert found is not UNKNOWN
    assert found is not None
    assert (found.function, found.arguments) == (function, arguments)


@pytest.mark.parametrize("default", ["somewhere.id", "settings.language", "make()", "Status.PENDING.value", "3 + size"])
def test_a_default_of_unknown_kind(default: str) -> None:
    head = HEAD + "from elsewhere import Status, make, settings, size\n\n\n"
    column = f"    id: Mapped[str] = mapped_column(primary_key=True, default={default})\n"
    (table,) = read_text(f"{head}class A(Base):\n    __tablename__ = 'a'\n{column}").schema.tables
    assert table.columns[0].client_default is UNKNOWN


def test_a_field_of_unknown_origin_hides_a_column() -> None:
    text = (
        "from sqlmodel import Field, SQLModel\nfrom elsewhere import reference\n\n\n"
        "class A(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n"
        "    b_id: int = reference('b')\n    c: int = 5\n    d: str = unseen\n"
    )
    (table,) = read_text(text).schema.tables
    assert table.open
    columns = {column.name: column for column in table.columns}
    assert columns["c"].nullable is False
    for name in ("b_id", "d"):
        assert columns[name].incomplete
        assert columns[name].type is UNKNOWN


@pytest.mark.parametrize(
    "code",
    [
        "for name in ('user', 'group'):\n    made = Table(f'{name}_roles', Base.metadata, Column('id', Integer))\n",
        "class Tables:\n    users = Table('users', Base.metadata, Column('id', Integer))\n",
        "def copied(table):\n    return table.to_metadata(Base.metadata)\n",
        "other = A.__table__.to_metadata(MetaData())\n",
    ],
)
def test_tables_that_are_made_elsewhere(code: str) -> None:
    text = HEAD + "class A(Base):\n    __tablename__ = 'a'\n    id: Mapped[int] = mapped_column(primary_key=True)\n\n\n"
    assert not read_text(text).schema.open
    assert read_text("from sqlalchemy import Column, Integer, MetaData, Table\n" + text + code).schema.open


def test_an_open_class_without_a_key_that_can_be_seen() -> None:
    text = (
        HEAD + "from elsewhere import Mixin\n\n\nclass A(Mixin, Base):\n    __tablename__ = 'a'\n    b: Mapped[str]\n"
    )
    (table,) = read_text(text).schema.tables
    assert table.open
    assert table.primary_key is UNKNOWN


NEWER = """\
from sqlalchemy import *
from sqlalchemy.orm import *

type Text = str
type Maybe[T] = T | None


class Base(DeclarativeBase):
    def load[T](self, kind: type[T]) -> T:
        try:
            return kind()
        except ValueError, TypeError:
            return f"{self["x"]}"


class Thing[T](Base):
    __tablename__ = "thing"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[Text]

    def show(self) -> str:
        match self.id:
            case 1:
                return t"{self.text}"
"""


def test_newer_syntax_than_the_interpreter_is_read() -> None:
    reading = read_text(NEWER)
    (table,) = reading.schema.tables
    assert [(column.name, repr(column.type)) for column in table.columns] == [
        ("id", "ColumnType(Integer())"),
        ("text", "ColumnType(String())"),
    ]
    assert not table.open
    assert reading.problems == ()


def test_files_without_models_are_not_looked_into() -> None:
    reading = read_files({"/p/a.py": "def f(:\n", "/p/b.py": HEAD + "x = Column\n"})
    assert "/p/a.py" not in reading.modules
    assert reading.problems == ()
