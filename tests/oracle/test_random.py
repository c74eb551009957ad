"""Schemas made at random, valid or nearly so, are judged by the engine too: what it accepts, we read as it does."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.oracle import test_dmmf
from tests.oracle.engine import Engine, RefusedError
from tests.oracle.schemas import Case
from tests.oracle.test_ddl import compare

NAMES = ("User", "post", "Tag_2", "AVeryLongModelNameThatGoesOnForMoreThanThirtyCharacters", "Zebra")
FIELDS = ("id", "a", "b_b", "cC", "anotherLongFieldNameThatIsThirtySixLong", "e1")
SCALARS = {
    "String": ["", "@db.VarChar(10)", "@db.Text", "@db.Uuid", '@default("it\'s")', "@default(cuid())", "@unique"],
    "Int": ["", "@db.SmallInt", "@default(7)", "@default(autoincrement())", "@unique", '@map("int col")'],
    "BigInt": ["", "@default(-7)", '@map("ünïcödé")'],
    "Float": ["", "@db.Real", "@default(0.5)"],
    "Decimal": ["", "@db.Decimal(8, 2)", "@default(2.50)"],
    "Boolean": ["", "@default(true)"],
    "DateTime": ["", "@db.Timestamptz(6)", "@default(now())", "@updatedAt", '@unique(map: "at_key")'],
    "Json": ["", "@db.Json", '@default("{}")'],
    "Bytes": ["", '@default("AAE=")'],
    "Colour": ["", "@default(RED)", '@default(BLUE) @map("col")'],
}
ACTIONS = ("", ", onDelete: Cascade", ", onDelete: SetNull", ", onUpdate: NoAction", ", onDelete: Restrict")
ENUM = 'enum Colour {\n  RED\n  BLUE @map("light blue")\n\n  @@map("colours")\n}\n'


@st.composite
def schemas(draw: st.DrawFn) -> str:
    provider = draw(st.sampled_from(["postgresql", "postgresql", "sqlite", "cockroachdb"]))
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    models = {name: _fields(draw, provider) for name in names}
    for number in range(draw(st.integers(0, 4))):
        _relation(draw, models, number)
    mode = '\n  relationMode = "prisma"' if draw(st.integers(0, 5)) == 0 else ""
    blocks = [f'datasource db {{\n  provider = "{provider}"{mode}\n}}\n', ENUM]
    for name, lines in models.items():
        blocks.append(f"model {name} {{\n" + "".join(f"  {line}\n" for line in lines) + "}\n")
    return "\n".join(blocks)


def _fields(draw: st.DrawFn, provider: str) -> list[str]:
    key = draw(st.sampled_from(["Int @id", "String @id", "BigInt @id", "Int @id @default(autoincrement())"]))
    lines = [f"id {key}"]
    chosen = draw(st.lists(st.sampled_from(FIELDS[1:]), max_size=5, unique=True))
    for name in chosen:
        scalar = draw(st.sampled_from(sorted(SCALARS)))
        attribute = draw(st.sampled_from(SCALARS[scalar]))
        arity = draw(st.sampled_from(["", "", "?", "[]"]))
        if "db." in attribute and provider != "postgresql":
            attribute = ""
        if scalar == "Json" and provider == "sqlite":
            # Prisma's own DDL for such a default is not valid SQL: it lacks the quotes.
            attribute = ""
        if arity and ("default" in attribute or "updatedAt" in attribute):
            arity = "?" if "autoincrement" not in attribute else ""
        if arity == "[]" and (provider == "sqlite" or "unique" in attribute or scalar == "Bytes"):
            arity = ""
        lines.append(f"{name} {scalar}{arity} {attribute}".rstrip())
    plain = ["id", *chosen]
    for kind in draw(st.lists(st.sampled_from(["@@index", "@@unique"]), max_size=2)):
        columns = draw(st.lists(st.sampled_from(plain), min_size=1, max_size=3, unique=True))
        name = draw(st.sampled_from(["", ', map: "said {}"']))
        sort = draw(st.sampled_from(["", "(sort: Desc)"]))
        said = name.format(f"{kind[2:]} {'_'.join(columns)} {len(lines)}")
        lines.append(f"{kind}([{columns[0]}{sort}{''.join(', ' + c for c in columns[1:])}]{said})")
    if draw(st.booleans()):
        lines.append(f'@@map("t_{draw(st.sampled_from(["one", "two", "three", "fo ur"]))}_{len(lines)}")')
    return lines


def _relation(draw: st.DrawFn, models: dict[str, list[str]], number: int) -> None:
    """Add both ends of a relation named `r<number>`."""
    one, other = draw(st.sampled_from(sorted(models))), draw(st.sampled_from(sorted(models)))
    name = f"r{number}"
    if draw(st.integers(0, 2)) == 0:
        models[one].append(f'{name}_x {other}[] @relation("{name}")')
        models[other].append(f'{name}_a {one}[] @relation("{name}")')
        return
    key = next(line.split()[1] for line in models[other] if line.startswith("id "))
    optional = draw(st.sampled_from(["", "?"]))
    single = draw(st.booleans())
    action = draw(st.sampled_from(ACTIONS))
    models[one].append(f"{name}_id {key}{optional}{' @unique' if single else ''}")
    models[one].append(f'{name} {other}{optional} @relation("{name}", fields: [{name}_id], references: [id]{action})')
    models[other].append(f'{name}_back {one}{"?" if single else "[]"} @relation("{name}")')


def test_random_schemas(engine: Engine) -> None:
    judged: dict[str, int] = {"accepted": 0, "refused": 0}

    @given(schemas())
    @settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def judge(schema: str) -> None:
        case = Case("random", (("schema.prisma", schema),))
        try:
            found: list[Any] = [*compare(engine, case), *test_dmmf.compare(engine, case)]
        except RefusedError:
            judged["refused"] += 1
            return
        judged["accepted"] += 1
        assert found == [], schema

    judge()
    # A generator that makes only what Prisma refuses would prove nothing.
    assert judged["accepted"] > 80
    print(judged)
