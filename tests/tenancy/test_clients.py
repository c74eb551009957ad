"""Random operations of Prisma Client under A beside B's rows: B's are neither seen nor touched, A's are not refused."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.generate.servers import postgresql
from tests.support.npm import install
from tests.tenancy import world
from tests.tenancy.clients import HERE, STYLES, build_client, bundle, run_client_trials, typed_sql
from tests.tenancy.world import World

OPERATIONS = range(30)


class Databases(NamedTuple):
    plain: Path
    policies: Path
    mixed: World
    with_policies: World
    alone: World


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    folder = tmp_path_factory.mktemp("client")
    plain = build_client(folder, row_level_security=False)
    with postgresql() as server, world.models() as models:
        yield Databases(
            plain,
            bundle(folder, row_level_security=True),
            world.make(server, models, "mixed", "ab", row_level_security=False),
            world.make(server, models, "policies", "ab", row_level_security=True),
            world.make(server, models, "alone", "a", row_level_security=False),
        )


@pytest.mark.parametrize("policies", [False, True])
@pytest.mark.parametrize("style", STYLES)
def test_nothing_leaks_and_nothing_is_refused_falsely(databases: Databases, style: str, policies: bool) -> None:
    made, mixed = (databases.policies, databases.with_policies) if policies else (databases.plain, databases.mixed)
    tally = run_client_trials(made, style, OPERATIONS, mixed, databases.alone, guarded=True)
    assert tally.leaks == []
    assert tally.refusals == []
    assert tally.worked > tally.operations / 3
    assert tally.refused > 0


@pytest.mark.parametrize("policies", [False, True])
def test_tables_that_all_share_lead_to_no_other_tenant(databases: Databases, policies: bool) -> None:
    made, mixed = (databases.policies, databases.with_policies) if policies else (databases.plain, databases.mixed)
    kept = run_client_trials(made, "shared", range(13), mixed, databases.alone, guarded=True)
    assert (kept.leaks, kept.refusals, kept.worked) == ([], [], 13)
    refused = run_client_trials(made, "reaching", range(6), mixed, databases.alone, guarded=True)
    assert refused.leaks == []
    assert refused.refused == 4


def test_without_the_guard_they_leak(databases: Databases) -> None:
    tally = run_client_trials(databases.plain, STYLES[0], OPERATIONS, databases.mixed, databases.alone, guarded=False)
    assert len(tally.leaks) > 5


@pytest.mark.parametrize("policies", [False, True])
def test_typed_sql_is_refused(databases: Databases, policies: bool) -> None:
    """Beside the guard it gives what its SQL says: so it is the guard that refuses it, wherever it stands."""
    made, mixed = (databases.policies, databases.with_policies) if policies else (databases.plain, databases.mixed)
    assert typed_sql(made, mixed) == {
        "beside the guard": 0 if policies else 16,
        "without a tenant": "TenantViolation",
        "for a tenant": "TenantViolation",
        "in a transaction": "TenantViolation",
        "in a batch": "TenantViolation",
        "after another in a batch": "TenantViolation",
        "unrestricted": 16,
        "unrestricted, in a transaction": 16,
    }


USE = """
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './client/client'
import { currentTenant, guarded, unrestricted, withTenant } from './tenancy'

const prisma = guarded(new PrismaClient({ adapter: new PrismaPg({ connectionString: 'postgresql://localhost/x' }) }))

export async function use(): Promise<string[]> {
  const tasks = await withTenant('a', () => prisma.task.findMany({ include: { comments: true } }))
  await withTenant('a', () =>
    prisma.$transaction(async (running) => {
      await running.label.create({ data: { name: 'x', organizationId: currentTenant() } })
    }),
  )
  const count: number = await unrestricted('a test', () => prisma.task.count())
  return tasks.flatMap((task) => task.comments.map((comment) => `${comment.body} ${count}`))
}
"""


def test_the_compiler_of_typescript_finds_nothing(databases: Databases) -> None:
    install(HERE)
    folder = databases.plain.parent
    (folder / "tenancy.ts").write_text(world.guard_of_client(), encoding="utf-8")
    (folder / "use.ts").write_text(USE, encoding="utf-8")
    # It does look at the files: this one has a mistake.
    (folder / "wrong.ts").write_text(USE.replace("const count: number", "const count: string"), encoding="utf-8")
    (finding,) = _compiled(folder, "use.ts", "wrong.ts").splitlines()
    assert finding.startswith("wrong.ts")
    assert "TS2322" in finding


def _compiled(folder: Path, *files: str) -> str:
    packages = HERE / "node_modules"
    options = "--strict --noEmit --skipLibCheck --target ES2022 --module ESNext --moduleResolution bundler --types node"
    strict = "--exactOptionalPropertyTypes --noUncheckedIndexedAccess --noPropertyAccessFromIndexSignature"
    more = "--noImplicitOverride --noUnusedLocals --noUnusedParameters"
    command = ["node", str(packages / "typescript" / "bin" / "tsc"), *options.split(), *strict.split(), *more.split()]
    command += ["--typeRoots", str(packages / "@types"), *files]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False).stdout
