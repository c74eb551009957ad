#!/usr/bin/env node
// Takes the place of the schema-engine binary that Prisma's command line would download: with
// PRISMA_SCHEMA_ENGINE_BINARY naming this file, `prisma migrate …` runs on the engine's WebAssembly build from npm.
// The command line speaks JSON-RPC, a message a line, over standard input and output; a second mode, `cli`, answers
// whether a database is there, creates one or drops one. PostgreSQL and SQLite.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import readline from 'node:readline'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg'

const require = createRequire(import.meta.url)
const words = process.argv.slice(2)
const after = name => words.flatMap((word, index) => (word === name ? [words[index + 1]] : []))
const datasource = JSON.parse(after('--datasource')[0] ?? '{}')
let url = datasource.url
let isSqlite = /^file:/.test(url ?? '')
// Where a Rust panic leaves its message.
const panics = (globalThis.PRISMA_WASM_PANIC_REGISTRY = { message: '', set_message(text) { this.message = text } })

if (words[0] === '--version') {
  console.log('schema-engine-cli 7.10.0-4.0edf323efd1d98336f3f0a68684b56f689b900d3')
} else if (words.includes('cli')) {
  await administer(words.at(-1))
} else {
  serve()
}

// ---- databases as a whole

async function administer(command) {
  process.stderr.write('{}\n') // the command line leaves the first line out
  try {
    process.exitCode = (await (isSqlite ? administerFile : administerServer)(command)) ? 0 : 1
  } catch (error) {
    complain(error.message || error.code, 'P1001')
    process.exitCode = 1
  }
}

function administerFile(command) {
  const file = url.slice('file:'.length)
  if (command === 'create-database') fs.closeSync(fs.openSync(file, 'a'))
  if (command === 'drop-database') fs.rmSync(file, { force: true })
  return command !== 'can-connect-to-database' || fs.existsSync(file) || complain(`Database \`${file}\` does not exist`, 'P1003')
}

async function administerServer(command) {
  const { default: pg } = await import('pg')
  const place = new URL(url)
  const name = decodeURIComponent(place.pathname.slice(1))
  place.pathname = '/postgres'
  place.searchParams.delete('schema')
  const client = new pg.Client(place.href)
  await client.connect()
  try {
    const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (command === 'can-connect-to-database' && !rows.length) return complain(`Database \`${name}\` does not exist`, 'P1003')
    if (command === 'create-database' && !rows.length) await client.query(`CREATE DATABASE "${name}"`)
    if (command === 'drop-database') await client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)
    return true
  } finally {
    await client.end()
  }
}

function complain(message, code = '') {
  const fields = { message, error_code: code, is_panic: false }
  process.stderr.write(JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', fields, target: 'schema_engine::logger' }) + '\n')
  return false
}

// ---- the engine

let open = []
async function connected() {
  const factory = isSqlite ? new (await import('@prisma/adapter-libsql')).PrismaLibSql({ url }) : await postgresql(url)
  const { connect } = factory
  factory.connect = async () => {
    const adapter = await connect.call(factory)
    open.push(adapter)
    return adapter
  }
  return factory
}

// For tests that ask about many databases: the process goes on with another one, and lets go of what it holds.
async function turnTo(place) {
  const before = open
  open = []
  running = undefined
  for (const adapter of before) await adapter.dispose()
  url = place?.url
  isSqlite = /^file:/.test(url ?? '')
  given = place?.schema === undefined ? undefined : [['schema.prisma', place.schema]]
  return {}
}

// The published adapter cannot serve the engine in two points, mended from outside: it does not know the catalogs' types
// "char" (18) and name (19), and it cuts scripts at every semicolon, which function bodies do not survive.
async function postgresql(connectionString) {
  const { PrismaPg } = await import('@prisma/adapter-pg')
  const { default: pg } = await import('pg')
  const schema = new URL(connectionString).searchParams.get('schema') ?? 'public'
  const mended = adapter => {
    const { performIO, queryRaw } = adapter
    adapter.queryRaw = async query => {
      let characters = []
      const watched = Object.create(adapter, {
        performIO: {
          value: async inner => {
            const result = await performIO.call(adapter, inner)
            characters = result.fields.map(field => field.dataTypeID === 18)
            for (const field of result.fields) if (field.dataTypeID === 18 || field.dataTypeID === 19) field.dataTypeID = 25
            return result
          },
        },
      })
      const found = await queryRaw.call(watched, query)
      characters.forEach((yes, index) => { if (yes) found.columnTypes[index] = 6 })
      return found
    }
    adapter.executeScript = async script => {
      try { await adapter.client.query(script) } catch (error) { adapter.onError(error) }
    }
    // For tests of crashes: the process ends as by `kill -9` behind so many statements.
    let left = Number(process.env.KILL_AFTER ?? Infinity)
    for (const name of ['queryRaw', 'executeRaw', 'executeScript']) {
      const inner = adapter[name]
      adapter[name] = async (...given) => {
        const answer = await inner.apply(adapter, given)
        if (--left <= 0) process.kill(process.pid, 'SIGKILL')
        return answer
      }
    }
    return adapter
  }
  const open = async href => new PrismaPg(new pg.Pool({ connectionString: href }), { schema, disposeExternalPool: true }).connect()
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: async () => mended(await open(connectionString)),
    connectToShadowDb: async () => {
      const admin = mended(await open(connectionString))
      const name = `prisma_shadow_${process.pid}_${Date.now()}`
      await admin.executeScript(`CREATE DATABASE "${name}"`)
      const place = new URL(connectionString)
      place.pathname = `/${name}`
      const shadow = mended(await open(place.href))
      const { dispose } = shadow
      shadow.dispose = async () => {
        await dispose.call(shadow)
        await admin.executeScript(`DROP DATABASE "${name}" WITH (FORCE)`)
        await admin.dispose()
      }
      return shadow
    },
  }
}

