// Runs drawn operations of Prisma Client: guarded beside another tenant's rows, and unguarded where these are not.
//
//   node trials.mjs '{"bundle", "mixed", "alone", "admin", "alone_admin", "dump", "restore", "restore_alone", "style",
//                     "from", "to", "guarded", "seed"}'
//
// Prints one JSON object: {"operations", "foreign", "refused", "leaks": [...], "refusals": [...]}.
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { Draw } from './draw.mjs'
import { BATCHED, COLLIDING, FAMILIES, REACHING, SHARED } from './operations.mjs'

const given = JSON.parse(process.argv[2])
const { PrismaClient, guarded, withTenant } = await import(given.bundle)
const MARKS = /SECRET|\bb-|bbbbbbbb-|\b777\d{4}\b/

class Side {
  constructor(url, admin, restore, guard) {
    const plain = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 2 }) })
    this.client = guard ? guarded(plain) : plain
    this.stamp = guard ? {} : { organizationId: 'a-org' }
    this.guard = guard
    this.restore = restore
    this.pool = new pg.Client({ connectionString: admin })
    this.plain = plain
  }

  async begin() {
    await this.pool.connect()
    this.first = await this.rows()
  }

  async rows() {
    return new Set((await this.pool.query({ text: given.dump, rowMode: 'array' })).rows.map((row) => row[0]))
  }

  async run(work) {
    const outcome = {}
    try {
      const done = () => work(this.client, this.stamp)
      outcome.value = plain(await (this.guard ? withTenant('a-org', done) : done()))
    } catch (error) {
      outcome.error = error.code ?? error.name
      outcome.message = error.message.trim().split('\n').at(-1)
    }
    outcome.rows = await this.rows()
    if (!same(outcome.rows, this.first)) await this.pool.query(this.restore)
    return outcome
  }

  async end() {
    await this.plain.$disconnect()
    await this.pool.end()
  }
}

/** A result as text: the rows of a list in no order. */
function plain(value) {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(plain).sort().join(', ')}]`
  if (value === null || typeof value !== 'object' || value instanceof Date) return JSON.stringify(value) ?? 'undefined'
  return `{${Object.entries(value).map(([key, item]) => `${key}: ${plain(item)}`).join(', ')}}`
}

const same = (one, other) => one.size === other.size && [...one].every((row) => other.has(row))

function drawn(number) {
  const fixed = { shared: SHARED, reaching: REACHING }[given.style]
  if (fixed) return { draw: { foreign: fixed === REACHING }, name: 'plan', work: fixed[number], collides: false }
  const draw = new Draw(`${given.seed}-${given.style}-${number}`, number % 2 === 0)
  if (given.style === 'batches') {
    const families = [0, 1, 2].map(() => draw.one(...BATCHED))
    const works = families.map((family) => family(draw))
    const names = families.map((family) => family.name).join('+')
    const work = (client, stamp) => client.$transaction(works.map((one) => one(client, stamp)))
    return { draw, name: names, work, collides: families.some((family) => COLLIDING.has(family)) }
  }
  const family = draw.one(...FAMILIES)
  const one = family(draw)
  if (given.style === 'operations') return { draw, name: family.name, work: one, collides: COLLIDING.has(family) }
  const second = draw.one(...FAMILIES.filter((other) => other !== family))
  const then = second(draw)
  const work = (client, stamp) =>
    client.$transaction(async (tx) => [await one(tx, stamp), await then(tx, stamp)], { timeout: 60000, maxWait: 60000 })
  return { draw, name: `${family.name}+${second.name}`, work, collides: COLLIDING.has(family) || COLLIDING.has(second) }
}

const tally = { operations: 0, foreign: 0, refused: 0, worked: 0, leaks: [], refusals: [] }
const mixed = new Side(given.mixed, given.admin, given.restore, given.guarded)
const alone = new Side(given.alone, given.alone_admin, given.restore_alone, false)
await mixed.begin()
await alone.begin()
const ofB = [...mixed.first].filter((row) => MARKS.test(row))
const told = ({ error, message, value }) => (error ? `${error}(${message.slice(0, 200)})` : value.slice(0, 300))

for (let number = given.from; number < given.to; number++) {
  if (given.only && !given.only.includes(number)) continue
  const { draw, name, work, collides } = drawn(number)
  const beside = await mixed.run(work)
  const without = await alone.run(work)
  const label = `${given.style} #${number} ${name}`
  tally.operations++
  if (draw.foreign) tally.foreign++
  if (without.error === undefined) tally.worked++
  else if (process.env.SHOW_ERRORS) console.error(label, told(without))
  if (beside.error === 'TenantViolation') tally.refused++
  const lost = ofB.filter((row) => !beside.rows.has(row))
  const added = [...beside.rows].filter((row) => !mixed.first.has(row) && MARKS.test(row))
  if (beside.error === undefined && MARKS.test(beside.value)) {
    tally.leaks.push(`${label}: read ${beside.value.slice(0, 300)}`)
  } else if (lost.length + added.length > 0) {
    tally.leaks.push(`${label}: B's rows changed: ${JSON.stringify([...lost, ...added].slice(0, 3))}`)
  } else if (!draw.foreign) {
    const rows = same(new Set([...beside.rows].filter((row) => !MARKS.test(row))), without.rows)
    if (beside.error !== without.error || beside.value !== without.value || !rows) {
      tally.refusals.push(`${label}: ${told(beside)} instead of ${told(without)}; same rows: ${rows}`)
    }
  } else if (beside.error === undefined && without.error === undefined && !collides && beside.value !== without.value) {
    tally.leaks.push(`${label}: tells of B: ${told(beside)} instead of ${told(without)}`)
  }
}
await mixed.end()
await alone.end()
process.stdout.write(JSON.stringify(tally) + '\n')
