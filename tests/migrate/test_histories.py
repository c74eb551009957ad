"""Reading both sides, pairing them, and what a database makes of it."""

from __future__ import annotations

import ast
import hashlib

import pytest

from prismalchemy.migrate import (
    Graph,
    History,
    NotRenderedError,
    PrismaMigration,
    Refused,
    Revision,
    checksum_of,
    graph,
    pair,
    read_migrations,
    read_revision,
    render_migrations,
    render_revision,
)
from prismalchemy.migrate.applied import Applied, Record, database_problems, pending, to_stamp
from prismalchemy.migrate.status import status


def _migration(name: str, sql: str | None = None) -> PrismaMigration:
    text = sql or f"SELECT '{name}'"
    return PrismaMigration(name, text, checksum_of(text.encode()))


def _revision(id_: str, *down: str) -> Revision:
    return Revision(id_, f"{id_}.py", down=down)


def revision(text: str, path: str = "versions/a.py") -> Revision:
    found = read_revision(path, text)
    assert isinstance(found, Revision)
    return found


def test_checksum_is_that_of_the_bytes() -> None:
    content = b"\xef\xbb\xbfSELECT 1;\r\n"
    (found,) = read_migrations({"1_a/migration.sql": content})
    assert found.checksum == hashlib.sha256(content).hexdigest()
    assert found.sql == "SELECT 1;\r\n"


def test_line_ends_do_not_make_an_edit() -> None:
    (unix,) = read_migrations({"1_a/migration.sql": b"SELECT 1;\nSELECT 2;\n"})
    assert unix.matches(checksum_of(b"SELECT 1;\r\nSELECT 2;\r\n"))
    assert not unix.matches(checksum_of(b"SELECT 1;\nSELECT 3;\n"))


def test_checksums_without_zeros_are_known() -> None:
    found = next(one for number in range(1000) if (one := _migration(str(number))) and (one.checksum or "")[:1] == "0")
    assert found.checksum is not None
    short = "".join(f"{byte:x}" for byte in bytes.fromhex(found.checksum))
    assert len(short) < 64
    assert found.matches(short)


def test_order_is_that_of_the_names() -> None:
    found = read_migrations({"2_b/migration.sql": b"", "10_c/migration.sql": b"", "1_a/": b"", "1_a/down.sql": b"x"})
    assert [(one.name, one.sql, one.down) for one in found] == [
        ("10_c", "", None),
        ("1_a", None, "x"),
        ("2_b", "", None),
    ]


REVISIONS: dict[str, tuple[str, Revision]] = {
    "plain": (
        '"""Say\n\nmore"""\nrevision = "a"\ndown_revision = None\n',
        Revision("a", "versions/a.py", "Say"),
    ),
    "annotated": (
        "revision: str = 'b'\ndown_revision: Union[str, None] = 'a'\nbranch_labels: X = None\ndepends_on = ['x']",
        Revision("b", "versions/a.py", "", ("a",), ("x",)),
    ),
    "merge": ("revision = 'c'\ndown_revision = ('a', 'b')", Revision("c", "versions/a.py", "", ("a", "b"))),
    "label": (
        "revision = 'c'\ndown_revision = None\nbranch_labels = {'x'}",
        Revision("c", "versions/a.py", "", (), (), ("x",)),
    ),
    "paired": (
        "revision = 'd'\ndown_revision = None\nprisma_migration = '1_a'\nprisma_checksum = 'ff'",
        Revision("d", "versions/a.py", migration="1_a", checksum="ff"),
    ),
    "of which more than the head is broken": (
        "revision = 'd'\ndown_revision = None\ndef upgrade(): undefined()",
        Revision("d", "versions/a.py"),
    ),
}


@pytest.mark.parametrize("name", REVISIONS)
def test_revision(name: str) -> None:
    text, expected = REVISIONS[name]
    assert revision(text) == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("revision = 'a'\ndown_revision = (", 2),
        ("x = 1\nrevision = f'{x}'", 2),
        ("revision = 'a'\ndown_revision = B", 2),
    ],
)
def test_what_is_not_plain_is_refused(text: str, line: int) -> None:
    found = read_revision("a.py", text)
    assert isinstance(found, Refused)
    assert found.line == line


