// Prisma's own parser and schema engine as a process: JSON lines in, JSON lines out, in order.
//
//   {"op": "lint" | "datamodel" | "ddl" | "format", "files": [["schema.prisma", "text"], ...]}     without a database
//   {"op": "push" | "changes", "files": ..., "url": "postgresql://..." | "file:..."}               see live.mjs
//   -> {"ok": value} or {"error": message}; a panic answers {"error", "panic": true} and ends the process.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'

// Both wasm modules report a Rust panic here.
globalThis.PRISMA_WASM_PANIC_REGISTRY = { message: '', set_message(text) { this.message = text } }
const require = createRequire(import.meta.url)
const psl = require('@prisma/prisma-schema-wasm')

const wasm = path.join(path.dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm')
const { instance } = await WebAssembly.instantiate(fs.readFileSync(wasm), { './schema_engine_bg.js': glue })
glue.__wbg_set_wasm(instance.exports)
instance.exports.__wbindgen_start()

// The engine wants a connection; it asks it only whether the schema `public` exists and which version it talks to.
function offline(provider) {
  const kind = provider === 'sqlite' ? 'sqlite' : 'postgres'
  const version = provider === 'cockroachdb' ? 'CockroachDB CCL v23.1.0' : 'PostgreSQL 15.0'
  const adapter = {
    provider: kind,
    adapterName: kind === 'sqlite' ? '@prisma/adapter-better-sqlite3' : '@prisma/adapter-pg',
    async queryRaw(query) {
      if (!/version\(\)/.test(query.sql)) throw new Error('asked offline: ' + query.sql)
      return { columnNames: ['exists', 'version', 'numeric_version'], columnTypes: [5, 7, 0], rows: [[true, version, 150000]] }
    },
    async executeRaw() { return 0 },
    async executeScript() {},
    async startTransaction() { throw new Error('offline') },
    getConnectionInfo: () => ({ schemaName: kind === 'sqlite' ? undefined : 'public', maxBindValues: 999, supportsRelationJoins: false }),
    async dispose() {},
  }
  const connect = async () => adapter
  return { provider: kind, adapterName: adapter.adapterName, connect, connectToShadowDb: connect }
}

const engines = {}
async function ddl(files) {
  const { config } = JSON.parse(psl.get_config(JSON.stringify({ prismaSchema: files })))
  const said = config.datasources[0].activeProvider
  const provider = said === 'postgres' ? 'postgresql' : said
  if (!['postgresql', 'cockroachdb', 'sqlite'].includes(provider)) throw new Error('no DDL for ' + provider)
  const datasource = [['engine.prisma', `datasource db {\n  provider = "${provider}"\n}\n`]]
  engines[provider] ??= await glue.SchemaEngine.new({ datamodels: datasource }, () => {}, bindMigrationAwareSqlAdapterFactory(offline(provider)))
  const to = { tag: 'schemaDatamodel', files: files.map(([path, content]) => ({ path, content })) }
  const filters = { externalTables: [], externalEnums: [] }
  return (await engines[provider].diff({ from: { tag: 'empty' }, to, script: true, exitCode: null, filters })).stdout
}

// The formatter takes files by their addresses, and formats all of them.
function format(files) {
  const named = files.map(([name, text]) => [`file:///${name}`, text])
  const request = { textDocument: { uri: named[0][0] }, options: { tabSize: 2, insertSpaces: true } }
  return JSON.parse(psl.format(JSON.stringify(named), JSON.stringify(request))).map(([name, text]) => [name.slice(8), text])
}

const operations = {
  lint: ({ files }) => JSON.parse(psl.lint(JSON.stringify(files))),
  datamodel: ({ files }) => JSON.parse(psl.get_datamodel(JSON.stringify({ prismaSchema: files, noColor: true }))),
  ddl: ({ files }) => ddl(files),
  format: ({ files }) => format(files),
  push: async ({ files, url }) => (await import('./live.mjs')).push(glue.SchemaEngine, files, url),
  changes: async ({ files, url }) => (await import('./live.mjs')).changes(glue.SchemaEngine, files, url),
}

const say = answer => new Promise(done => process.stdout.write(JSON.stringify(answer) + '\n', done))
// An error of a driver adapter has the database's own words in its cause.
const text = error => error.cause?.originalMessage ?? error.cause?.message ?? error.message
const message = error => { try { return JSON.parse(error.message).message } catch { return text(error) } }
async function panic(error) {
  await say({ error: globalThis.PRISMA_WASM_PANIC_REGISTRY.message || error.message, panic: true })
  process.exit(3)
}
process.on('uncaughtException', panic)
process.on('unhandledRejection', panic)

for await (const line of readline.createInterface({ input: process.stdin })) {
  try {
    const question = JSON.parse(line)
    await say({ ok: await operations[question.op](question) })
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError || globalThis.PRISMA_WASM_PANIC_REGISTRY.message) await panic(error)
    await say({ error: message(error) })
  }
}
