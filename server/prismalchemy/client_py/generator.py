"""The generator block of Prisma Client Python."""

from __future__ import annotations

import re

from prismalchemy.schema import UNKNOWN, Generator, Schema, Table, TableKind

GUIDE = "https://github.com/prismalchemy/prismalchemy/blob/main/docs/prisma-client-py.md"
"""How to move from it to generated models."""

_EXTENSION = re.compile(r"@Python\([^)]*\binstance_name\s*:\s*[\"']?(\w+)")
# A command line, perhaps behind `poetry run` or with options; `-m prisma.something` is another generator.
_PROVIDER = re.compile(r"(?:^|[\s/\\])(?:prisma-client-py(?:\.exe)?|-m\s+prisma)\s*$")


def is_client_py(generator: Generator) -> bool:
    """Whether a generator block makes Prisma Client Python; a provider that cannot be seen does not."""
    return generator.provider is not UNKNOWN and _PROVIDER.search(generator.provider) is not None


def client_py(schema: Schema) -> tuple[Generator, ...]:
    """The generator blocks of a schema that make Prisma Client Python."""
    return tuple(generator for generator in schema.generators if is_client_py(generator))


def instance_name(table: Table) -> str:
    """What the client calls a model: its name in lower case, or what `/// @Python(instance_name: "…")` says."""
    said = _EXTENSION.search(table.documentation or "")
    return said[1] if said else (table.entity or "").lower()


def instance_names(schema: Schema) -> dict[str, str]:
    """The names of the models by what the client calls them."""
    return {
        instance_name(table): table.entity
        for table in schema.tables
        if table.entity is not None and table.kind is not TableKind.JOIN and not table.ignored
    }
