-- The role of both services: it may read and write rows, and owns nothing, so that row-level security holds for it.
-- Run once in a new database, by the owner of the tables, before the first migration.
DO $$
BEGIN
  CREATE ROLE saas_service LOGIN;
EXCEPTION
  WHEN duplicate_object THEN NULL;
END
$$;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO saas_service;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO saas_service;
