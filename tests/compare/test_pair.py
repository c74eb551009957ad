"""Pairing by the database's names, and what is kept from one pairing to the next."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from prismalchemy.compare import Pairing, TablePair, pair
from prismalchemy.schema import (
    UNKNOWN,
    Column,
    ColumnType,
    Enum,
    EnumMember,
    PrimaryKey,
    Schema,
    Table,
    TableKey,
    TableKind,
)


def column(name: str, **facts: object) -> Column:
    return Column(name=name, attribute=name, type=ColumnType(sa.TEXT()), nullable=False, **facts)  # type: ignore[arg-type]


def table(name: str, *columns: str | Column, **facts: object) -> Table:
    made = tuple(column(item) if isinstance(item, str) else item for item in columns)
    return Table(name=name, columns=made, **{"entity": name, **facts})  # type: ignore[arg-type]


def paired(prisma: list[Table], models: list[Table], **facts: object) -> Pairing:
    return pair(Schema(dialect="postgresql", tables=tuple(prisma)), Schema(tables=tuple(models), **facts))  # type: ignore[arg-type]


def names(pairs: tuple[TablePair, ...]) -> list[tuple[str, str]]:
    return [(str(item.prisma.key), str(item.models.key)) for item in pairs]


def test_pairs_by_table_name_and_never_by_class() -> None:
    # The models' AgentTask maps agent_task, which is Prisma's Task; Prisma's own AgentTask is another table.
    pairing = paired(
        [table("agent_task", entity="Task"), table("AgentTask", entity="AgentTask")],
        [table("agent_task", entity="AgentTask")],
    )
    assert names(pairing.tables) == [("agent_task", "agent_task")]
    assert pairing.near_tables == ()
    assert [item.name for item in pairing.only_prisma] == ["AgentTask"]


def test_names_that_differ_by_case_and_underscores_are_near() -> None:
    pairing = paired([table("UserProfile")], [table("user_profile")])
    assert names(pairing.near_tables) == [("UserProfile", "user_profile")]
    assert (pairing.only_prisma, pairing.only_models) == ((), ())
    assert pairing.names.prisma_key(TableKey(None, "user_profile")) == TableKey(None, "UserProfile")


def test_two_candidates_are_no_near_pair() -> None:
    pairing = paired([table("UserProfile")], [table("user_profile"), table("userprofile")])
    assert pairing.near_tables == ()
    assert len(pairing.only_models) == 2


def test_near_names_in_different_schemas_are_not_paired() -> None:
    pairing = paired([table("User", schema="auth")], [table("user")])
    assert pairing.near_tables == ()


def test_the_default_schema_is_none() -> None:
    pairing = paired(
        [table("a"), table("b", schema="public"), table("a", schema="auth")],
        [
            table("a", schema="public"),
            table("b"),
            table("a", schema="auth"),
        ],
    )
    assert names(pairing.tables) == [("a", "public.a"), ("public.b", "b"), ("auth.a", "auth.a")]


def test_columns() -> None:
    pairing = paired(
        [table("t", "id", "userId", "missing", column("hidden", ignored=True))],
        [table("t", "id", "user_id", "extra")],
    )
    (only,) = pairing.tables
    assert [item.prisma.name for item in only.columns] == ["id"]
    assert [(item.prisma.name, item.models.name) for item in only.near_columns] == [("userId", "user_id")]
    assert [item.name for item in only.only_prisma] == ["missing"]
    assert [item.name for item in only.only_models] == ["extra"]


def test_open_and_half_typed_tables_lack_nothing() -> None:
    for facts in ({"open": True}, {"incomplete": True}):
        (only,) = paired([table("t", "id", "missing")], [table("t", "id", **facts)]).tables
        assert only.only_prisma == ()
        (only,) = paired([table("t", "id", **facts)], [table("t", "id", "extra")]).tables
        assert only.only_models == ()
    (only,) = paired([table("t", "id", "missing")], [table("t", "id", column("mi", incomplete=True))]).tables
    assert (only.only_prisma, only.only_models) == ((), ())


def test_open_schema_lacks_no_table() -> None:
    assert paired([table("t")], [], open=True).only_prisma == ()
    assert len(paired([table("t")], []).only_prisma) == 1


def test_tables_that_nobody_is_asked_to_describe() -> None:
    pairing = paired(
        [table("_AToB", kind=TableKind.JOIN), table("x", ignored=True), table("half", incomplete=True)],
        [table("alembic_version"), table("_prisma_migrations")],
    )
    assert (pairing.only_prisma, pairing.only_models) == ((), ())


def test_a_table_mapped_twice_is_paired_with_the_members_of_both() -> None:
    key = PrimaryKey(columns=("id",))
    first, second = table("t", "id", "a", primary_key=None), table("t", "id", "b", entity="Other", primary_key=key)
    pairing = paired([table("t", "id", "a", "b", "c")], [first, second])
    (only,) = pairing.tables
    assert only.models.entity == "t"
    assert [item.name for item in only.models.columns] == ["id", "a", "b"]
    assert only.models.primary_key == key
    assert [item.name for item in only.only_prisma] == ["c"]


def test_pairs_of_unchanged_tables_are_kept() -> None:
    ours, theirs = (
        [table("a", "id"), table("B", "id"), table("c", "id")],
        [table("a", "id"), table("b", "id"), table("c")],
    )
    twice = [table("c", "x"), table("c", "y")]
    before = pair(Schema(tables=tuple(ours)), Schema(tables=(*theirs, *twice)))
    changed = replace(theirs[0], columns=(column("id"), column("new")))
    after = pair(Schema(tables=tuple(ours)), Schema(tables=(changed, *theirs[1:], *twice)), before)
    assert after.tables[0] is not before.tables[0]
    assert [item.name for item in after.tables[0].only_models] == ["new"]
    assert after.tables[1] is before.tables[1]
    assert after.near_tables[0] is before.near_tables[0]
    assert after.names is before.names


def test_names_change_when_a_table_comes() -> None:
    before = pair(Schema(tables=(table("a"), table("b"))), Schema(tables=(table("a"),)))
    after = pair(Schema(tables=(table("a"), table("b"))), Schema(tables=(table("a"), table("b"))), before)
    assert after.names is not before.names


def enum(name: object, *labels: str, entity: str | None = None) -> Enum:
    members = tuple(EnumMember(name=label, label=label) for label in labels)
    return Enum(name=name, members=members, entity=entity)  # type: ignore[arg-type]


def enum_column(name: str, of: Enum) -> Column:
    return replace(column(name), type=ColumnType(sa.Enum("a", name="x"), enum=of))


def test_enums_are_paired_by_name_then_by_the_columns_that_use_them() -> None:
    role, state, size = enum("Role", "a"), enum("State", "a"), enum("Size", "a")
    py_role, py_state, py_size = enum("Role", "b"), enum("ticketstate", "b"), enum("size", "b")
    prisma = Schema(tables=(table("t", enum_column("state", state)),), enums=(role, state, size))
    models = Schema(tables=(table("t", enum_column("state", py_state)),), enums=(py_role, py_state, py_size))
    assert {(item.prisma.name, item.models.name) for item in pair(prisma, models).enums} == {
        ("Role", "Role"),
        ("State", "ticketstate"),
        ("Size", "size"),
    }


def test_an_enum_with_a_namesake_is_not_paired_by_its_columns() -> None:
    role, state = enum("Role", "a"), enum("State", "a")
    prisma = Schema(tables=(table("t", enum_column("c", state)),), enums=(role, state))
    models = Schema(tables=(table("t", enum_column("c", enum("Role", "a"))),))
    assert [(item.prisma.name, item.models.name) for item in pair(prisma, models).enums] == [("Role", "Role")]


def test_unknown_dialect_is_taken_for_postgresql() -> None:
    assert pair(Schema(), Schema()).dialect == "postgresql"
    assert pair(Schema(dialect=UNKNOWN), Schema(dialect="sqlite")).dialect == "sqlite"
    assert pair(Schema(dialect="mysql"), Schema(dialect=UNKNOWN)).dialect == "mysql"


def test_a_table_whose_schema_is_not_known_is_the_only_one_of_its_name() -> None:
    pairing = paired([table("user", schema="auth"), table("post", schema="app")], [table("user", schema_known=False)])
    assert names(pairing.tables) == [("auth.user", "user")]
    assert (pairing.moved, pairing.only_models) == ((), ())
    assert [item.name for item in pairing.only_prisma] == ["post"]
    assert pairing.names.prisma_key(TableKey(None, "user")) == TableKey("auth", "user")
    assert pairing.names.prisma_key(TableKey("auth", "user")) == TableKey("auth", "user")


def test_of_a_table_whose_schema_is_not_known_and_that_has_namesakes_nothing_is_said() -> None:
    ours = [table("log", schema="auth"), table("log", schema="app"), table("post", schema="app")]
    pairing = paired(ours, [table("log", schema_known=False), table("post", schema="app")])
    assert names(pairing.tables) == [("app.post", "app.post")]
    assert (pairing.only_prisma, pairing.only_models) == ((), ())
    assert pairing.names.are_same(TableKey("auth", "log"), TableKey(None, "log"))
    assert not pairing.names.are_same(TableKey("auth", "other"), TableKey(None, "log"))
    twice = paired(ours[:1], [table("log", schema_known=False), table("log", entity="Log2", schema_known=False)])
    assert (twice.tables, twice.only_prisma, twice.only_models, twice.described_twice) == ((), (), (), ())


def test_a_table_whose_schema_is_not_known_and_that_prisma_does_not_have_is_extra() -> None:
    pairing = paired([table("user", schema="auth")], [table("person", schema_known=False)])
    assert [item.name for item in pairing.only_models] == ["person"]


def test_an_enum_whose_schema_is_not_known_is_the_only_one_of_its_name() -> None:
    def enum(**facts: object) -> Enum:
        return Enum(name="Role", members=(EnumMember(name="A", label="A"),), **facts)  # type: ignore[arg-type]

    ours, theirs = enum(schema="auth"), enum(schema_known=False)
    pairing = pair(Schema(dialect="postgresql", enums=(ours,)), Schema(enums=(theirs,)))
    assert [(pair.prisma, pair.models) for pair in pairing.enums] == [(ours, theirs)]


LONG = "ALongNameOfATableOrAColumnThatPostgresqlCutsToSixtyThreeBytesSilently"
CUT = LONG[:63]


def test_names_are_those_that_postgresql_keeps() -> None:
    """A description of a database has the short name where another one has the long name."""
    for other in (LONG, CUT):
        pairing = paired([table(LONG, LONG), table("b", "c")], [table(other, other), table("b", "c")])
        assert names(pairing.tables) == [(CUT, CUT), ("b", "b")]
        assert [[item.prisma.name for item in found.columns] for found in pairing.tables] == [[CUT], ["c"]]
        assert (pairing.only_prisma, pairing.only_models, pairing.tables[0].only_prisma) == ((), (), ())


def test_names_are_cut_between_two_characters() -> None:
    pairing = paired([table("a" + "ä" * 40)], [table("a" + "ä" * 31)])
    assert names(pairing.tables) == [("a" + "ä" * 31, "a" + "ä" * 31)]


def test_other_databases_do_not_cut_names() -> None:
    prisma = Schema(dialect="sqlite", tables=(table(LONG),))
    assert pair(prisma, Schema(tables=(table(CUT),))).tables == ()


def test_pairs_of_cut_names_are_kept() -> None:
    prisma = Schema(dialect="postgresql", tables=(table(LONG), table("b")))
    models = Schema(tables=(table(LONG), table("b")))
    first = pair(prisma, models)
    second = pair(replace(prisma), replace(models, tables=(models.tables[0], table("b", "new"))), first)
    assert second.tables[0] is first.tables[0]
    assert second.tables[1] is not first.tables[1]
