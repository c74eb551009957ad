"""Which files make one schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.project import DATASOURCE, write_project

from prismalchemy.workspace.documents import Documents
from prismalchemy.workspace.schemas import find_schemas, schema_of_package_json
from prismalchemy.workspace.tree import walk

MODEL = "model A {\n  id Int @id\n}\n"

LAYOUTS: dict[str, tuple[dict[str, str], list[tuple[str, list[str]]]]] = {
    "the usual file": (
        {"prisma/schema.prisma": DATASOURCE},
        [("prisma/schema.prisma", ["prisma/schema.prisma"])],
    ),
    "at the top": ({"schema.prisma": DATASOURCE}, [("schema.prisma", ["schema.prisma"])]),
    "a folder": (
        {"prisma/schema/main.prisma": DATASOURCE, "prisma/schema/a.prisma": MODEL, "prisma/schema/b/c.prisma": MODEL},
        [
            (
                "prisma/schema",
                ["prisma/schema/a.prisma", "prisma/schema/b/c.prisma", "prisma/schema/main.prisma"],
            )
        ],
    ),
    "a file and a folder of models beside it": (
        {"prisma/schema.prisma": DATASOURCE, "prisma/models/a.prisma": MODEL},
        [("prisma", ["prisma/models/a.prisma", "prisma/schema.prisma"])],
    ),
    "one for each database": (
        {"prisma/schema.prisma": DATASOURCE, "prisma/schema.sqlite.prisma": DATASOURCE},
        [
            ("prisma/schema.prisma", ["prisma/schema.prisma"]),
            ("prisma/schema.sqlite.prisma", ["prisma/schema.sqlite.prisma"]),
        ],
    ),
    "a monorepo, without what others made": (
        {
            "apps/web/prisma/schema.prisma": DATASOURCE,
            "packages/db/schema.prisma": DATASOURCE,
            "node_modules/.prisma/client/schema.prisma": DATASOURCE,
            "apps/web/node_modules/x/schema.prisma": DATASOURCE,
            "apps/web/.next/schema.prisma": DATASOURCE,
            "env/pyvenv.cfg": "",
            "env/lib/schema.prisma": DATASOURCE,
            "packages/db/dist/schema.prisma": DATASOURCE,
            "vendor/x-1.0.dist-info/METADATA": "",
            "vendor/x/schema.prisma": DATASOURCE,
            "packages/db/tests/schema.prisma": DATASOURCE,
        },
        [
            ("apps/web/prisma/schema.prisma", ["apps/web/prisma/schema.prisma"]),
            ("packages/db/schema.prisma", ["packages/db/schema.prisma"]),
        ],
    ),
    "prisma.config names a folder": (
        {
            "web/prisma.config.ts": 'import { defineConfig } from "prisma/config"\n'
            'export default defineConfig({ schema: "./db" })\n',
            "web/db/a.prisma": MODEL,
            "web/db/b.prisma": DATASOURCE,
        },
        [("web/db", ["web/db/a.prisma", "web/db/b.prisma"])],
    ),
    "package.json names a file": (
        {
            "package.json": '{"prisma": {"schema": "src/db/main.prisma"}}',
            "src/db/main.prisma": MODEL,
            "src/db/other.prisma": DATASOURCE,
        },
        [
            ("src/db/main.prisma", ["src/db/main.prisma"]),
            ("src/db/other.prisma", ["src/db/other.prisma"]),
        ],
    ),
    "a name that leads nowhere": (
        {"prisma.config.ts": 'export default { schema: "gone" }', "prisma/schema.prisma": DATASOURCE},
        [("prisma/schema.prisma", ["prisma/schema.prisma"])],
    ),
    "nothing but tests": (
        {"tests/a/schema.prisma": DATASOURCE},
        [("tests/a/schema.prisma", ["tests/a/schema.prisma"])],
    ),
    "no datasource yet": ({"prisma/schema.prisma": "model"}, [("prisma/schema.prisma", ["prisma/schema.prisma"])]),
    "no datasource anywhere": (
        {"models/a.prisma": MODEL, "models/b.prisma": MODEL},
        [("models", ["models/a.prisma", "models/b.prisma"])],
    ),
}


@pytest.mark.parametrize(("files", "expected"), LAYOUTS.values(), ids=LAYOUTS)
def test_layouts(tmp_path: Path, files: dict[str, str], expected: list[tuple[str, list[str]]]) -> None:
    root = write_project(tmp_path, files).as_posix()
    found = find_schemas(walk(root), Documents().text)
    relative = [(source.path[len(root) + 1 :], [path[len(root) + 1 :] for path in source.files]) for source in found]
    assert relative == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"prisma": {"schema": "db/s.prisma"}}', "db/s.prisma"),
        ('{"prisma": {"seed": "x"}}', None),
        ('{"prisma": "x"}', None),
        ('{"dependencies": {"prisma": "1"}}', None),
        ('["prisma"]', None),
        ('{"prisma": ', None),
        ("", None),
    ],
)
def test_package_json(text: str, expected: str | None) -> None:
    assert schema_of_package_json(text) == expected
