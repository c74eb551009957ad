import "dotenv/config";
import { defineConfig, env } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  // Alembic's own table: either tool can deploy the migrations (docs/migrations.md).
  experimental: { externalTables: true },
  tables: { external: ["public.alembic_version"] },
  datasource: { url: env("DATABASE_URL") },
});
