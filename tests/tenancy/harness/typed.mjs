// Runs TypedSQL beside the guard and with it, in every place where a client takes it.
//
//   node typed.mjs '{"bundle", "url"}'
//
// Prints one JSON object: by the place, how many rows it gave, or the name of the error.
import { PrismaPg } from '@prisma/adapter-pg'
import { titles } from './operations.mjs'

const given = JSON.parse(process.argv[2])
const { PrismaClient, guarded, unrestricted, withTenant } = await import(given.bundle)
const plain = new PrismaClient({ adapter: new PrismaPg({ connectionString: given.url, max: 2 }) })
const client = guarded(plain)
const forTenant = (work) => withTenant('a-org', work)

const PLACES = {
  'beside the guard': () => plain.$queryRawTyped(titles()),
  'without a tenant': () => client.$queryRawTyped(titles()),
  'for a tenant': () => forTenant(() => client.$queryRawTyped(titles())),
  'in a transaction': () => forTenant(() => client.$transaction((running) => running.$queryRawTyped(titles()))),
  'in a batch': () => forTenant(async () => (await client.$transaction([client.$queryRawTyped(titles())]))[0]),
  'after another in a batch': () =>
    forTenant(async () => (await client.$transaction([client.task.count(), client.$queryRawTyped(titles())]))[1]),
  'unrestricted': () => unrestricted('a test', () => client.$queryRawTyped(titles())),
  'unrestricted, in a transaction': () =>
    unrestricted('a test', () => client.$transaction((running) => running.$queryRawTyped(titles()))),
}

const found = {}
for (const [place, work] of Object.entries(PLACES)) {
  try {
    found[place] = (await work()).length
  } catch (error) {
    found[place] = error.name
  }
}
await plain.$disconnect()
process.stdout.write(JSON.stringify(found) + '\n')
