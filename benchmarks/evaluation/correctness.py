"""What each candidate gets wrong when it is made, and which drifts it prevents, finds, or does not see."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.examples.drifts import DRIFTS, Drift
from tests.generate import live
from tests.generate.servers import Database, Postgresql
from tests.oracle.engine import Engine
from tests.oracle.schemas import modern

from benchmarks.evaluation.candidates import Made, last_line, manual, run
from benchmarks.evaluation.environments import SCHEMA
from prismalchemy.rules import Level, default_level
from prismalchemy.schema import ClientDefault
from prismalchemy.workspace import Workspace, with_sides
from prismalchemy.workspace.files import absolute
from prismalchemy.workspace.imported import Importer
from prismalchemy.workspace.settings import Settings

CHILD = Path(__file__).with_name("alembic_child.py")
FILES = (("schema.prisma", modern(SCHEMA.read_text(encoding="utf-8"))),)
Finding = tuple[str, str | None, str | None]


def url_of(server: Postgresql, name: str) -> str:
    """The URL that SQLAlchemy takes."""
    return f"postgresql+psycopg://postgres@/{name}?host={server.folder}"


def pushed(engine: Engine, server: Postgresql, name: str) -> Database:
    """A database that Prisma's engine made of the schema."""
    database = server.fresh(name)
    engine.ask("push", FILES, database.url)
    return database


def as_made(made: Made, server: Postgresql, engine: Engine) -> dict[str, Any]:
    """What is wrong with the models right after they were made: by our rules, and by Prisma's engine.

    Prisma's engine looks at a database that the models' `create_all` made; automap has none to make.
    """
    if made.models is None or made.error is not None:
        return {"error": made.error}
    found = findings(made, server)
    counts = Counter(found.values())
    result: dict[str, Any] = {"by consequence": dict(counts), "findings": sorted(map(list, found), key=str)}
    if made.name != "automap":
        database = server.fresh("of_candidate")
        module = "app.models" if made.models.is_dir() else "models"
        command = [sys.executable, CHILD, "create", made.folder, module, url_of(server, "of_candidate")]
        _, output, code = run(command, made.folder)
        result["create_all"] = last_line(output) if code else None
        result["prisma would change"] = None if code else len(live.changes(engine, FILES, database))
    return result


def findings(made: Made, server: Postgresql) -> dict[Finding, str]:
    """What the rules find between the schema and the models: the consequence by rule and place, each place by itself.

    Automap's classes are not in any text, so its module is imported.
    """
    assert made.models is not None
    importer = None
    if made.name == "automap":
        os.environ["DATABASE_URL"] = url_of(server, "pushed")
        importer = Importer(sys.executable, 60.0)
    settings = with_sides(Settings(), absolute(SCHEMA), (absolute(made.models),))
    (pair,) = Workspace(made.folder, settings, root=absolute(made.folder), importer=importer).snapshot().pairs
    return {
        (item.rule, None if item.table is None else str(item.table), item.column): item.consequence.value
        for item in pair.divergences
        if default_level(item, "prisma") is not Level.OFF
    }


def drifts(server: Postgresql, engine: Engine, others: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Each drift of the example by itself: who finds it in hand-written models, who has it always, who prevents it.

    Alembic sees a drift where its list of operations is another one than for models without any; so does Prisma's
    engine, which looks at a database that the models made.
    """
    usual = alembic(manual(), server)
    agreed = by_engine(manual(), server, engine)
    rows: list[dict[str, Any]] = []
    for number, drift in enumerate(DRIFTS):
        folder = manual(number)
        operations = alembic(folder, server)
        ours = Workspace(folder).snapshot().findings
        row = {
            "what": f"{drift.symbol}: {drift.what}",
            "rule": drift.findings[0][0],
            "alembic": operations != usual,
            "prisma": by_engine(folder, server, engine) != agreed,
            "prismalchemy": {finding.rule for finding in ours} >= {rule for rule, _, _ in drift.findings},
        }
        for name, made in others.items():
            row[name] = "error" if made.get("error") else "always" if _is_always(drift, made) else "prevented"
        rows.append(row)
    return rows


def _is_always(drift: Drift, made: dict[str, Any]) -> bool:
    """Whether freshly made models have just this drift."""
    found = {tuple(one) for one in made["findings"]}
    return any(tuple(one) in found for one in drift.findings)


def by_engine(folder: Path, server: Postgresql, engine: Engine) -> list[str]:
    """What Prisma's engine would change in a database that the models' `create_all` made."""
    database = server.fresh("of_models")
    command = [sys.executable, CHILD, "create", folder, "app.models", url_of(server, "of_models")]
    _, output, code = run(command, folder)
    return ["error", last_line(output)] if code else sorted(live.changes(engine, FILES, database))


def alembic(folder: Path, server: Postgresql) -> list[Any]:
    """What `compare_metadata` says of models and the database that Prisma made."""
    command = [sys.executable, CHILD, "compare", folder, "app.models", url_of(server, "pushed")]
    _, output, code = run(command, folder)
    if code:
        # Models that cannot be mapped are noticed by whoever imports them.
        return ["error", last_line(output)]
    found: list[Any] = sorted(json.loads(output.splitlines()[-1]))
    return found


def kept(made: Made, server: Postgresql) -> dict[str, tuple[int, int]]:
    """How much of what only the Prisma schema knows is in the models: of how many, how many."""
    schema = live.read(FILES)
    models = described(made, server)
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for table in schema.tables:
        if table.entity is None:
            continue
        other = models.get(table.name, {"columns": {}, "relations": []})
        for column in table.columns:
            mine = other["columns"].get(column.name)
            wanted["field names"] += 1
            found["field names"] += mine is not None and mine["attribute"].lower().replace("_", "") == (
                column.attribute or ""
            ).lower().replace("_", "")
            if isinstance(column.client_default, ClientDefault) and column.client_default.function != "updatedAt":
                wanted["ids made by the client"] += 1
                found["ids made by the client"] += mine is not None and mine["default"]
            if column.on_update is not None:
                wanted["@updatedAt"] += 1
                found["@updatedAt"] += mine is not None and mine["onupdate"]
        for relation in table.relations:
            wanted["relation names"] += 1
            names = {name.lower().replace("_", "") for name in other["relations"]}
            found["relation names"] += relation.attribute.lower() in names
    return {what: (found[what], number) for what, number in wanted.items()}


DESCRIBE = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, sys.argv[1])
models = importlib.import_module(sys.argv[2])
from sqlalchemy.orm import configure_mappers
configure_mappers()
found = {}
for mapper in models.Base.registry.mappers:
    found[mapper.local_table.name] = {
        "columns": {
            column.name: {
                "attribute": mapper.get_property_by_column(column).key,
                "default": column.default is not None,
                "onupdate": column.onupdate is not None,
            }
            for column in mapper.local_table.columns
        },
        "relations": [relation.key for relation in mapper.relationships],
    }
print(json.dumps(found))
"""


def described(made: Made, server: Postgresql) -> dict[str, Any]:
    """The classes of models as SQLAlchemy has them once they are imported."""
    assert made.models is not None
    module = "app.models" if made.models.is_dir() else "models"
    extra = {"DATABASE_URL": url_of(server, "pushed")}
    _, output, code = run([sys.executable, "-c", DESCRIBE, made.folder, module], made.folder, extra)
    if code:
        raise RuntimeError(re.sub(r"(?s)^.*Traceback", "Traceback", output))
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found
