"""`prismalchemy migrate status`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from prismalchemy.cli.failure import CommandError
from prismalchemy.cli.migrate.project import Project, database_option, open_project, project_options, resolve
from prismalchemy.cli.options import say_notices, shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prismalchemy.migrate.applied import Applied
    from prismalchemy.migrate.status import Status
    from prismalchemy.migrate.structure import Mismatch
    from prismalchemy.schema import Schema


@click.command(name="status")
@project_options
@database_option
@click.option(
    "--format", "format_", type=click.Choice(("text", "json")), default="text", help="How to print it. [text]"
)
def command(
    places: tuple[str, ...], schema: str | None, alembic: str | None, database: str | None, format_: str
) -> int:
    """Show both histories side by side, which steps belong together, and what a database has of them.

    Looks only at files, unless --database names a database, in which nothing is written. Whether the schema and the
    models agree is asked as `check` asks it; where a database is named, also whether its tables are as they say.

    Exits with 0 when there is nothing to do, 1 when there is, 2 when something could not be read.
    """
    from prismalchemy.cli.console import write
    from prismalchemy.migrate.status import as_json, status
    from prismalchemy.migrate.structure import as_rows

    project = open_project(places, schema, alembic)
    applied, schema_of = read_database(project, resolve(database)) if database else (None, None)
    owner = owner_of(project)
    found = status(project.history, applied, owner)
    differences, lesser, failed = _differences(project)
    models = "unknown" if differences is None else "agree" if differences == 0 else "differ"
    structure = None if schema_of is None else _structure(project, schema_of)
    if format_ == "json":
        further: dict[str, Any] = {
            "owner": owner,
            "prisma": shorten(project.prisma.folder),
            "alembic": shorten(project.alembic.script) if project.alembic else None,
            "database": None if applied is None else {"revisions": list(applied.revisions or ())},
            "models": {"state": models, "differences": differences, "lesser": lesser},
            "structure": None if structure is None else {side: as_rows(found) for side, found in structure.items()},
        }
        write(json.dumps(as_json(found, further), indent=2, ensure_ascii=False) + "\n")
    else:
        _print(project, found, applied, owner, differences, lesser)
        _print_structure(structure or {})
    if failed:
        return 2
    differ = differences or any(found for found in (structure or {}).values())
    return 0 if found.is_clean and not differ else 1


def owner_of(project: Project) -> str:
    """Who owns the history: as the settings say, else Prisma where it has migrations of its own, else Alembic."""
    said = next((pair.owner for pair in project.workspace.settings.pairs if pair.owner is not None), None)
    if said is not None:
        return said
    own = any(step.migration is not None and step.migration.revision is None for step in project.history.steps)
    return "prisma" if own or project.alembic is None or not project.history.steps else "alembic"


def read_database(project: Project, address: str) -> tuple[Applied, Schema]:
    """What a database has of both histories, and its tables.

    Raises:
        CommandError: it cannot be asked.
    """
    from prismalchemy.workspace.database import DatabaseError, connected, read_applied
    from prismalchemy.workspace.shadow import content_of

    try:
        with connected(address, project.folder) as connection:
            return read_applied(connection, project.version_table), content_of(connection, project.dialect).schema
    except DatabaseError as error:
        raise CommandError(shorten(str(error))) from error


def _structure(project: Project, database: Schema) -> dict[str, tuple[Mismatch, ...] | None]:
    """Where the database is not as the schema and the models say; None for models that are not there."""
    from prismalchemy.cli.migrate.project import left_alone
    from prismalchemy.migrate.structure import mismatches

    schemas, _ = project.workspace.schemas()
    leave = left_alone(project)
    schema = project.workspace.read_schema(schemas[0])[0].schema
    plain = isinstance(project.prisma.config.external_tables, tuple)
    found: dict[str, tuple[Mismatch, ...] | None] = {"schema": None, "models": None}
    # A schema without models is not yet a description of anything.
    if schema.tables:
        found["schema"] = mismatches(schema, database, project.dialect, leave, all_tables=plain)
    if project.workspace.layout().models:
        for pair in project.workspace.snapshot().pairs:
            if pair.candidate.schema.path == project.prisma.schema:
                models = mismatches(pair.models.schema, database, project.dialect, (), all_tables=False)
                found["models"] = (*(found["models"] or ()), *models)
    return found


def _print_structure(structure: Mapping[str, tuple[Mismatch, ...] | None]) -> None:
    from prismalchemy.cli.console import console

    screen = console()
    for side, name in (("schema", "Schema"), ("models", "Models")):
        found = structure.get(side)
        if found is None:
            continue
        points = "1 point" if len(found) == 1 else f"{len(found)} points"
        screen.print(f"{name} and database {f'differ in {points}:' if found else 'agree'}", soft_wrap=True)
        for mismatch in found:
            screen.print(f"  {mismatch.message}", soft_wrap=True, markup=False, highlight=False)


def _differences(project: Project) -> tuple[int | None, int, bool]:
    """How many errors `check` finds, None where there is nothing to compare; how many lesser findings; and whether
    something cannot be read.
    """
    from prismalchemy.cli.report.item import at_least, items

    if not project.workspace.layout().models:
        return None, 0, False
    snapshot = project.workspace.snapshot()
    failed = say_notices(snapshot)
    if not snapshot.pairs:
        return None, 0, failed
    found = items(snapshot, fixes=False)
    errors = len(at_least(found, project.workspace.settings.fail_on))
    return errors, len(found) - errors, failed


def _print(
    project: Project, found: Status, applied: Applied | None, owner: str, differences: int | None, lesser: int
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from prismalchemy.cli.console import console, terminal_width

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in ("Prisma migration", "Alembic revision", *(("Prisma", "Alembic") if applied is not None else ())):
        table.add_column(heading, no_wrap=True)
    for row in found.rows:
        migration = Text(row.migration or "missing", "" if row.migration else "red")
        if row.edited:
            migration.append(" (edited)", "red")
        cells = [migration, Text(row.revision or "missing", "" if row.revision else "red")]
        if applied is not None:
            cells += [_state(row.prisma), _state(row.alembic)]
        table.add_row(*cells)
    screen = console()
    if terminal_width() is None:
        screen.width = 200
    if found.rows:
        screen.print(table)
        screen.print()
    place = shorten(project.prisma.folder)
    other = shorten(project.alembic.script) if project.alembic else "no Alembic"
    screen.print(f"Owner: {owner} ({place} and {other})", soft_wrap=True)
    if differences is not None:
        said = "agree"
        if differences:
            said = f"differ in {differences} points; see `prismalchemy check`"
        elif lesser:
            points = "1 finding that does" if lesser == 1 else f"{lesser} findings that do"
            said = f"agree but for {points} not fail; see `prismalchemy check`"
        screen.print(f"Schema and models {said}", soft_wrap=True)
    for problem in found.problems:
        screen.print(f"Problem: {problem}", soft_wrap=True)
    for todo in found.todo:
        screen.print(f"To do: {todo}", soft_wrap=True)
    if found.is_clean and found.rows:
        where = "" if applied is None else ", and the database has them all"
        screen.print(f"Both histories agree: {len(found.rows)} steps{where}", soft_wrap=True)
    elif not found.rows:
        screen.print("There are no migrations yet", soft_wrap=True)


def _state(state: str | None) -> Any:
    from rich.text import Text

    styles = {"applied": "green", "pending": "yellow", "failed": "red", "edited": "red"}
    return Text(state or "", styles.get(state or "", ""))
