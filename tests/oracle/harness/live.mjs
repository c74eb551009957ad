// The schema engine on a real database: PostgreSQL through node-postgres, SQLite through libsql.
//
// A URL is `postgresql://…` or `file:path`. `push` creates in the database what the schema says; `changes` is the SQL
// that would lead from the database to the schema, empty where there is nothing to do.
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

const CHAR = 18, NAME = 19, TEXT = 25, CHARACTER = 6
const filters = { externalTables: [], externalEnums: [] }

// @prisma/adapter-pg is made for the client: it refuses the catalog's type "char" (oid 18), and cuts scripts at every
// semicolon, those within strings included.
function mended(adapter) {
  const performIO = adapter.performIO, queryRaw = adapter.queryRaw
  adapter.queryRaw = async query => {
    let characters = []
    const asked = Object.create(adapter, { performIO: { value: async query => {
      const result = await performIO.call(adapter, query)
      characters = result.fields.map(field => field.dataTypeID === CHAR)
      for (const field of result.fields) if ([CHAR, NAME].includes(field.dataTypeID)) field.dataTypeID = TEXT
      return result
    } } })
    const result = await queryRaw.call(asked, query)
    characters.forEach((is, index) => { if (is) result.columnTypes[index] = CHARACTER })
    return result
  }
  adapter.executeScript = async script => {
    try { await adapter.client.query(script) } catch (error) { adapter.onError(error) }
  }
  return adapter
}

function postgresql(url) {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  const inner = new PrismaPg(pool, { schema: 'public', disposeExternalPool: true })
  const connect = async () => mended(await inner.connect())
  return { factory: { provider: inner.provider, adapterName: inner.adapterName, connect, connectToShadowDb: connect }, end: () => pool.end() }
}

// Run `action` with an engine that is connected to the database, and disconnect.
async function connected(SchemaEngine, files, url, action) {
  const { factory, end } = url.startsWith('file:') ? { factory: new PrismaLibSql({ url }), end: async () => {} } : postgresql(url)
  const bound = bindMigrationAwareSqlAdapterFactory(factory)
  try {
    return await action(await SchemaEngine.new({ datamodels: files }, () => {}, bound))
  } catch (error) {
    // "External error id#N" stands for an error that the adapter threw.
    const [, number] = String(error?.message).match(/External error id#(\d+)/) ?? []
    throw number === undefined ? error : (bound.errorRegistry.consumeError(+number)?.error ?? error)
  } finally {
    await end().catch(() => {})
  }
}

const listed = files => files.map(([path, content]) => ({ path, content }))

// What could not be carried out, and what the engine warns of.
export const push = (SchemaEngine, files, url) => connected(SchemaEngine, files, url, async engine => {
  const { unexecutable, warnings } = await engine.schemaPush({ force: true, schema: { files: listed(files) }, filters })
  return { unexecutable, warnings }
})

export const changes = (SchemaEngine, files, url) => connected(SchemaEngine, files, url, async engine => {
  const from = { tag: 'schemaDatasource', files: listed(files), configDir: '.' }
  const to = { tag: 'schemaDatamodel', files: listed(files) }
  const { exitCode, stdout } = await engine.diff({ from, to, script: true, exitCode: true, filters })
  return exitCode === 0 ? '' : stdout
})