let given
let loaded
async function load() {
  const file = path.join(path.dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm')
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(file), { './schema_engine_bg.js': glue })
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
}

async function engine() {
  await (loaded ??= load())
  const provider = isSqlite ? 'sqlite' : 'postgresql'
  const said = given ?? after('--datamodels').map(name => [name, fs.readFileSync(name, 'utf8')])
  const datamodels = said.length ? said : [['schema.prisma', `datasource db {\n  provider = "${provider}"\n}\n`]]
  return { datamodels, engine: await glue.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(await connected())) }
}

let running
let number = 1_000_000
async function call(method, parameters) {
  if (method === 'turnTo') return turnTo(parameters)
  const { datamodels, engine: schemaEngine } = await (running ??= engine())
  if (method === 'getDatabaseVersion') return schemaEngine.version()
  if (method === 'createDatabase') return { databaseName: '' }
  if (method === 'diff') {
    // "The database at this URL" is, to this engine, "the database that I am connected to".
    const here = target => target.tag === 'url'
      ? { tag: 'schemaDatasource', files: datamodels.map(([name, content]) => ({ path: name, content })), configDir: process.cwd() }
      : target
    const answer = await schemaEngine.diff({ ...parameters, from: here(parameters.from), to: here(parameters.to) })
    send({ id: number++, method: 'print', params: { content: answer.stdout ?? '' } })
    return { exitCode: answer.exitCode, stdout: null }
  }
  if (typeof schemaEngine[method] !== 'function') throw new Error(`the engine has no method ${method}`)
  return (await schemaEngine[method](parameters)) ?? {}
}

function send(message) {
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n')
}

function serve() {
  let current
  const fail = (message, data) => send({ id: current, error: { code: 4466, message, data } })
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.on(event, error => {
      const message = panics.message || error.message
      complain(message)
      if (current) fail(message, { is_panic: true, message, backtrace: '' })
      setTimeout(() => process.exit(101), 50)
    })
  }
  let last = Promise.resolve()
  const lines = readline.createInterface({ input: process.stdin })
  lines.on('line', line => {
    const { id, method, params } = JSON.parse(line)
    if (!method) return
    last = last.then(async () => {
      current = id
      try {
        send({ id, result: await call(method, params) })
      } catch (error) {
        const known = /^P\d{4}$/.test(error.code ?? '') ? { error_code: error.code, meta: error.meta ?? {} } : {}
        fail('An error happened. Check the data field for details.', { is_panic: false, message: error.message, backtrace: null, ...known })
      }
      current = undefined
    })
  })
  lines.on('close', () => last.then(() => process.exit(0)))
}
