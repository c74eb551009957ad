from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prismalchemy.schema import UNKNOWN
from prismalchemy.workspace.prisma_config import FromEnvironment, PrismaConfig, read_prisma_config

REAL = """\
import 'dotenv/config'
import path from "node:path";
import { defineConfig, env } from "prisma/config";

type Env = { DATABASE_URL: string };
const root = "db"
const migrations = { path: `${"x"}`, seed: "tsx prisma/seed.ts" } as const;
const external = ["auth.users", 'spatial_ref_sys'] as string[]

/* schema: "never" */
export default defineConfig({
  schema: path.join(import.meta.dirname, root, "schema"), // schema: "not this"
  "migrations": { path: "db/" + "migrations", initShadowDb: `CREATE TABLE x (y int);` },
  datasource: { url: env<Env>("DATABASE_URL"), shadowDatabaseUrl: process.env.SHADOW! },
  experimental: { externalTables: true },
  tables: { external },
  enums: { external: [...more, "x"] },
  async adapter() { return new Adapter({ url: env("X") }) },
}) satisfies PrismaConfig;
"""


def test_all_of_it() -> None:
    assert read_prisma_config(REAL) == PrismaConfig(
        schema="db/schema",
        migrations="db/migrations",
        url=FromEnvironment("DATABASE_URL"),
        shadow_url=FromEnvironment("SHADOW"),
        external_tables=("auth.users", "spatial_ref_sys"),
        external_enums=UNKNOWN,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('export default defineConfig({\n  schema: "prisma/schema.prisma",\n})', "prisma/schema.prisma"),
        ("module.exports = { 'schema': './db' }", "./db"),
        ("export default { schema: `db` }", "db"),
        ("const config = { schema: 'db' }\nexport default config", "db"),
        ("const schema = 'db'\nexport default { schema }", "db"),
        ("const config: PrismaConfig = { schema: 'db' };\nmodule.exports = config;", "db"),
        ("export default { schema: ('a' + 'b') }", "ab"),
        (r"export default { schema: 'a\'\u0062\x63\u{64}' }", "a'bcd"),
        ('export default { schema: path.join("prisma", "schema") }', "prisma/schema"),
        ('export default { schema: path.join(__dirname, "prisma", "s.prisma"), }', "prisma/s.prisma"),
        ('export default { schema: resolve(import.meta.dirname, "db") }', "db"),
        ('export default { schema: path.resolve(path.dirname(url), "db") }', "db"),
        ('// schema: "old"\nexport default { /* schema: "older" */ schema: "new" }', "new"),
        ('export default { datasource: { url: "postgres://x/y?schema=z" }, schema: "s" }', "s"),
        ("export default { earlyAccess: true }", None),
        ("export default { schema: process.env.SCHEMA }", UNKNOWN),
        ("export default { schema: process.env['SCHEMA'] ?? 'x' }", UNKNOWN),
        ("export default { schema: `${root}/db` }", UNKNOWN),
        ("export default { schema: production ? 'a' : 'b' }", UNKNOWN),
        ("export default { schema: path.join('a', b) }", UNKNOWN),
        ("export default { ...base }", UNKNOWN),
        ("export default { [key]: 1 }", UNKNOWN),
        ("let schema = 'db'\nexport default { schema }", UNKNOWN),
        ("const a = b\nconst b = a\nexport default { schema: a }", UNKNOWN),
        ("export default { schema: '", UNKNOWN),
        ("export default { schema: 'a'", UNKNOWN),
        ("export default make()", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_schema(text: str, expected: object) -> None:
    assert read_prisma_config(text).schema == expected


@given(st.integers(0, len(REAL)), st.sampled_from(["", "{", "}", "[", "(", ")", "`", "'", "/*", ":", ",", "<", "\x00"]))
@settings(max_examples=200, deadline=None)
def test_any_damage_is_read(at: int, text: str) -> None:
    read_prisma_config(REAL[:at] + text)
    read_prisma_config(REAL[:at] + text + REAL[at:])


def test_constants_in_constants_end() -> None:
    lines = [f"const a{n} = [a{n + 1}, a{n + 1}]" for n in range(40)]
    read_prisma_config("\n".join([*lines, "export default { tables: { external: a0 } }"]))
    read_prisma_config("export default " + "{ a: [" * 5000)
