"""Prisma's own command line, that of the project: it says which SQL leads from a database to a schema."""

from __future__ import annotations

import json
import os
import posixpath
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prismalchemy.workspace.files import Unreadable, read_text

LONGEST = 180.0
"""Seconds that a question may take."""
_OLDEST = 7
"""The first version that takes a database's address from prisma.config alone."""
_SHADOW = "PRISMALCHEMY_SHADOW_DATABASE"


class PrismaCliError(Exception):
    """Prisma's command line is not there, or refused; the message is one line."""


@dataclass(frozen=True, slots=True)
class PrismaCli:
    """How to run it: Node.js and the file of the package."""

    node: str
    index: str


def find_prisma_cli(*folders: str) -> PrismaCli:
    """The one in `node_modules` of one of these folders, or of one above them.

    Raises:
        PrismaCliError: there is none, or one that is too old.
    """
    for folder in folders:
        for above in (folder, *(parent.as_posix() for parent in Path(folder).parents)):
            package = f"{above}/node_modules/prisma"
            content = read_text(f"{package}/package.json")
            if isinstance(content, Unreadable):
                continue
            version = _version(content.text)
            if int(version.partition(".")[0] or 0) < _OLDEST:
                raise PrismaCliError(
                    f"{package}: not supported yet: Prisma {version or 'of an unknown version'}; run `npm install "
                    f"prisma@{_OLDEST}`, or write the step with the owner's own tool (`prisma migrate dev "
                    "--create-only`, `alembic revision --autogenerate`) and run `prismalchemy migrate to-alembic` or "
                    "`to-prisma`, which need no Prisma"
                )
            node = shutil.which("node")
            if node is None:
                raise PrismaCliError("Prisma's command line needs Node.js; install it, or put `node` on the PATH")
            return PrismaCli(node, f"{package}/build/index.js")
    raise PrismaCliError(
        f"{posixpath.normpath(folders[0])}: Prisma's command line is not installed; run `npm install prisma`"
    )


@dataclass(frozen=True, slots=True)
class Question:
    """What to compare: a schema, and the database at an address as Prisma writes it; `external` is left alone.

    `enums` are enums that are left alone.
    """

    schema: str
    url: str
    external: Sequence[str]
    enums: Sequence[str] = ()


def difference(cli: PrismaCli, question: Question, *, back: bool = False) -> str:
    """The SQL that leads from the database to the schema, with `back` from the schema to the database.

    It is empty where both are the same.

    Raises:
        PrismaCliError: Prisma refused, or took too long.
    """
    ends = ("--from-schema", question.schema, "--to-config-datasource")
    if not back:
        ends = ("--from-config-datasource", "--to-schema", question.schema)
    with tempfile.TemporaryDirectory(prefix="prismalchemy-") as folder:
        config = Path(folder, "prisma.config.mjs")
        config.write_text(_config(question), encoding="utf-8")
        command = (cli.node, cli.index, "migrate", "diff", "--config", str(config), *ends, "--script", "--exit-code")
        environment = {
            **os.environ,
            _SHADOW: question.url,
            "CHECKPOINT_DISABLE": "1",
            "PRISMA_HIDE_UPDATE_MESSAGE": "1",
            "NO_COLOR": "1",
        }
        try:
            done = subprocess.run(  # noqa: S603 - the user asked for it by this command
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                encoding="utf-8",
                timeout=LONGEST,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PrismaCliError(f"`prisma migrate diff` took longer than {LONGEST:.0f} s") from error
        except (OSError, UnicodeDecodeError) as error:
            raise PrismaCliError(f"`prisma migrate diff` could not be run: {error}") from error
    if done.returncode == 0:
        return ""
    if done.returncode != 2 or done.stdout.strip() == "":
        raise PrismaCliError(f"`prisma migrate diff` failed: {_said(done.stderr)}")
    return done.stdout.strip() + "\n"


def _config(question: Question) -> str:
    values = {
        "schema": question.schema,
        "experimental": {"externalTables": True},
        "tables": {"external": list(question.external)},
        "enums": {"external": list(question.enums)},
    }
    text = json.dumps(values, indent=2)[:-2]
    return f'export default {text},\n  "datasource": {{ "url": process.env.{_SHADOW} }}\n}}\n'


def _version(text: str) -> str:
    try:
        version = json.loads(text)["version"]
    except (ValueError, KeyError, TypeError):
        return ""
    return version if isinstance(version, str) and version.partition(".")[0].isdigit() else ""


def _said(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(("Loaded Prisma config", "Error: P", "│", "┌", "└"))]
    return " ".join(telling[:4]) or "it said nothing"
