// Prisma Client as a process: JSON lines in, JSON lines out, in order.
//
//   node client.mjs BUNDLE URL
//   {"model": "user", "method": "create", "args": {...}}  ->  {"ok": value} or {"error": "P2002", "message": ...}
//   {"method": "$queryRawUnsafe", "args": [...]}  a method of the client itself
//   {"transaction": [{"model": ..., "method": ..., "args": ...}, ...]}  one after the other in an interactive
//   transaction; in their arguments {"$ref": [0, "id"]} is a field of what an earlier one gave
//
// What JSON has no word for is an object with one key: {"$bigint": "1"}, {"$decimal": "1.5"}, {"$date": "2020-…Z"},
// {"$bytes": "AQI="} (base64), {"$null": "DbNull"}, {"$undefined": true}.
import readline from 'node:readline'
import { pathToFileURL } from 'node:url'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaPg } from '@prisma/adapter-pg'

const [bundle, url] = process.argv.slice(2)
const { Prisma, PrismaClient } = await import(pathToFileURL(bundle))
const adapter = url.startsWith('file:') ? new PrismaLibSql({ url }) : new PrismaPg({ connectionString: url })
const client = new PrismaClient({ adapter })

function decoded(value, earlier = []) {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((inner) => decoded(inner, earlier))
  const [[key, inner] = []] = Object.entries(value)
  switch (key) {
    case '$bigint': return BigInt(inner)
    case '$decimal': return new Prisma.Decimal(inner)
    case '$date': return new Date(inner)
    case '$bytes': return new Uint8Array(Buffer.from(inner, 'base64'))
    case '$null': return Prisma[inner]
    case '$ref': return earlier[inner[0]][inner[1]]
    default: return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, decoded(inner, earlier)]))
  }
}

function encoded(value) {
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (value === null || typeof value !== 'object') return value
  if (Prisma.Decimal.isDecimal(value)) return { $decimal: value.toFixed() }
  if (value instanceof Date) return { $date: value.toISOString() }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (Array.isArray(value)) return value.map(encoded)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, encoded(inner)]))
}

async function answered({ model, method, args, transaction }) {
  if (transaction) {
    return client.$transaction(async (within) => {
      const results = []
      for (const { model, method, args } of transaction) {
        results.push(await within[model][method](decoded(args, results)))
      }
      return results
    })
  }
  return model ? client[model][method](decoded(args)) : client[method](...decoded(args))
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer
  try {
    answer = { ok: encoded(await answered(JSON.parse(line))) }
  } catch (error) {
    answer = { error: error.code ?? error.name, message: error.message }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
await client.$disconnect()
