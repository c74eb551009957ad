"""Whatever the text is: no exception, and all places within it. And what is broken hides nothing as absent."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.alchemy import fuzz
from tests.alchemy.test_places import MODELS, origins, text_at
from tests.support.models import case_files, case_names, read_text

from prismalchemy.alchemy import ModelsReading, Reader
from prismalchemy.text import SourceFile

SAMPLES = ["table_args", "helper_functions", "legacy_backref", "type_annotation_map", "core_tables"]


def check(reading: ModelsReading) -> None:
    for table in reading.schema.tables:
        for origin in origins(table):
            text_at(reading, origin)
    for problem in reading.problems:
        assert problem.message.strip()
        text_at(reading, problem.origin)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_prefix(name: str) -> None:
    (file,) = case_files(name)
    reader = Reader()
    for end in range(0, len(file.text), 3):
        check(reader.read([SourceFile(file.path, file.text[:end])]))


@pytest.mark.parametrize("seed", range(8))
def test_mutations(seed: int) -> None:
    chance = random.Random(seed)
    pieces = [
        "(",
        ")",
        "[",
        "]",
        '"',
        "'",
        '"""',
        "\\",
        "\n",
        "\t",
        ":",
        "=",
        "@",
        "*",
        "**",
        ",",
        "lambda",
        "\0",
        "\ud800",
        "f'{",
    ]
    text = MODELS
    for _ in range(150):
        start = chance.randrange(len(text) + 1)
        text = text[:start] + chance.choice(pieces) + text[start + chance.choice([0, 0, 1, 3]) :]
        if chance.random() < 0.1:
            text = MODELS
        check(read_text(text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_any_text(text: str) -> None:
    check(read_text("from sqlalchemy import Column\n" + text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\f",
        "class",
        "class (",
        "Column",
        "x = " + "(" * 2000 + "Column",
        "x = " + "-" * 20_000 + "1  # Column",
        "x = " + "[" * 90 + "Column" + "]" * 90,
        "class A(A):\n    id = Column(1)",
        "class A(B): x = Column()\nclass B(A): x = Column()\n",
        "x = x\ny = z\nz = y\nclass A(y):\n    __tablename__ = x\n",
        "def f(a):\n    return f(a)\nclass A(Base):\n    __tablename__ = f(1)\n    x: Mapped[int] = f(2)\n",
        "from models import *\nfrom . import models\nimport models\nclass A(models.A):\n    __tablename__ = models.x\n",
        "import re\nclass A(Base):\n    __tablename__ = re.sub('(a+)+$', 'x', '" + "a" * 50 + "b')\n",
        "from sqlalchemy import *\nclass A(Base):\n    __tablename__ = 'a'\n    x = Column(Enum('large', length=3))\n",
    ],
)
def test_odd_texts(text: str) -> None:
    check(read_text(text))


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ('    title: Mapped[str] = mapped_column("the_title")\n', "    title: Mapped[str] = mapped_column(\n"),
        ('    title: Mapped[str] = mapped_column("the_title")\n', '    title: Mapped[str] = mapped_column("the_ti\n'),
        ('    title: Mapped[str] = mapped_column("the_title")\n', "    title: Mapped[str] = mapped_col\n"),
        ('    title: Mapped[str] = mapped_column("the_title")\n', "    title: Mapped[\n"),
        ('    title: Mapped[str] = mapped_column("the_title")\n', "    title: Map\n"),
        ('    title: Mapped[str] = mapped_column("the_title")\n', "    title:\n"),
        ('    title: Mapped[str] = mapped_column("the_title")\n', "    title\n"),
        ('    title: Mapped[str] = mapped_column("the_title")\n', "    ti\n"),
        ('    title: Mapped[str] = mapped_column("the_title")\n', '    title = """\n'),
    ],
)
def test_a_half_typed_line_is_no_missing_column(line: str, instead: str) -> None:
    before = (
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n\n"
        "class Base(DeclarativeBase):\n    pass\n\n\n"
        'class Post(Base):\n    __tablename__ = "posts"\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
        + line
        + "    body: Mapped[str]\n\n\n"
        'class Tag(Base):\n    __tablename__ = "tags"\n    id: Mapped[int] = mapped_column(primary_key=True)\n'
    )
    assert line in before
    schema = read_text(before.replace(line, instead)).schema
    posts, tags = schema.tables
    assert posts.open
    assert not tags.open
    whole = {column.name for column in posts.columns if not column.incomplete}
    assert whole == {"id", "body"}


@pytest.mark.parametrize(
    "text",
    [
        'class Post(Base):\n    __tablename__ = "posts\n    id: Mapped[int]\n',
        'class Post(Base\n    __tablename__ = "posts"\n',
        "class Post(Base):\n",
        "class Post(Base):\n    __tablename__\n    id: Mapped[int]\n",
        'posts = Table("posts", metadata, Column("id", Integer)\n',
    ],
)
def test_a_half_typed_table_is_no_missing_table(text: str) -> None:
    head = "from sqlalchemy import *\nfrom sqlalchemy.orm import *\nmetadata = MetaData()\n"
    schema = read_text(head + "class Base(DeclarativeBase): pass\n" + text).schema
    assert schema.open or [table.name for table in schema.tables if table.open] == ["posts"]


SINGLE = [name for name in case_names() if len(case_files(name)) == 1]


@pytest.mark.parametrize(
    ("how", "name"),
    # `make fuzz-models` tries them all.
    [*(("half", name) for name in SINGLE[::4]), *(("open", name) for name in [*SINGLE[1::4], "patched_on"])],
)
def test_only_the_touched_statement_is_lost(how: str, name: str) -> None:
    (file,) = case_files(name)
    assert fuzz.lost(file, how) == []


@pytest.mark.parametrize("part", range(4))
def test_damaged_samples(part: int) -> None:
    jobs = random.Random(part).sample(fuzz.jobs(503 * 16, seed=part, prefixes=False), 50)
    assert [result.failure for result in map(fuzz.run, jobs) if result.failure is not None] == []
