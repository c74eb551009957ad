// What all routes share.
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { z } from "zod";
import type { Database } from "./database.ts";
import type { Claims } from "./tokens.ts";

export type Env = { Variables: { claims: Claims; db: Database } };

/** Without the keys that are undefined, which is what leaving them out means to Prisma Client. */
type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The body of a request; throws where it is no JSON or does not fit. */
export async function body<S extends z.ZodType>(context: Context<Env>, schema: S): Promise<Present<z.output<S>>> {
  const text: unknown = await context.req.json().catch(() => {
    throw new HTTPException(422, { message: "the body is no JSON" });
  });
  return schema.parse(text) as Present<z.output<S>>;
}

/** A row that must be there; 404 where the tenant has none, whoever else may have one. */
export function found<T>(row: T | null, what: string): T {
  if (row === null) throw new HTTPException(404, { message: `there is no ${what}` });
  return row;
}
