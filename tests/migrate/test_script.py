"""Scripts are cut where the databases cut them."""

from __future__ import annotations

import sqlite3

import pytest

from prismalchemy.migrate import Dialect, plan, split

POSTGRESQL: dict[str, tuple[str, int]] = {
    "empty": ("", 0),
    "only comments": ("-- nothing\n/* at; all */ ;;", 0),
    "plain": ("SELECT 1; SELECT 2", 2),
    "string": ("SELECT 'a;b', 'it''s;'; SELECT 2;", 2),
    "backslash in a plain string": (r"SELECT 'a\'; SELECT ';'", 2),
    "escape string": (r"SELECT E'a\';b'; SELECT e'\\'; SELECT 3", 3),
    "name that ends in e before a string": ("SELECT 1 AS e, date'2020-01-01'; SELECT 2", 2),
    "unicode string": (r"SELECT U&'d\0061;'; SELECT 2", 2),
    "quoted name": ('SELECT 1 AS "a;""b"; SELECT 2', 2),
    "line comment": ("SELECT 1 -- ; no end\n; SELECT 2", 2),
    "nested comment": ("/* a /* b; */ ; */ SELECT 1; SELECT 2", 2),
    "dollar body": ("DO $$ BEGIN PERFORM 1; END $$; SELECT 2", 2),
    "tagged body in a body": ("DO $a$ BEGIN EXECUTE $b$ SELECT 1; $b$; END $a$; SELECT 2", 2),
    "dollar within a name": ("SELECT 1 AS a$b$; SELECT 2 AS b$b$;", 2),
    "positional dollar": ("PREPARE p AS SELECT $1::int; EXECUTE p(1); DEALLOCATE p", 3),
    "atomic body": (
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END; SELECT 3",
        2,
    ),
    "column named begin": ("CREATE TABLE t (begin int); SELECT 2; SELECT 3", 3),
    "rule with several actions": (
        "CREATE TABLE t (x int); CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); SELECT 3",
        3,
    ),
    "array": ("SELECT (ARRAY['a;', 'b'])[1]; SELECT 2", 2),
    "carriage returns": ("SELECT 1;\r\nSELECT 2;\r\n", 2),
    "other scripts' letters": ("SELECT 1 AS größe, 'ж;'; SELECT $ж$ ; $ж$", 2),
    "a comment sign in a string": ("SELECT '--'; SELECT '/*'; SELECT 3", 3),
    "a comment that a carriage return ends": ("SELECT 1 -- no end;\r; SELECT 2", 2),
    "escape string that goes on": ("SELECT E'a'\n  'b\\';c'; SELECT 2", 2),
    "escape string before another one": ("SELECT E'a', 'b\\'; SELECT 2", 2),
    "double precision division": ("SELECT 4 / 2; SELECT 2 * 3 - -1", 2),
}
"""Scripts that PostgreSQL runs, with the number of their statements: tests/migrations asks PostgreSQL about each."""

SQLITE: dict[str, tuple[str, int]] = {
    "trigger": (
        "CREATE TABLE a (x); CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE a SET x = CASE WHEN x THEN 1 END; "
        "DELETE FROM a WHERE x = ';'; END; SELECT 2",
        3,
    ),
    "temporary trigger": (
        "CREATE TABLE a (x); CREATE TEMP TRIGGER t INSERT ON a BEGIN SELECT 1; END; SELECT 2;",
        3,
    ),
    "brackets and backticks": ("SELECT 1 AS [a;b], 2 AS `c;d`; SELECT 2", 2),
    "comments do not nest": ("/* a /* b; */ SELECT 1; SELECT 2", 2),
    "dollars are no quotes": ("CREATE TABLE a$$b (x); CREATE TABLE c$$d (y)", 2),
    "a carriage return ends no comment": ("SELECT 1 -- no end;\r; 3\n; SELECT 2", 2),
    "a comment in front of the semicolon": ("SELECT 1 -- one\n; SELECT 2 /* two */; SELECT 3 -- three", 3),
    "no escape strings": (r"SELECT 1 AS e, 'a\'; SELECT 2", 2),
}


