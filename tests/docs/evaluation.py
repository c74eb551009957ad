"""The tables of docs/evaluation.md, made of docs/evaluation.json, which `make evaluation-report` measures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "evaluation.md"
RESULT = ROOT / "docs" / "evaluation.json"
CLIENT = "Prisma Client Python"
SQLALCHEMY = ("manual mirroring", "automap", "sqlacodegen", "prismalchemy")
"""The candidates whose models run here."""


def measured() -> dict[str, Any]:
    """The figures."""
    found: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8"))
    return found


def tables(found: dict[str, Any]) -> dict[str, str]:
    """The tables by the names of their places in the document."""
    return {
        "summary": summary(found),
        "conditions": conditions(found),
        "effort": effort(found),
        "wrong": wrong(found),
        "kept": kept(found),
        "drift": drift(found),
        "drift-list": drift_list(found),
        "mistakes": mistakes(found),
        "missed": missed(found),
        "speed": speed(found),
        "sizes": sizes(found),
        "generators": generators(found),
        "client": client(found),
    }


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *[[str(cell) for cell in row] for row in rows]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def summary(found: dict[str, Any]) -> str:
    """One row for each candidate."""
    rows = found["drifts"]
    number = len(rows)
    alembic = sum(row["alembic"] for row in rows)
    ours = sum(row["prismalchemy"] for row in rows)
    usable = sum(one.get("error") is None for name, one in found["made"].items() if name in _generators(found))
    time = {name: milliseconds(found["times"][name]["models"]["processor"]) for name in SQLALCHEMY}
    share = {name: f"{one['pyright']['found']} of {one['of']}" for name, one in found["mistakes"].items()}

    def anew(name: str) -> str:
        return f"{number - sum(row[f'{name}, made anew'] == 'always' for row in rows)} of {number} prevented"

    return table(
        ["", "lines to keep", "of the drifts", "mistakes found by pyright", "asyncpg", "start-up", "maintained"],
        [
            [
                "manual mirroring",
                found["made"]["manual mirroring"]["kept"],
                f"none prevented, {alembic} of {number} found by Alembic",
                share["manual mirroring"],
                "yes",
                time["manual mirroring"],
                "SQLAlchemy: yes",
            ],
            ["others' generators", "none", f"{usable} of 3 make models that can be imported", "–", "–", "–", "little"],
            [
                CLIENT,
                "none",
                "prevented as it is generated (not measured); it takes no schema of Prisma 7",
                share[CLIENT],
                "no, an engine",
                "–" if found["client py import"] is None else milliseconds(found["client py import"]),
                "archived",
            ],
            [
                "automap",
                found["made"]["automap"]["kept"],
                anew("automap"),
                share["automap"],
                "yes",
                time["automap"],
                "SQLAlchemy: yes",
            ],
            ["sqlacodegen", "none", anew("sqlacodegen"), share["sqlacodegen"], "yes", time["sqlacodegen"], "yes"],
            [
                "prismalchemy",
                "none",
                f"{anew('prismalchemy')}; {ours} of {number} found in hand-written models",
                f"{share['prismalchemy']} ({share['prismalchemy, dataclass']} as dataclasses)",
                "yes",
                time["prismalchemy"],
                "yes, young",
            ],
        ],
    )


def _generators(found: dict[str, Any]) -> list[str]:
    return [name for name in found["made"] if name not in (*SQLALCHEMY, CLIENT)]


def conditions(found: dict[str, Any]) -> str:
    """Under which conditions it was measured."""
    of = found["of"]
    return (
        f"{of['models']} models and {of['lines']} lines of schema; Python {of['python']}, "
        f"SQLAlchemy {of['sqlalchemy']}, "
        f"PostgreSQL {of['postgresql']}; medians of {of['rounds']} rounds by turns."
    )


def effort(found: dict[str, Any]) -> str:
    """Lines, commands, seconds."""
    rows = []
    for name in (*SQLALCHEMY[:1], CLIENT, *SQLALCHEMY[1:]):
        made = found["made"][name]
        seconds = f"{made['seconds']:.1f} s" if made["seconds"] else "–"
        rows.append(
            [
                name,
                made["kept"],
                made["lines"] - made["kept"] if made["lines"] else 0,
                ", ".join(made["commands"]),
                seconds,
            ]
        )
    return table(
        ["", "lines that people keep", "generated lines", "after each change of the schema", "of the processor"], rows
    )


def wrong(found: dict[str, Any]) -> str:
    """What is wrong with fresh models."""
    rows = []
    for name in SQLALCHEMY:
        one = found["wrong"][name]
        counts = one["by consequence"]
        change = one.get("prisma would change")
        rows.append(
            [
                name,
                *(counts.get(what, 0) for what in ("fails", "corrupts", "migrates", "convention")),
                "–" if change is None else change,
            ]
        )
    return table(["", "fails", "corrupts", "migrates", "convention", "statements that Prisma's engine would run"], rows)


def kept(found: dict[str, Any]) -> str:
    """What only the Prisma schema knows."""
    names = list(found["kept"]["prismalchemy"])
    rows = [[name, *(f"{one[what][0]} of {one[what][1]}" for what in names)] for name, one in _in_order(found["kept"])]
    return table(["", *names], rows)


def _in_order(found: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name, found[name]) for name in SQLALCHEMY if name in found]


def drift(found: dict[str, Any]) -> str:
    """Counts of the drifts."""
    rows = found["drifts"]
    number = len(rows)
    alembic, engine, ours = (sum(row[who] for row in rows) for who in ("alembic", "prisma", "prismalchemy"))
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(found["alembic noise"].items()))
    lines: list[list[object]] = [
        ["manual mirroring, nothing else", 0, 0, number, "none"],
        [
            "manual mirroring, `alembic check` with types and defaults compared",
            0,
            alembic,
            number - alembic,
            f"{sum(found['alembic noise'].values())} operations without any drift ({kinds})",
        ],
        ["manual mirroring, `create_all` and Prisma's diff", 0, engine, number - engine, "none"],
        ["manual mirroring, `prismalchemy check`", 0, ours, number - ours, "none"],
    ]
    for name in ("automap", "sqlacodegen", "prismalchemy"):
        always = sum(row[f"{name}, made anew"] == "always" for row in rows)
        lines.append([f"{name}, made anew", number - always, 0, always, "always there" if always else "none"])
    return table(["", "prevented", "found", "missed", "noise"], lines)


def drift_list(found: dict[str, Any]) -> str:
    """Each drift."""
    rows = [
        [
            row["what"],
            f"`{row['rule']}`",
            "found" if row["alembic"] else "missed",
            "found" if row["prisma"] else "missed",
            "found" if row["prismalchemy"] else "missed",
            row["automap, made anew"],
            row["sqlacodegen, made anew"],
        ]
        for row in found["drifts"]
    ]
    return table(["drift", "rule", "Alembic", "Prisma's diff", "prismalchemy", "automap", "sqlacodegen"], rows)


def mistakes(found: dict[str, Any]) -> str:
    """What type checkers find."""
    rows = [
        [
            name,
            *(f"{one[tool]['found']} of {one['of']}" for tool in ("pyright", "mypy")),
            *(one[tool]["false alarms"] for tool in ("pyright", "mypy")),
        ]
        for name, one in ((name, found["mistakes"][name]) for name in _checked(found))
    ]
    return table(["", "pyright", "mypy --strict", "false alarms of pyright", "of mypy"], rows)


def _checked(found: dict[str, Any]) -> list[str]:
    order = ("manual mirroring", CLIENT, "automap", "sqlacodegen", "prismalchemy", "prismalchemy, dataclass")
    return [name for name in order if name in found["mistakes"]]


_MANY = 8
"""From how many on they are only counted."""


def missed(found: dict[str, Any]) -> str:
    """The mistakes that pyright does not find."""
    lines = []
    for name in _checked(found):
        one = found["mistakes"][name]
        what = one["pyright"]["missed"]
        said = "; ".join(what) if len(what) < _MANY else f"{len(what)} of {one['of']}"
        lines.append(f"- {name}: {said or 'nothing'}")
    return "\n".join(lines)


def milliseconds(seconds: float) -> str:
    """A time of the processor."""
    return f"{seconds * 1000:.0f} ms"


def speed(found: dict[str, Any]) -> str:
    """Times, and shares of those of hand-written models."""
    usual = found["times"]["manual mirroring"]
    rows = []
    for name, one in _in_order(found["times"]):
        queries = [
            f"{one[query]['processor']:.0f} µs ({one[query]['processor'] / usual[query]['processor']:.2f})"
            for query in ("one", "fifty", "with_relation")
        ]
        asynchronous = "yes" if found["async"][name] else "no"
        rows.append(
            [
                name,
                milliseconds(one["library"]["processor"]),
                milliseconds(one["models"]["processor"]),
                *queries,
                asynchronous,
            ]
        )
    return table(
        ["", "SQLAlchemy and driver", "models", "a row by its key", "50 rows", "50 rows and a relation", "asyncpg"],
        rows,
    )


def sizes(found: dict[str, Any]) -> str:
    """Megabytes."""
    return table(
        ["", "MB"], [[name, f"{size:.0f}"] for name, size in sorted(found["sizes"].items(), key=lambda one: one[1])]
    )


def generators(found: dict[str, Any]) -> str:
    """What came of others' generators."""
    versions = found["of"]["versions"]
    rows = [
        [
            f"{name} {versions[name]}",
            found["made"][name]["lines"] or "–",
            escaped(found["made"][name]["error"] or "the models can be imported"),
        ]
        for name in _generators(found)
    ]
    return table(["", "lines", "outcome"], rows)


def client(found: dict[str, Any]) -> str:
    """What came of Prisma Client Python."""
    made = found["made"][CLIENT]
    seconds = found["client py import"]
    return table(
        ["", ""],
        [
            ["the schema as it is, for Prisma 7", escaped(found["client py as it is"])],
            [
                "the schema with `url`, and `enable_experimental_decimal`",
                f"generated, {made['lines']} lines, {made['seconds']:.1f} s of the processor",
            ],
            ["importing what was generated", "–" if seconds is None else f"{milliseconds(seconds)} of the processor"],
            [
                "queries of [the guide](prisma-client-py.md) that pyright takes",
                f"{found['guide']['snippets'] - len(found['guide']['errors'])} of {found['guide']['snippets']}",
            ],
            ["running a query", "not possible here: its query engine comes from a host that could not be reached"],
        ],
    )


def escaped(text: str) -> str:
    """Text within a table."""
    return text.replace("|", "\\|").replace("<", "&lt;")
