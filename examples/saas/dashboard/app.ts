// The service: who may ask, the routes, and what errors become.
import { Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { logger } from "hono/logger";
import { ZodError } from "zod";
import { Prisma } from "../generated/prisma/client.ts";
import type { Database } from "./database.ts";
import type { Env } from "./http.ts";
import { invoices } from "./routes/invoices.ts";
import { organization } from "./routes/organization.ts";
import { projects } from "./routes/projects.ts";
import { TenantViolation, withTenant } from "./tenancy.ts";
import { verify } from "./tokens.ts";

export function createApp(database: Database, secret: string, log?: (line: string) => void) {
  const app = new Hono<Env>();
  if (log) app.use(logger(log));
  app.get("/health", (context) => context.json({ status: "ok" }));
  app.use(authenticated(database, secret));
  for (const routes of [organization, projects, invoices]) app.route("/", routes);
  app.notFound((context) => context.json({ detail: "Not Found" }, 404));
  app.onError((error, context) => {
    const [status, detail] = answer(error);
    if (status === 500) console.error(error);
    return context.json({ detail }, status);
  });
  return app;
}

function authenticated(database: Database, secret: string): MiddlewareHandler<Env> {
  return async (context, next) => {
    const [scheme, token] = (context.req.header("Authorization") ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) throw new HTTPException(401, { message: "a bearer token is needed" });
    const claims = await verify(token, secret).catch((error: Error) => {
      throw new HTTPException(401, { message: error.message });
    });
    context.set("claims", claims);
    context.set("db", database);
    await withTenant(claims.organizationId, next);
  };
}

const KNOWN = { P2002: 409, P2003: 409, P2025: 404 } as const;

function answer(error: Error) {
  if (error instanceof HTTPException) return [error.status, error.message] as const;
  if (error instanceof ZodError) return [422, error.issues] as const;
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code in KNOWN) {
    return [KNOWN[error.code as keyof typeof KNOWN], "this contradicts what is stored"] as const;
  }
  if (error instanceof TenantViolation) {
    // What exactly is nobody's business but the log's.
    console.warn(`refused: ${error.message}`);
    return [403, "this belongs to another organization"] as const;
  }
  return [500, "Internal Server Error"] as const;
}