@pytest.mark.parametrize("name", POSTGRESQL)
def test_postgresql(name: str) -> None:
    script, count = POSTGRESQL[name]
    check(script, "postgresql", count)


@pytest.mark.parametrize("name", SQLITE)
def test_sqlite(name: str) -> None:
    script, count = SQLITE[name]
    check(script, "sqlite", count)
    for statement in split(script, "sqlite"):
        assert sqlite3.complete_statement(statement.text + ";")
    connection = sqlite3.connect(":memory:")
    for statement in split(script, "sqlite"):
        connection.execute(statement.text)  # refuses two at once


@pytest.mark.parametrize("name", [*POSTGRESQL, *SQLITE])
def test_never_fails(name: str) -> None:
    script, _ = POSTGRESQL.get(name) or SQLITE[name]
    for end in range(len(script)):
        check(script[:end], "postgresql" if name in POSTGRESQL else "sqlite")


def check(script: str, dialect: Dialect, count: int | None = None) -> None:
    """The pieces stand in the script in order, and between them is nothing but spaces, semicolons and comments."""
    found = split(script, dialect)
    at = 0
    for statement in found:
        place = script.index(statement.text, at)
        between = split(script[at:place], dialect)
        assert between == ()
        at = place + len(statement.text)
    assert split(script[at:], dialect) == ()
    assert count is None or len(found) == count


def test_line_is_that_of_the_first_word() -> None:
    found = split("-- one\n\nSELECT 1;\n/* a\nb */\nSELECT\n2", "postgresql")
    assert [statement.line for statement in found] == [3, 6]


def test_comments_stay_with_the_statement_behind_them() -> None:
    found = split("-- CreateTable\nCREATE TABLE t ();\n\n-- last\n", "postgresql")
    assert [statement.text for statement in found] == ["-- CreateTable\nCREATE TABLE t ()"]


def test_a_semicolon_can_be_put_behind_each() -> None:
    script = "SELECT 1 -- one\n  ; SELECT 2 /* two */;\nSELECT 3 -- three\n-- four\n;SELECT 4 -- '\n/* five */ -- six"
    for dialect in ("postgresql", "sqlite"):
        found = [statement.text for statement in split(script, dialect)]
        assert found == ["SELECT 1", "SELECT 2 /* two */", "SELECT 3", "SELECT 4"]
        assert [one.text for one in split(";".join(found), dialect)] == found


PLANS: dict[str, tuple[str, bool, list[str]]] = {
    "plain": ("A; B", True, ["A", "B"]),
    "wrapped": ("BEGIN; A; B; COMMIT;", True, ["A", "B"]),
    "wrapped otherwise": ("START TRANSACTION; A; END", True, ["A"]),
    "savepoints": (
        "A; SAVEPOINT s; ROLLBACK TO SAVEPOINT s; B",
        True,
        ["A", "SAVEPOINT s", "ROLLBACK TO SAVEPOINT s", "B"],
    ),
    "alone": ("CREATE INDEX CONCURRENTLY i ON t (a)", False, ["CREATE INDEX CONCURRENTLY i ON t (a)"]),
    "between": (
        "A; DROP INDEX CONCURRENTLY i; B; C",
        False,
        ["BEGIN", "A", "COMMIT", "DROP INDEX CONCURRENTLY i", "BEGIN", "B", "C", "COMMIT"],
    ),
    "commit on the way": ("A; COMMIT; B", False, ["BEGIN", "A", "COMMIT", "BEGIN", "B", "COMMIT"]),
    "two transactions": (
        "BEGIN; A; COMMIT; BEGIN; B; COMMIT",
        False,
        ["BEGIN", "A", "COMMIT", "BEGIN", "B", "COMMIT"],
    ),
    "one with a level": (
        "BEGIN ISOLATION LEVEL SERIALIZABLE; A; COMMIT",
        False,
        ["BEGIN ISOLATION LEVEL SERIALIZABLE", "A", "COMMIT"],
    ),
    "not ended": ("BEGIN; A", False, ["BEGIN", "A", "COMMIT"]),
    "refreshing a view may": (
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
        True,
        ["REFRESH MATERIALIZED VIEW CONCURRENTLY v"],
    ),
}


