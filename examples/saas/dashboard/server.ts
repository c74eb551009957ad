// Starts the service: SERVICE_DATABASE_URL and JWT_SECRET say with what, HOST and PORT where.
import { serve } from "@hono/node-server";
import { createApp } from "./app.ts";
import { connect } from "./database.ts";

const { SERVICE_DATABASE_URL: url, JWT_SECRET: secret = "", HOST: hostname = "127.0.0.1", PORT: port = "3000" } = process.env;
if (!url) throw new Error("SERVICE_DATABASE_URL is not set: postgresql://USER@HOST/DATABASE");
if (Buffer.byteLength(secret) < 32) throw new Error("JWT_SECRET must be at least 32 bytes long");

const database = connect(url);
const server = serve({ fetch: createApp(database, secret, console.log).fetch, hostname, port: Number(port) }, ({ address, port }) => {
  console.log(`listening on http://${address}:${port}`);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => server.close(() => void database.$disconnect()));
}
