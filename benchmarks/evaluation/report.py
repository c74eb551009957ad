"""Measures all candidates, and writes docs/evaluation.json, from which docs/evaluation.md is made.

    python -m benchmarks.evaluation.report [--rounds 9]

Installs the candidates from their registries into `.cache/evaluation`. Exit code 1 where prismalchemy does not do what
the document says of it: nothing found in what it generates, nothing that Prisma's engine would change, every drift
found, no false alarm of a type checker.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import textwrap
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from tests.clients.guide import GUIDE, pairs
from tests.generate.servers import Postgresql, postgresql
from tests.oracle.engine import Engine

from benchmarks.evaluation import candidates, correctness, mistakes, speed
from benchmarks.evaluation.candidates import Made
from benchmarks.evaluation.environments import MYPY, ROOT, SCHEMA, client_py, generate_client_py
from prismalchemy.prisma import Reader
from prismalchemy.text import SourceFile

RESULT = ROOT / "docs" / "evaluation.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write, and say what is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="rounds of the timing")
    options = parser.parse_args(arguments)
    engine = Engine()
    try:
        with postgresql() as server:
            found = measure(engine, server, options.rounds)
    finally:
        engine.close()
    RESULT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    troubles = wrong(found)
    print("\n".join(troubles) or "All is as docs/evaluation.md says; `make docs` brings it up to date.")
    return 1 if troubles else 0


def measure(engine: Engine, server: Postgresql, rounds: int) -> dict[str, Any]:
    """All figures."""
    correctness.pushed(engine, server, "pushed")
    say("making the candidates' models")
    sqlalchemy = {
        made.name: made
        for made in (
            candidates.make_manual(),
            candidates.make_prismalchemy(),
            candidates.make_sqlacodegen(correctness.url_of(server, "pushed")),
            candidates.make_automap(),
        )
    }
    generators = candidates.make_generators()
    client, as_it_is = candidates.make_client_py()
    say("what is wrong with them")
    wrongs = {made.name: correctness.as_made(made, server, engine) for made in (*sqlalchemy.values(), *generators)}
    say("each drift by itself")
    others = {name: wrongs[name] for name in ("sqlacodegen", "automap", "prismalchemy")}
    rows = correctness.drifts(server, engine, {f"{name}, made anew": found for name, found in others.items()})
    noise = Counter(operation[0].strip("'") for operation in correctness.alembic(candidates.manual(), server))
    say("type checkers")
    checked = {name: mistakes.of_candidate(name, made) for name, made in sqlalchemy.items()}
    checked["prismalchemy, dataclass"] = mistakes.of_candidate("prismalchemy, dataclass", dataclasses_of())
    checked["Prisma Client Python"] = mistakes.of_candidate("Prisma Client Python", client)
    say("times, by turns")
    speed.fill(server)
    times = speed.by_turns(sqlalchemy, server, rounds)
    everything = [*sqlalchemy.values(), *generators, client]
    schema = Reader().read([SourceFile("schema.prisma", SCHEMA.read_text(encoding="utf-8"))]).schema
    return {
        "of": {
            "python": platform.python_version(),
            "sqlalchemy": sa.__version__,
            "postgresql": version(server),
            "rounds": rounds,
            "models": sum(table.entity is not None for table in schema.tables),
            "lines": len(SCHEMA.read_text(encoding="utf-8").splitlines()),
            "mypy": MYPY,
            "versions": candidates.VERSIONS,
        },
        "made": {made.name: _made(made) for made in everything},
        "client py as it is": as_it_is,
        "wrong": {name: _without_findings(one) for name, one in wrongs.items()},
        "kept": {name: correctness.kept(made, server) for name, made in sqlalchemy.items()},
        "drifts": rows,
        "alembic noise": dict(noise),
        "mistakes": checked,
        "times": times,
        "async": {name: speed.runs_async(made, server) for name, made in sqlalchemy.items()},
        "sizes": speed.sizes(),
        "client py import": import_seconds(client),
        "guide": guide_errors(),
    }


def _without_findings(one: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key != "findings"}


def say(what: str) -> None:
    """Progress, as it takes minutes."""
    print(f"{what} …", flush=True)


def _made(made: Made) -> dict[str, Any]:
    return {
        "seconds": round(made.seconds, 2),
        "lines": made.lines,
        "kept": made.kept,
        "commands": list(made.commands),
        "error": made.error,
    }


def dataclasses_of() -> Made:
    """The generated models in the style of dataclasses, which have typed constructors."""
    folder = candidates.fresh("dataclass")
    program = Path(sys.executable).parent / "prismalchemy"
    command = [program, "generate", "--schema", SCHEMA, "--style", "dataclass", "--output", "dataclasses_.py"]
    _, output, code = candidates.run(command, folder)
    assert code == 0, output
    return Made("prismalchemy, dataclass", folder / "dataclasses_.py", folder=folder)


def version(server: Postgresql) -> str:
    """The version of PostgreSQL."""
    with psycopg.connect(f"{server.dsn} dbname=postgres") as connection:
        row = connection.execute("SHOW server_version").fetchone()
    assert row is not None
    return str(row[0]).split(" ")[0]


def import_seconds(client: Made) -> float | None:
    """Processor seconds of importing the generated Prisma Client Python; the median of five."""
    if client.error is not None:
        return None
    code = "import time; t = time.process_time(); import generated.client; print(time.process_time() - t)"
    outputs = [candidates.run([client_py(), "-W", "ignore", "-c", code], client.folder)[1] for _ in range(5)]
    return sorted(float(output.split()[-1]) for output in outputs)[2]


def guide_errors() -> dict[str, Any]:
    """What pyright says of the guide's snippets for Prisma Client Python, with the client of their schema."""
    text = GUIDE.read_text(encoding="utf-8")
    bare = text.split("```prisma\n")[1].split("```")[0]
    schema = bare.replace("  recursive", '  output = "./generated"\n  recursive')
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        datasource = 'datasource db {\n  provider = "postgresql"\n  url      = "postgresql://localhost/db"\n}\n'
        (folder / "schema.prisma").write_text(datasource + schema, encoding="utf-8")
        done = generate_client_py(folder / "schema.prisma")
        if done.returncode:
            return {"snippets": 0, "errors": [candidates.first_error(done.stdout + done.stderr)]}
        shown = [pair for pair in pairs() if pair.before]
        imports = ("from decimal import Decimal", "from generated import Prisma", "from generated.enums import Role")
        head = "\n".join([*imports, "from generated.fields import Json", "", ""])
        source = head + "\n".join(
            f"async def f{number}(db: Prisma) -> None:\n{textwrap.indent(pair.before, '    ')}"
            for number, pair in enumerate(shown)
        )
        (folder / "queries.py").write_text(source, encoding="utf-8")
        lines = source.splitlines()
        return {
            "snippets": len(shown),
            "errors": [lines[number - 1].strip() for number in sorted(mistakes.pyright(folder, client_py()))],
        }


def wrong(found: dict[str, Any]) -> list[str]:
    """What is not as the document says of prismalchemy."""
    ours = found["wrong"]["prismalchemy"]
    troubles: list[str] = []
    if ours.get("by consequence") or ours.get("prisma would change") != 0:
        troubles.append(f"the generated models are wrong: {ours}")
    troubles += [f"not found: {row['what']}" for row in found["drifts"] if not row["prismalchemy"]]
    troubles += [
        f"a false alarm of {tool} in {name}"
        for name, one in found["mistakes"].items()
        if name.startswith("prismalchemy")
        for tool in ("pyright", "mypy")
        if one[tool]["false alarms"]
    ]
    troubles += [f"the guide: {line}" for line in found["guide"]["errors"]]
    return troubles


if __name__ == "__main__":
    sys.exit(main())
