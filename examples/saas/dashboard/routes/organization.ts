// The tenant itself, and what it used.
import { Hono } from "hono";
import { newUsage } from "../bodies.ts";
import { body, found, type Env } from "../http.ts";
import * as views from "../views.ts";

export const organization = new Hono<Env>();

organization.get("/organization", async (context) => {
  const { claims, db } = context.var;
  const row = await db.organization.findUnique({ where: { id: claims.organizationId } });
  return context.json(views.organization(found(row, "such organization")));
});

organization.get("/usage", async (context) => {
  const metric = context.req.query("metric");
  const rows = await context.var.db.usageRecord.findMany({
    ...(metric !== undefined && { where: { metric } }),
    orderBy: { id: "asc" },
  });
  return context.json(rows.map(views.usage));
});

organization.post("/usage", async (context) => {
  const { claims, db } = context.var;
  const row = await db.usageRecord.create({
    data: { organizationId: claims.organizationId, ...(await body(context, newUsage)) },
  });
  return context.json(views.usage(row), 201);
});