def test_no_revision() -> None:
    assert read_revision("helpers.py", "def help(): ...") is None


def test_graph() -> None:
    found = graph([_revision("c", "b"), _revision("a"), _revision("b", "a"), _revision("d", "b")])
    assert [one.id for one in found.revisions] == ["a", "b", "c", "d"]
    assert found.heads == ("c", "d")
    assert found.problems == ()
    assert found.behind(["c"]) == {"a", "b", "c"}
    assert found.behind(["nowhere"]) == frozenset()


@pytest.mark.parametrize(
    ("revisions", "problem"),
    [
        ([("a", "b"), ("b", "a")], "circle"),
        ([("a", "lost")], "follows lost, which is not there"),
        ([("a",), ("a",)], "is there twice"),
    ],
)
def test_broken_graphs(revisions: list[tuple[str, ...]], problem: str) -> None:
    found = graph([_revision(*one) for one in revisions])
    assert any(problem in one for one in found.problems)


def test_pairs_by_what_either_side_says() -> None:
    made = Revision("r1", "r1.py", migration="1_a", checksum=_migration("1_a").checksum)
    written = Revision("r2", "r2.py", down=("r1",))
    history = pair(
        [_migration("1_a"), _migration("2_b", "-- prismalchemy: alembic revision r2\nB"), _migration("3_c")],
        graph([made, written]),
    )
    assert [(step.name, step.revision and step.revision.id) for step in history.steps] == [
        ("1_a", "r1"),
        ("2_b", "r2"),
        ("3_c", None),
    ]
    assert history.problems == ()
    assert not any(step.edited for step in history.steps)


def test_an_edit_shows() -> None:
    made = Revision("r1", "r1.py", migration="1_a", checksum=checksum_of(b"other"))
    found = status(pair([_migration("1_a")], graph([made])), None, "prisma")
    assert found.rows[0].edited
    assert len(found.problems) == 1
    assert "was edited" in found.problems[0]


@pytest.mark.parametrize(
    ("migrations", "revisions", "problem"),
    [
        ([], [Revision("r", "r.py", migration="1_a")], "which is not there; restore its folder"),
        (["1_a"], [Revision("r", "r.py", migration="1_a"), Revision("s", "s.py", down=("r",), migration="1_a")], "two"),
        (["1_a"], [Revision("r", "r.py"), Revision("s", "s.py")], "several heads: r, s"),
    ],
)
def test_what_keeps_histories_apart(migrations: list[str], revisions: list[Revision], problem: str) -> None:
    found = pair([_migration(name) for name in migrations], graph(revisions))
    assert any(problem in one for one in found.problems), found.problems


def _two() -> History:
    one, two = _migration("1_a"), _migration("2_b")
    return pair(
        [one, two],
        graph(
            [
                Revision("r1", "r1.py", migration="1_a", checksum=one.checksum),
                Revision("r2", "r2.py", down=("r1",), migration="2_b", checksum=two.checksum),
            ]
        ),
    )


def _record(name: str, *, finished: bool = True, rolled_back: bool = False, checksum: str | None = None) -> Record:
    return Record(name, checksum or _migration(name).checksum or "", finished, rolled_back, None)


@pytest.mark.parametrize(
    ("applied", "problem", "waiting"),
    [
        (Applied(), None, 2),
        (Applied((_record("1_a"),), ("r1",)), None, 1),
        (Applied((_record("1_a"), _record("2_b")), ("r2",)), None, 0),
        (Applied((_record("1_a"),), ("r2",)), "Prisma does not know it as 2_b", 0),
        (Applied((_record("1_a"), _record("2_b")), ("r1",)), "Alembic does not know it as r2", 0),
        (Applied((_record("1_a", finished=False),), ()), "1_a was begun and did not end", 1),
        (Applied((_record("1_a", finished=False, rolled_back=True),), ()), None, 2),
        (Applied((_record("1_a", checksum="ff" * 32),), ("r1",)), "1_a was edited after it was applied", 1),
        (Applied((_record("0_lost"),), ()), "0_lost, which is not in the folder", 2),
        (Applied((), ("gone",)), "Alembic revision gone, which is not there", 2),
    ],
)
def test_what_a_database_says(applied: Applied, problem: str | None, waiting: int) -> None:
    found = database_problems(_two(), applied)
    assert len(found) == (problem is not None), found
    assert problem is None or problem in found[0]
    assert len(pending(_two(), applied)) == waiting


