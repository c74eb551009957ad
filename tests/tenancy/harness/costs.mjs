// Times queries of a web service by Prisma Client, with the tenant in each by hand and guarded, by turns.
//
//   node costs.mjs '{"bundle", "by_hand", "guarded", "admin", "turns"}'
//
// Prints one JSON object: the name of each query and two medians in milliseconds, by hand and guarded.
import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

const given = JSON.parse(process.argv[2])
const { PrismaClient, guarded, withTenant } = await import(given.bundle)
const KEY = 'aaaaaaaa-0000-4000-8000-000000000003'
const WARM = Math.min(50, Math.floor(given.turns / 4))

/** `own` is what a program without the guard says in each query. */
const QUERIES = {
  'list, filter, eager loads': (client, own) =>
    client.task.findMany({
      where: { status: 'TODO', ...own }, orderBy: { title: 'asc' }, take: 20, include: { comments: true, assignee: true },
    }),
  'get by key': (client, own) => client.task.findUniqueOrThrow({ where: { id: KEY, ...own } }),
  'count by status': (client, own) => client.task.groupBy({ by: ['status'], _count: true, where: { ...own } }),
  'insert': async (client, own) => {
    const project = await client.project.findUniqueOrThrow({ where: { id: 1, ...own } })
    const data = { id: randomUUID(), title: 'new', projectId: project.id, organizationId: 'a-org' }
    return await client.task.create({ data })
  },
  'update': (client, own) => client.task.update({ where: { id: KEY, ...own }, data: { points: { increment: 1 } } }),
}

const connect = (connectionString) => new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 1 }) })
const plain = connect(given.by_hand)
const bare = connect(given.guarded)
const held = guarded(bare)
const admin = new pg.Client({ connectionString: given.admin })
await admin.connect()

const median = (values) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)]
const found = {}
for (const [name, query] of Object.entries(QUERIES)) {
  await admin.query("DELETE FROM task WHERE title = 'new'")
  await admin.query('VACUUM ANALYZE')
  const times = [[], []]
  for (let turn = 0; turn < given.turns; turn++) {
    for (const which of turn % 2 ? [0, 1] : [1, 0]) {
      const start = performance.now()
      if (which) await withTenant('a-org', () => query(held, {}))
      else await query(plain, { organizationId: 'a-org' })
      times[which].push(performance.now() - start)
    }
  }
  found[name] = times.map((one) => median(one.slice(WARM)))
}
await admin.query("DELETE FROM task WHERE title = 'new'")
await plain.$disconnect()
await bare.$disconnect()
await admin.end()
process.stdout.write(JSON.stringify(found) + '\n')
