"""The format of the fix cases: files before, one or more fixes, files after.

A case begins with `===== title`, then come lines with the fixes (`method argument…`), then the files. A line
`//- name` begins a Prisma file, `#- name` a Python file before the fix, `#+ name` one after it, `#~ facts` what the
fix changed in the neutral schema, a line for each fact that went (`-`) or came (`+`). A file after the fix is left out
if it is as before; `#+ none` says that the fix is refused. A schema without datasource is PostgreSQL's;
a case without a schema has the one above the first case.
`␍`, `→` and `␃` stand for a carriage return, a tab and "no final line end".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from prismalchemy.alchemy import ModelsReading
from prismalchemy.alchemy import Reader as ModelsReader
from prismalchemy.compare import Pairing, pair
from prismalchemy.prisma import Reader as PrismaReader
from prismalchemy.schema import UNKNOWN, Schema, Table
from prismalchemy.text import SourceFile

ROOT = "/project/"
_HEADER = re.compile(r"^(//-|#-|#\+|#~) (\S+)$", re.MULTILINE)
_ASPECTS = ("attribute", "type", "nullable", "server_default", "client_default", "on_update", "autoincrement")
_DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n\n'


@dataclass
class Case:
    """One case; texts as written in the case file, without decoding."""

    title: str
    fixes: list[str]
    prisma: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    facts: str = ""
    refused: bool = False
    common: bool = False


def read_cases(path: Path) -> list[Case]:
    """All cases of a file; those without a schema have the one above the first case."""
    head, *blocks = path.read_text(encoding="utf-8").split("\n===== ")
    common = _case(f"common\n{head}\n").prisma
    cases = [_case(block) for block in blocks]
    for case in cases:
        case.common = not case.prisma
        case.prisma = case.prisma or common
    return cases


def _case(block: str) -> Case:
    parts = _HEADER.split(block)
    title, *fixes = parts[0].strip().split("\n")
    case = Case(title, fixes)
    for sign, name, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        body = text.removeprefix("\n")
        if sign == "//-":
            case.prisma[name] = body
        elif sign == "#-":
            case.before[name] = decode(body)
        elif sign == "#+" and name == "none":
            case.refused = True
        elif sign == "#+":
            case.after[name] = decode(body)
        else:
            case.facts = body.rstrip("\n")
    return case


def write_case(case: Case) -> str:
    """The text of a case."""
    out = [f"===== {case.title}\n", *[f"{fix}\n" for fix in case.fixes]]
    out += [f"//- {name}\n{text}" for name, text in case.prisma.items() if not case.common]
    out += [f"#- {name}\n{encode(text)}" for name, text in case.before.items()]
    out += [f"#+ {name}\n{encode(text)}" for name, text in case.after.items()]
    out += ["#+ none\n"] if case.refused else [f"#~ facts\n{case.facts}\n"]
    return "".join(out)


def decode(text: str) -> str:
    """A file's text as a case shows it, to the text."""
    return text.replace("␃\n", "").replace("␍\n", "\r\n").replace("→", "\t")


def encode(text: str) -> str:
    """A file's text to what a case shows."""
    shown = text if text.endswith("\n") or not text else text + "␃\n"
    return shown.replace("\r\n", "␍\n").replace("\t", "→")


@dataclass
class Sides:
    """Both sides, read and paired."""

    prisma: Schema
    models: ModelsReading
    pairing: Pairing

    def prisma_table(self, name: str) -> Table:
        """Prisma's table by its database name, as it is paired where it is."""
        paired = [near.prisma for near in (*self.pairing.tables, *self.pairing.near_tables)]
        return next(table for table in (*paired, *self.prisma.tables) if str(table.key) == name)

    def models_table(self, name: str) -> Table:
        """The models' table that is paired with Prisma's of this name."""
        for near in (*self.pairing.tables, *self.pairing.near_tables):
            if str(near.prisma.key) == name:
                return near.models
        raise LookupError(name)


def read(prisma: dict[str, str], models: dict[str, str]) -> Sides:
    """Read and pair the files of a case."""
    texts = dict(prisma)
    if not any("datasource" in text for text in texts.values()):
        first = next(iter(texts))
        texts[first] = _DATASOURCE + texts[first]
    schema = PrismaReader().read([SourceFile(ROOT + name, text) for name, text in texts.items()]).schema
    reading = ModelsReader().read([SourceFile(ROOT + name, text) for name, text in models.items()])
    return Sides(schema, reading, pair(schema, reading.schema))


def facts(schema: Schema) -> list[str]:
    """What a schema says, a line a fact; places and order of declaration left out."""
    lines = []
    for table in schema.tables:
        at = str(table.key)
        lines.append(f"{at}: class {table.entity}")
        lines += [f"{at}: comment {_shown(table.comment)}"] if table.comment is not None else []
        lines.append(f"{at}: primary key {_shown(table.primary_key and table.primary_key.columns)}")
        for column in table.columns:
            lines += [f"{at}.{column.name}: {name} {_shown(getattr(column, name))}" for name in _ASPECTS]
            lines += [f"{at}.{column.name}: comment {_shown(column.comment)}"] if column.comment is not None else []
        lines += [f"{at}: index {_index(index)}" for index in table.indexes]
        for key in table.foreign_keys:
            actions = f"{_shown(key.on_delete)} {_shown(key.on_update)}"
            lines.append(f"{at}: foreign key {key.columns} {_shown(key.target)} {_shown(key.target_columns)} {actions}")
        for relation in table.relations:
            kind = _shown(relation.kind)
            lines.append(f"{at}: relation {relation.attribute} {kind} {_shown(relation.target)} back {relation.back}")
    for enum in schema.enums:
        lines.append(f"enum {enum.name}: {enum.entity} {_shown(enum.labels)}")
    return lines


def _index(index: object) -> str:
    columns = getattr(index, "columns", UNKNOWN)
    shown = (
        [] if columns is UNKNOWN else [f"{c.column or c.expression}{' desc' if c.descending else ''}" for c in columns]
    )
    kind = ("unique constraint" if index.constraint else "unique") if index.unique else "plain"  # type: ignore[attr-defined]
    return f"{index.name} {kind} {' '.join(shown)}"  # type: ignore[attr-defined]


def _shown(value: object) -> str:
    if hasattr(value, "sql"):
        return str(value.sql)
    if hasattr(value, "kind") and hasattr(value, "value"):
        return f"{value.kind.value} {value.value}"
    if hasattr(value, "function"):
        return " ".join([value.function, *map(str, value.arguments)])
    if hasattr(value, "value"):
        return str(value.value)
    return repr(getattr(value, "type", value)) if not hasattr(value, "name") else str(value)


def difference(before: Schema, after: Schema) -> str:
    """The facts that went and came."""
    old, new = facts(before), facts(after)
    gone = [f"- {line}" for line in old if line not in new]
    come = [f"+ {line}" for line in new if line not in old]
    return "\n".join([*gone, *come])