def test_what_to_stamp() -> None:
    by_alembic = to_stamp(_two(), Applied(None, ("r2",)))
    assert ([one.name for one in by_alembic.migrations], by_alembic.revisions) == (["1_a", "2_b"], ())
    by_prisma = to_stamp(_two(), Applied((_record("1_a"),), None))
    assert (by_prisma.migrations, by_prisma.revisions) == ((), ("r1",))
    with_a_gap = to_stamp(_two(), Applied((_record("2_b"),), None))
    assert (with_a_gap.migrations, with_a_gap.revisions) == ((), ())


def _branches() -> History:
    """Two branches from one revision, joined again; `c` also needs what the label `other` names."""
    names = ["1_a", "2_b", "3_c", "4_d"]
    revisions = [
        Revision("a", "a.py", migration="1_a", checksum=_migration("1_a").checksum),
        Revision("b", "b.py", down=("a",), labels=("other",), migration="2_b", checksum=_migration("2_b").checksum),
        Revision("c", "c.py", down=("a",), depends=("other",), migration="3_c", checksum=_migration("3_c").checksum),
        Revision("d", "d.py", down=("b", "c"), migration="4_d", checksum=_migration("4_d").checksum),
    ]
    return pair([_migration(name) for name in names], graph(revisions))


def test_branches_that_are_joined_are_a_history() -> None:
    history = _branches()
    assert history.problems == ()
    assert history.graph.heads == ("d",)
    assert [step.name for step in history.steps] == ["1_a", "2_b", "3_c", "4_d"]
    assert history.graph.behind(("c",)) == {"a", "b", "c"}
    assert history.graph.behind(("d",)) == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("applied", "revisions"),
    [
        (["1_a"], ("a",)),
        (["1_a", "2_b"], ("b",)),
        (["1_a", "2_b", "3_c"], ("b", "c")),
        (["1_a", "2_b", "3_c", "4_d"], ("d",)),
    ],
)
def test_a_database_within_branches_is_at_each_of_them(applied: list[str], revisions: tuple[str, ...]) -> None:
    found = to_stamp(_branches(), Applied(tuple(_record(name) for name in applied), ()))
    assert found.revisions == revisions
    known = Applied(tuple(_record(name) for name in applied), revisions)
    assert to_stamp(_branches(), known).revisions == ()
    assert database_problems(_branches(), known) == ()


JOIN = 'revision = "j"\ndown_revision = ("b", "c")\n\n\ndef upgrade() -> None:\n    """Joins."""\n    pass\n'


def test_a_revision_that_only_joins_needs_no_migration() -> None:
    one = [_migration(name) for name in ("1_a", "2_b", "3_c")]
    revisions = [
        Revision(id_, f"{id_}.py", down=down, migration=migration.name, checksum=migration.checksum)
        for id_, down, migration in zip("abc", ((), ("a",), ("a",)), one, strict=True)
    ]
    assert status(pair(one, graph([*revisions, revision(JOIN, "j.py")])), None, "prisma").is_clean
    more = revision(JOIN.replace("    pass", "    op.drop_table('t')"), "j.py")
    assert not status(pair(one, graph([*revisions, more])), None, "prisma").is_clean


def test_a_label_may_stand_for_the_revision_before() -> None:
    found = graph([Revision("a", "a.py", labels=("base",)), Revision("b", "b.py", down=("base",))])
    assert (found.heads, found.problems) == (("b",), ())
    assert found.behind(("b",)) == {"a", "b"}


TEXTS = [
    "SELECT 'a;b'",
    'SELECT "a"',
    'SELECT """a"""',
    'ends in a "quote"',
    "back\\slash \\n \\x41 \\",
    "tab\there\r\nand \x00 \x7f \u2028 \ufeff é ж 😀",
    "'''",
    'two\nlines "\n',
]