@pytest.mark.parametrize("name", PLANS)
def test_plan(name: str) -> None:
    script, transaction, statements = PLANS[name]
    found = plan(script, "postgresql")
    assert list(found.statements) == statements
    assert found.transaction == transaction


def test_sqlite_switches_foreign_keys_outside_of_the_transaction() -> None:
    found = plan("A; PRAGMA defer_foreign_keys=ON; PRAGMA foreign_keys=OFF; B; PRAGMA foreign_keys=ON;", "sqlite")
    assert found.before == ("PRAGMA foreign_keys=OFF",)
    assert found.statements == ("A", "PRAGMA defer_foreign_keys=ON", "B")
    assert found.after == ("PRAGMA foreign_keys=ON",)


ALONE: dict[str, bool] = {
    "CREATE INDEX CONCURRENTLY a_x ON a (x)": True,
    "CREATE UNIQUE INDEX CONCURRENTLY a_y ON a (x)": True,
    "DROP INDEX CONCURRENTLY a_i": True,
    "REINDEX INDEX CONCURRENTLY a_i": True,
    "REINDEX (VERBOSE) SCHEMA public": True,
    "REINDEX SCHEMA CONCURRENTLY public": True,
    "REINDEX TABLE a": False,
    'ALTER TABLE IF EXISTS ONLY "public"."p" DETACH PARTITION "public"."p1" CONCURRENTLY': True,
    "ALTER TABLE IF EXISTS ONLY public.p DETACH PARTITION public.p1 CONCURRENTLY": True,
    "ALTER TABLE p DETACH PARTITION p1": False,
    "REFRESH MATERIALIZED VIEW CONCURRENTLY v": False,
    "VACUUM a": True,
    "CLUSTER": True,
    "CLUSTER a USING a_i": False,
    'CLUSTER "a" USING "a_i"': False,
    "DISCARD ALL": True,
    "ALTER SYSTEM RESET work_mem": True,
    "ROLLBACK PREPARED 'none'": True,
    "DROP DATABASE IF EXISTS no_such": True,
    "DROP TABLE IF EXISTS no_such": False,
}
"""Statements, and whether PostgreSQL refuses them in a transaction block: tests/migrations asks it."""


@pytest.mark.parametrize("statement", ALONE)
def test_what_runs_outside_of_a_transaction(statement: str) -> None:
    (found,) = split(statement, "postgresql")
    assert found.needs_autocommit == ALONE[statement]


SQLITE_PLANS: dict[str, str] = {
    "vacuum": "CREATE TABLE a (x);\nVACUUM;\nCREATE TABLE b (x);",
    "page size": "PRAGMA page_size = 8192;\nVACUUM;\nCREATE TABLE a (x);",
    "write-ahead log": "PRAGMA journal_mode = WAL;\nCREATE TABLE a (x);",
    "synchronous": "PRAGMA synchronous = OFF;\nCREATE TABLE a (x);",
    "taken back": "BEGIN;\nCREATE TABLE a (x);\nROLLBACK;\nCREATE TABLE b (x);",
    "taken back in part": "CREATE TABLE c (x);\nSAVEPOINT s;\nCREATE TABLE a (x);\nROLLBACK TO s;\nRELEASE s;",
    "two transactions": "BEGIN;\nCREATE TABLE a (x);\nCOMMIT;\nBEGIN;\nDROP TABLE a;\nROLLBACK;",
}
"""Scripts that Prisma's engine runs on SQLite: tests/migrations runs them by either tool."""


@pytest.mark.parametrize("name", SQLITE_PLANS)
def test_sqlite_plan(name: str) -> None:
    one, other = (sqlite3.connect(":memory:", isolation_level=None) for _ in range(2))
    one.executescript(SQLITE_PLANS[name])
    found = plan(SQLITE_PLANS[name], "sqlite")
    for statement in (*found.before, "BEGIN", *found.statements, "COMMIT", *found.after):
        other.execute(statement)
    assert list(other.iterdump()) == list(one.iterdump())
