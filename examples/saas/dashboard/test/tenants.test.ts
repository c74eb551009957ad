// What one organization cannot do to another, and that it can do its own things. On the database that the environment
// names, with the two tenants of `python -m app.seed`: see README.md.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SignJWT } from "jose";
import { createApp } from "../app.ts";
import { connect } from "../database.ts";
import { TenantViolation, unrestricted, withTenant } from "../tenancy.ts";

const { SERVICE_DATABASE_URL: url = "", JWT_SECRET: secret = "" } = process.env;
const database = connect(url);
const app = createApp(database, secret);
const ids: Record<string, { organization: string; user: string; project: string }> = {};
after(() => database.$disconnect());

before(() =>
  unrestricted("ids for tests", async () => {
    for (const slug of ["acme", "globex"]) {
      const found = await database.organization.findUniqueOrThrow({
        where: { slug },
        include: { memberships: true, projects: true },
      });
      ids[slug] = { organization: found.id, user: found.memberships[0]!.userId, project: found.projects[0]!.id };
    }
  }),
);

async function ask(tenant: string, method: string, path: string, body?: unknown) {
  const { organization, user } = ids[tenant]!;
  const token = await new SignJWT({ org: organization })
    .setProtectedHeader({ alg: "HS256" })
    .setIssuer("saas")
    .setSubject(user)
    .setExpirationTime("1m")
    .sign(new TextEncoder().encode(secret));
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return app.request(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

test("a token is needed", async () => {
  assert.equal((await app.request("/projects")).status, 401);
  assert.equal((await app.request("/projects", { headers: { Authorization: "Bearer x" } })).status, 401);
});

test("a task is made, labelled and removed", async () => {
  const made = await ask("acme", "POST", `/projects/${ids.acme!.project}/tasks`, { title: "Test it" });
  assert.equal(made.status, 201);
  const { id } = (await made.json()) as { id: string };
  const labelled = await ask("acme", "PUT", `/tasks/${id}/labels`, { names: ["tests", "more", "tests"] });
  const { labels } = (await labelled.json()) as { labels: { name: string }[] };
  assert.deepEqual(labels.map((label) => label.name).sort(), ["more", "tests"]);
  assert.equal((await ask("acme", "DELETE", `/tasks/${id}`)).status, 204);
  assert.equal((await ask("acme", "GET", `/tasks/${id}`)).status, 404);
});

test("foreign ids are not found", async () => {
  const path = `/projects/${ids.globex!.project}`;
  assert.equal((await ask("globex", "GET", path)).status, 200);
  assert.equal((await ask("acme", "GET", path)).status, 404);
});

test("a foreign organization is refused", async () => {
  const body = { metric: "x", organizationId: ids.globex!.organization };
  assert.equal((await ask("acme", "POST", "/usage", body)).status, 403);
});

test("SQL as text is refused", () =>
  withTenant(ids.acme!.organization, async () => {
    await assert.rejects(async () => await database.$queryRaw`SELECT * FROM tasks`, TenantViolation);
    await assert.rejects(async () => await database.$executeRawUnsafe("DELETE FROM tasks"), TenantViolation);
  }));

test("nobody reads without a tenant", async () => {
  await assert.rejects(async () => await database.task.findMany(), TenantViolation);
});