@pytest.mark.parametrize("text", TEXTS)
def test_statements_are_kept_to_the_letter(text: str) -> None:
    quoted = "SELECT $q$" + text + "$q$"
    made = render_revision(_migration("1_a", f"{quoted};\n{quoted}"), None, "postgresql", "migration.sql")
    tree = ast.parse(made.text)
    (value,) = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "STATEMENTS"
    ]
    assert ast.literal_eval(value) == (quoted, quoted)
    read = revision(made.text)
    assert (read.id, read.migration, read.checksum) == (made.id, "1_a", checksum_of(f"{quoted};\n{quoted}".encode()))


def test_the_same_revision_wherever_it_is_made() -> None:
    one = render_revision(_migration("1_a"), None, "postgresql", "a/migration.sql")
    other = render_revision(_migration("1_a", "SELECT 2"), "x", "sqlite", "b/migration.sql")
    assert one.id == other.id != render_revision(_migration("2_a"), None, "postgresql", "").id


OUTPUT = """\
BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL
);

-- Running upgrade  -> r1

CREATE TABLE t (id INTEGER);

INSERT INTO alembic_version (version_num) VALUES ('r1');

-- Running upgrade r1 -> r2

COMMIT;

ALTER TYPE e ADD VALUE 'x';

CREATE INDEX CONCURRENTLY i ON t (id);

BEGIN;

UPDATE alembic_version SET version_num='r2' WHERE alembic_version.version_num = 'r1';

COMMIT;
"""


def test_rendered_migrations() -> None:
    revisions = [Revision("r1", "r1.py", "first"), Revision("r2", "r2.py", down=("r1",))]
    one, two = render_migrations(OUTPUT, revisions, "postgresql")
    assert one.text.startswith("-- prismalchemy: alembic revision r1\n-- first\n")
    assert "BEGIN" not in one.text
    assert "CREATE TABLE alembic_version" in one.text
    assert not one.plain
    lines = [line for line in two.text.splitlines() if line and not line.startswith("--")]
    assert lines == [
        "BEGIN;",
        "ALTER TYPE e ADD VALUE 'x';",
        "CREATE INDEX i ON t (id);",
        "COMMIT;",
        "BEGIN;",
        "UPDATE alembic_version SET version_num='r2' WHERE alembic_version.version_num = 'r1';",
        "COMMIT;",
    ]
    assert two.plain


def test_output_of_other_revisions_is_refused() -> None:
    with pytest.raises(NotRenderedError, match="r1, r2"):
        render_migrations(OUTPUT, [Revision("r1", "r1.py")], "postgresql")


@pytest.mark.parametrize(
    ("statement", "comment"),
    [
        ("CREATE TABLE t (id INTEGER) -- all;", "-- all"),
        ("CREATE TABLE t (\n  id INTEGER -- the key;\n\n)", None),
        ("-- all;\n\nCREATE TABLE t (id INTEGER)", None),
        ("CREATE TABLE t (id INTEGER) -- all", "-- all"),
        ("DO $$ BEGIN -- all;\n\nUPDATE t SET id = 1; END $$", None),
        ("INSERT INTO t VALUES ('-- all;\n\nUPDATE t')", None),
        ("INSERT INTO t -- all;\n\nSELECT 1", None),
    ],
)
def test_a_comment_that_takes_the_semicolon(statement: str, comment: str | None) -> None:
    output = OUTPUT.replace("CREATE TABLE t (id INTEGER)", statement)
    revisions = [Revision("r1", "r1.py", "first"), Revision("r2", "r2.py", down=("r1",))]
    if comment is None:
        assert statement.partition("--")[2] in render_migrations(output, revisions, "postgresql")[0].text
        return
    with pytest.raises(NotRenderedError, match=f"revision r1: .*`{comment};?`.*put the comment in front"):
        render_migrations(output, revisions, "postgresql")


def test_empty_history() -> None:
    found = status(pair([], Graph((), (), ())), None, "prisma")
    assert found.is_clean
    assert found.rows == ()
