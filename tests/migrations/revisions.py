"""Random Alembic revisions, as people write them: Python files, each valid after those before it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

_HEAD = '''"""{message}

Revision ID: {id}
Revises: {down}
Create Date: {date}

"""
import sqlalchemy as sa
from alembic import op

revision = "{id}"
down_revision = {down_value}
branch_labels = None
depends_on = None


def upgrade() -> None:
{up}


def downgrade() -> None:
{back}
'''


@dataclass
class _State:
    random: random.Random
    tables: dict[str, list[str]] = field(default_factory=dict)
    enums: dict[str, list[str]] = field(default_factory=dict)
    made: int = 0

    def name(self, kind: str) -> str:
        self.made += 1
        return f"{kind}{self.made}"

    def table(self) -> str:
        return self.random.choice(list(self.tables))


def revisions(seed: int, length: int, *, sqlite: bool = False) -> list[tuple[str, str]]:
    """File name and text of so many revisions."""
    state = _State(random.Random(seed))
    makers = _SQLITE if sqlite else _POSTGRESQL
    found: list[tuple[str, str]] = []
    down = None
    while len(found) < length:
        maker = makers[0] if not found else state.random.choice(makers)
        up, back = maker(state)
        number = len(found)
        id_ = f"{seed:04x}{number:08x}"
        what = maker.__name__.strip("_")
        text = _HEAD.format(
            message=f"{what.replace('_', ' ')}",
            id=id_,
            down=down or "",
            down_value=repr(down),
            date=f"2025-02-{1 + number // 24:02} {number % 24:02}:00:00.123456",
            up=_indented(up),
            back=_indented(back),
        )
        found.append((f"{id_}_{what}.py", text))
        down = id_
    return found


def _indented(code: str) -> str:
    return re.sub(r"^(?=.)", "    ", code or "pass", flags=re.MULTILINE)


def _create_table(state: _State) -> tuple[str, str]:
    table = state.name("t")
    state.tables[table] = ["name"]
    return (
        f'made = op.create_table("{table}", sa.Column("id", sa.Integer(), primary_key=True),\n'
        f'    sa.Column("name", sa.Text(), server_default="a;b", nullable=False))\n'
        f'op.bulk_insert(made, [{{"name": "it\'s; one"}}, {{"name": "50%"}}])',
        f'op.drop_table("{table}")',
    )


def _add_column(state: _State) -> tuple[str, str]:
    table, column = state.table(), state.name("c")
    state.tables[table].append(column)
    return (
        f'op.add_column("{table}", sa.Column("{column}", sa.Text(), nullable=True))',
        f'op.drop_column("{table}", "{column}")',
    )


def _backfill(state: _State) -> tuple[str, str]:
    table, column = state.table(), state.name("c")
    state.tables[table].append(column)
    return (
        f'op.add_column("{table}", sa.Column("{column}", sa.Text(), nullable=True))\n'
        f"op.execute(\"UPDATE {table} SET {column} = 'x;' || id\")\n"
        f'op.alter_column("{table}", "{column}", nullable=False)',
        f'op.drop_column("{table}", "{column}")',
    )


def _change_type(state: _State) -> tuple[str, str]:
    table, column = state.table(), state.name("c")
    state.tables[table].append(column)
    return (
        f'op.add_column("{table}", sa.Column("{column}", sa.Text()))\n'
        f'op.alter_column("{table}", "{column}", type_=sa.Integer(), postgresql_using="{column}::integer")',
        f'op.drop_column("{table}", "{column}")',
    )


def _rename_column(state: _State) -> tuple[str, str]:
    table = state.table()
    at, new = state.random.randrange(len(state.tables[table])), state.name("c")
    old, state.tables[table][at] = state.tables[table][at], new
    return (
        f'op.alter_column("{table}", "{old}", new_column_name="{new}")',
        f'op.alter_column("{table}", "{new}", new_column_name="{old}")',
    )


def _rename_table(state: _State) -> tuple[str, str]:
    table, new = state.table(), state.name("t")
    state.tables[new] = state.tables.pop(table)
    return f'op.rename_table("{table}", "{new}")', f'op.rename_table("{new}", "{table}")'


def _enum(state: _State) -> tuple[str, str]:
    enum, table, column = state.name("e"), state.table(), state.name("c")
    state.enums[enum] = ["a", "b"]
    state.tables[table].append(column)
    return (
        f'kind = sa.Enum("a", "b", name="{enum}")\nkind.create(op.get_bind())\n'
        f'op.add_column("{table}", sa.Column("{column}", kind, server_default="a", nullable=False))',
        f'op.drop_column("{table}", "{column}")\nop.execute("DROP TYPE {enum}")',
    )


def _label(state: _State) -> tuple[str, str]:
    if not state.enums:
        return _enum(state)
    enum, label = state.random.choice(list(state.enums)), state.name("L")
    state.enums[enum].append(label)
    return (
        f"with op.get_context().autocommit_block():\n    op.execute(\"ALTER TYPE {enum} ADD VALUE '{label}'\")",
        "pass",
    )


def _index(state: _State) -> tuple[str, str]:
    table, index = state.table(), state.name("i")
    column = state.random.choice(state.tables[table])
    return f'op.create_index("{index}", "{table}", ["{column}"])', f'op.drop_index("{index}")'


def _index_concurrently(state: _State) -> tuple[str, str]:
    table, index = state.table(), state.name("i")
    column = state.random.choice(state.tables[table])
    return (
        f'op.add_column("{table}", sa.Column("{index}_c", sa.Integer()))\nwith op.get_context().autocommit_block():\n'
        f'    op.create_index("{index}", "{table}", ["{column}"], postgresql_concurrently=True)',
        f'op.drop_index("{index}")\nop.drop_column("{table}", "{index}_c")',
    )


def _function(state: _State) -> tuple[str, str]:
    name = state.name("f")
    return (
        f'op.execute("""\nCREATE FUNCTION {name}(x int) RETURNS text LANGUAGE plpgsql AS $body$\nBEGIN\n'
        f'    -- a comment; here\n    RETURN \'a;\' || x;\nEND;\n$body$\n""")',
        f'op.execute("DROP FUNCTION {name}")',
    )


def _schema(state: _State) -> tuple[str, str]:
    name = state.name("s")
    return (
        f'op.execute("CREATE SCHEMA {name}")\n'
        f'op.create_table("inner", sa.Column("id", sa.Integer(), primary_key=True), schema="{name}")',
        f'op.drop_table("inner", schema="{name}")\nop.execute("DROP SCHEMA {name}")',
    )


def _view(state: _State) -> tuple[str, str]:
    table, view = state.table(), state.name("v")
    return f'op.execute("CREATE VIEW {view} AS SELECT id FROM {table}")', f'op.execute("DROP VIEW {view}")'


def _nothing(state: _State) -> tuple[str, str]:
    return "pass", "pass"


_POSTGRESQL = (
    _create_table,
    _add_column,
    _backfill,
    _change_type,
    _rename_column,
    _rename_table,
    _enum,
    _label,
    _index,
    _index_concurrently,
    _function,
    _schema,
    _view,
    _nothing,
)
_SQLITE = (_create_table, _add_column, _rename_column, _index, _view, _nothing)
