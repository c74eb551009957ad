"""Random histories: migrations as people write them, each valid after those before it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Migration = tuple[str, str]


@dataclass
class _State:
    """What the database has."""

    random: random.Random
    tables: dict[str, list[str]] = field(default_factory=dict)
    enums: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    """The enum of a column."""
    indexes: list[tuple[str, str]] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)
    views: list[str] = field(default_factory=list)
    schemas: list[str] = field(default_factory=list)
    vector: bool = False
    made: int = 0

    def name(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.made}"

    def table(self) -> str:
        return self.random.choice(list(self.tables))

    def column(self) -> tuple[str, str] | None:
        found = [(table, column) for table, columns in self.tables.items() for column in columns]
        return self.random.choice(found) if found else None


def postgresql(seed: int, length: int) -> list[Migration]:
    """A history of so many migrations for PostgreSQL."""
    return _history(seed, length, _POSTGRESQL)


def sqlite(seed: int, length: int) -> list[Migration]:
    """A history of so many migrations for SQLite."""
    return _history(seed, length, _SQLITE)


def _history(seed: int, length: int, makers: Sequence[Callable[[_State], str | None]]) -> list[Migration]:
    state = _State(random.Random(seed))
    found = [(_name(0, "init"), makers[0](state) or "")]
    while len(found) < length:
        maker = state.random.choice(makers)
        script = maker(state)
        if script:
            found.append((_name(len(found), maker.__name__.strip("_")), script))
    return found


def _name(number: int, what: str) -> str:
    return f"202501{1 + number // 24:02}{number % 24:02}0000_{what}"


def _create_table(state: _State) -> str:
    table = state.name("t")
    state.tables[table] = ["name"]
    return (
        f'-- CreateTable\nCREATE TABLE "{table}" (\n    "id" SERIAL NOT NULL,\n'
        "    \"name\" TEXT NOT NULL DEFAULT 'a;b',"
        f'\n\n    CONSTRAINT "{table}_pkey" PRIMARY KEY ("id")\n);\n\n-- rows\nINSERT INTO "{table}" ("name") VALUES '
        f"('it''s; one'), ('50%');\n"
    )


def _add_column(state: _State) -> str:
    table, column = state.table(), state.name("c")
    state.tables[table].append(column)
    return f'-- AlterTable\nALTER TABLE "{table}" ADD COLUMN "{column}" TEXT;\n'


def _add_required_with_backfill(state: _State) -> str:
    table, column = state.table(), state.name("c")
    state.tables[table].append(column)
    return (
        f'ALTER TABLE "{table}" ADD COLUMN "{column}" TEXT;\n'
        f'UPDATE "{table}" SET "{column}" = \'x\' || "id";\n'
        f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET NOT NULL;\n'
    )


def _rename_column(state: _State) -> str | None:
    place = _free(state)
    if place is None:
        return None
    table, column = place
    new = state.name("c")
    state.tables[table][state.tables[table].index(column)] = new
    if (table, column) in state.labels:
        state.labels[table, new] = state.labels.pop((table, column))
    return f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{new}";\n'


def _drop_column(state: _State) -> str | None:
    place = _free(state)
    if place is None:
        return None
    table, column = place
    state.tables[table].remove(column)
    state.labels.pop(place, None)
    return f'ALTER TABLE "{table}" DROP COLUMN "{column}";\n'


def _free(state: _State) -> tuple[str, str] | None:
    """A column that nothing needs."""
    place = state.column()
    bound = {*state.indexes, *state.keys}
    return None if place is None or state.views or place in bound else place


def _rename_table(state: _State) -> str | None:
    table, new = state.table(), state.name("t")
    if state.views or any(table == one for one, _ in (*state.indexes, *state.keys)):
        return None
    state.tables[new] = state.tables.pop(table)
    for (one, column), enum in list(state.labels.items()):
        if one == table:
            del state.labels[one, column]
            state.labels[new, column] = enum
    return (
        f'ALTER TABLE "{table}" RENAME TO "{new}";\n'
        f'ALTER TABLE "{new}" RENAME CONSTRAINT "{table}_pkey" TO "{new}_pkey";\n'
    )


def _create_enum(state: _State) -> str:
    enum, table, column = state.name("e"), state.table(), state.name("c")
    state.enums[enum] = ["A", "B"]
    state.labels[table, column] = enum
    state.tables[table].append(column)
    return (
        f"-- CreateEnum\nCREATE TYPE \"{enum}\" AS ENUM ('A', 'B');\n"
        f'ALTER TABLE "{table}" ADD COLUMN "{column}" "{enum}" NOT NULL DEFAULT \'A\';\n'
    )


def _add_label(state: _State) -> str | None:
    if not state.enums:
        return None
    enum = state.random.choice(list(state.enums))
    label = state.name("L")
    state.enums[enum].append(label)
    return f"-- AlterEnum\nALTER TYPE \"{enum}\" ADD VALUE '{label}';\n"


def _use_label(state: _State) -> str | None:
    """What is refused in the transaction that added the label."""
    if not state.labels:
        return None
    (table, column), enum = state.random.choice(list(state.labels.items()))
    label = state.enums[enum][-1]
    return (
        f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET DEFAULT \'{label}\';\n'
        f'UPDATE "{table}" SET "{column}" = \'{label}\';\n'
    )


def _rename_label(state: _State) -> str | None:
    if not state.enums:
        return None
    enum = state.random.choice(list(state.enums))
    at, new = state.random.randrange(len(state.enums[enum])), state.name("L")
    old, state.enums[enum][at] = state.enums[enum][at], new
    return f"ALTER TYPE \"{enum}\" RENAME VALUE '{old}' TO '{new}';\n"


def _drop_label(state: _State) -> str | None:
    """Prisma's way: a new type, columns moved over, in a transaction of the script's own."""
    enums = [enum for enum, labels in state.enums.items() if len(labels) > 2]
    if not enums or state.views:
        return None
    enum = state.random.choice(enums)
    state.enums[enum].pop()
    state.random.shuffle(state.enums[enum])
    labels = ", ".join(f"'{label}'" for label in state.enums[enum])
    lines = ["-- AlterEnum", "BEGIN;", f'CREATE TYPE "{enum}_new" AS ENUM ({labels});']
    for (table, column), other in state.labels.items():
        if other == enum:
            lines += [
                f'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP DEFAULT;',
                f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE "{enum}_new" USING '
                f"('{state.enums[enum][0]}'::\"{enum}_new\");",
            ]
    lines += [
        f'ALTER TYPE "{enum}" RENAME TO "{enum}_old";',
        f'ALTER TYPE "{enum}_new" RENAME TO "{enum}";',
        f'DROP TYPE "{enum}_old";',
        "COMMIT;",
    ]
    return "\n".join(lines) + "\n"


def _change_type(state: _State) -> str:
    table, column = state.table(), state.name("c")
    state.tables[table].append(column)
    return (
        f'ALTER TABLE "{table}" ADD COLUMN "{column}" TEXT NOT NULL DEFAULT \'7\';\n'
        f'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP DEFAULT,\n'
        f'    ALTER COLUMN "{column}" TYPE INTEGER USING ("{column}"::integer);\n'
    )


def _index(state: _State) -> str | None:
    place = state.column()
    if place is None or place in state.indexes:
        return None
    state.indexes.append(place)
    return f'-- CreateIndex\nCREATE INDEX "{place[0]}_{place[1]}_idx" ON "{place[0]}"("{place[1]}");\n'


def _index_concurrently(state: _State) -> str | None:
    plain = _index(state)
    return plain and plain.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY").replace("-- CreateIndex\n", "")


def _drop_index(state: _State) -> str | None:
    if not state.indexes:
        return None
    table, column = state.indexes.pop(state.random.randrange(len(state.indexes)))
    return f'DROP INDEX "{table}_{column}_idx";\n'


def _foreign_key(state: _State) -> str:
    table, other, column = state.table(), state.table(), state.name("k")
    state.tables[table].append(column)
    state.keys += [(table, column), (other, "id")]
    return (
        f'ALTER TABLE "{table}" ADD COLUMN "{column}" INTEGER;\n\n-- AddForeignKey\n'
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{column}_fkey" FOREIGN KEY ("{column}") '
        f'REFERENCES "{other}"("id") '
        "ON DELETE SET NULL ON UPDATE CASCADE;\n"
    )


def _view(state: _State) -> str:
    table, view = state.table(), state.name("v")
    state.views.append(view)
    return f'CREATE VIEW "{view}" AS SELECT "id", "id" || \';\' AS "label" FROM "{table}";\n'


def _drop_view(state: _State) -> str | None:
    return f'DROP VIEW "{state.views.pop()}";\n' if state.views else None


def _function(state: _State) -> str:
    name = state.name("f")
    return (
        f"CREATE FUNCTION {name}(x int) RETURNS text LANGUAGE plpgsql AS $body$\nBEGIN\n"
        f"    -- a comment; here\n    RETURN 'a;' || x || '%s :y';\nEND;\n$body$;\n\n"
        f"CREATE FUNCTION {name}_sql() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;\n"
        f"COMMENT ON FUNCTION {name}(int) IS E'it\\'s; here';\n"
    )


def _schema(state: _State) -> str:
    name = state.name("s")
    state.schemas.append(name)
    return (
        f'CREATE SCHEMA IF NOT EXISTS "{name}";\n\nCREATE TABLE "{name}"."inner" ("id" INTEGER NOT NULL, '
        f'CONSTRAINT "inner_pkey" PRIMARY KEY ("id"));\n'
    )


def _extension(state: _State) -> str | None:
    if state.vector:
        return None
    state.vector = True
    return 'CREATE EXTENSION IF NOT EXISTS "vector";\n'


def _block(state: _State) -> str:
    table = state.table()
    return (
        f'DO $$\nDECLARE n int;\nBEGIN\n    SELECT count(*) INTO n FROM "{table}";\n'
        "    IF n > 100 THEN RAISE 'many; %', n;\n    END IF;\nEND\n$$;\n/* done; /* really; */ */\n"
    )


_POSTGRESQL = (
    _create_table,
    _add_column,
    _add_required_with_backfill,
    _rename_column,
    _drop_column,
    _rename_table,
    _create_enum,
    _add_label,
    _use_label,
    _rename_label,
    _drop_label,
    _change_type,
    _index,
    _index_concurrently,
    _drop_index,
    _foreign_key,
    _view,
    _drop_view,
    _function,
    _schema,
    _extension,
    _block,
)


def _sqlite_table(state: _State) -> str:
    table = state.name("t")
    state.tables[table] = ["name"]
    return (
        f'-- CreateTable\nCREATE TABLE "{table}" (\n    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,\n'
        f"    \"name\" TEXT NOT NULL DEFAULT 'a;b'\n);\nINSERT INTO \"{table}\" (\"name\") VALUES ('it''s; 5%');\n"
    )


def _redefine(state: _State) -> str | None:
    """Prisma's way to change a column of SQLite: the table made anew."""
    if state.views:
        return None
    table = state.table()
    # They go with the old table.
    state.indexes = [place for place in state.indexes if place[0] != table]
    columns = ", ".join(f'"{column}"' for column in ("id", *state.tables[table]))
    defined = ",\n    ".join(f'"{column}" TEXT' for column in state.tables[table])
    return (
        "-- RedefineTables\nPRAGMA defer_foreign_keys=ON;\nPRAGMA foreign_keys=OFF;\n"
        f'CREATE TABLE "new_{table}" (\n    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,\n    {defined}\n);\n'
        f'INSERT INTO "new_{table}" ({columns}) SELECT {columns} FROM "{table}";\nDROP TABLE "{table}";\n'
        f'ALTER TABLE "new_{table}" RENAME TO "{table}";\nPRAGMA foreign_keys=ON;\nPRAGMA defer_foreign_keys=OFF;\n'
    )


def _trigger(state: _State) -> str:
    table, name = state.table(), state.name("g")
    return (
        f'CREATE TRIGGER "{name}" AFTER INSERT ON "{table}" BEGIN\n'
        f'    UPDATE "{table}" SET "id" = CASE WHEN "id" > 0 THEN "id" END;\n    SELECT \';\';\nEND;\n'
    )


_SQLITE = (_sqlite_table, _add_column, _rename_column, _index, _drop_index, _redefine, _view, _drop_view, _trigger)
