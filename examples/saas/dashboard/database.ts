// Prisma Client, which lets each tenant see its own rows alone.
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/prisma/client.ts";
import { guarded } from "./tenancy.ts";

export function connect(url: string) {
  return guarded(new PrismaClient({ adapter: new PrismaPg({ connectionString: url }) }));
}

export type Database = ReturnType<typeof connect>;
