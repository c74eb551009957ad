// Operations of Prisma Client, drawn at random. Each is a function of a client and of what a program without the guard
// has to write into each row; every value is drawn before, so that it does the same twice.
import { makeTypedQueryFactory } from '@prisma/client/runtime/client'

/** What `prisma generate --sql` writes for a file of SQL. */
export const titles = makeTypedQueryFactory('SELECT title FROM task')

const TEXTS = {
  organization: 'name', plan: 'name', user: 'email', project: 'name', task: 'title', comment: 'body',
  attachment: 'name', label: 'name', following: 'note', invoice: 'number', invoiceLine: 'text',
}
const MODELS = Object.keys(TEXTS)
const KEYED = ['organization', 'user', 'project', 'task', 'comment', 'attachment', 'label']
const LINKS = {
  organization: { users: ['user'], projects: ['project'], tasks: ['task'], labels: ['label'], plan: 'plan' },
  plan: { organizations: ['organization'], tasks: ['task'], attachments: ['attachment'] },
  user: { organization: 'organization', tasks: ['task'], comments: ['comment'], followings: ['following'] },
  project: { organization: 'organization', tasks: ['task'] },
  task: {
    organization: 'organization', project: 'project', assignee: 'user', parent: 'task', subtasks: ['task'],
    comments: ['comment'], labels: ['label'], followings: ['following'],
  },
  comment: { task: 'task', author: 'user', attachments: ['attachment'] },
  attachment: { comment: 'comment' },
  label: { organization: 'organization', tasks: ['task'] },
  following: { task: 'task', user: 'user' },
  invoice: { organization: 'organization', lines: ['invoiceLine'] },
  invoiceLine: { invoice: 'invoice', organization: 'organization' },
}
const target = (link) => (Array.isArray(link) ? link[0] : link)

function where(draw, model, depth = 2) {
  const text = TEXTS[model]
  const shape = draw.one('all', 'text', 'key', 'and', 'or', 'not', 'nothing', 'relation', 'relation')
  const words = () => {
    const word = draw.one('SECRET', 'plain', '1', 'x')
    if (word === 'SECRET') draw.foreign = true
    return { [text]: { contains: word } }
  }
  if (shape === 'all' || depth === 0) return {}
  if (shape === 'nothing') return { OR: [] }
  if (shape === 'key' && KEYED.includes(model)) return { id: { in: [draw.key(model), draw.key(model)] } }
  if (shape === 'and') return { AND: [words(), where(draw, model, depth - 1)] }
  if (shape === 'or') return { OR: [words(), where(draw, model, depth - 1)] }
  if (shape === 'not') return { NOT: words() }
  if (shape === 'relation') {
    const [name, link] = draw.one(...Object.entries(LINKS[model]))
    const inner = where(draw, target(link), depth - 1)
    if (Array.isArray(link)) return { [name]: { [draw.one('some', 'none', 'every')]: inner } }
    return { [name]: draw.chance() ? inner : { is: inner } }
  }
  return words()
}

function nested(draw, model, depth = 2) {
  const made = {}
  for (const [name, link] of Object.entries(LINKS[model])) {
    if (!draw.chance(0.35)) continue
    const inner = depth > 1 && draw.chance() ? { include: nested(draw, target(link), depth - 1) } : {}
    if (inner.include && Object.keys(inner.include).length === 0) delete inner.include
    if (Array.isArray(link) && draw.chance()) inner.where = where(draw, target(link), 1)
    made[name] = Object.keys(inner).length > 0 ? inner : true
  }
  if (draw.chance(0.3) && Object.values(LINKS[model]).some(Array.isArray)) made._count = counts(draw, model)
  return made
}

function counts(draw, model) {
  if (draw.chance()) return true
  const lists = Object.entries(LINKS[model]).filter(([, link]) => Array.isArray(link))
  const [name, link] = draw.one(...lists)
  return { select: { [name]: draw.chance() ? true : { where: where(draw, link[0], 1) } } }
}

function included(draw, model) {
  const include = nested(draw, model)
  return Object.keys(include).length > 0 ? { include } : {}
}

const order = (model) =>
  model === 'following' ? [{ taskId: 'asc' }, { userId: 'asc' }]
    : model === 'invoice' ? [{ organizationId: 'asc' }, { id: 'asc' }] : [{ [TEXTS[model]]: 'asc' }, { id: 'asc' }]

function reads(draw) {
  const model = draw.one(...MODELS)
  const shape = draw.one('many', 'first', 'firstOrThrow', 'take', 'select', 'distinct')
  const args = { where: where(draw, model), ...included(draw, model) }
  if (shape === 'first' || shape === 'firstOrThrow' || shape === 'take') args.orderBy = order(model)
  if (shape === 'take') Object.assign(args, { take: 3, skip: 1 })
  if (shape === 'select') {
    delete args.include
    args.select = { [TEXTS[model]]: true, ...nested(draw, model) }
  }
  if (shape === 'distinct') args.distinct = [TEXTS[model]]
  const method = { first: 'findFirst', firstOrThrow: 'findFirstOrThrow' }[shape] ?? 'findMany'
  return (client) => client[model][method](args)
}

function unique(draw) {
  const model = draw.one(...KEYED)
  const method = draw.one('findUnique', 'findUniqueOrThrow')
  const args = { where: { id: draw.key(model) }, ...included(draw, model) }
  if (draw.chance(0.3)) Object.assign(args.where, where(draw, model, 1))
  const [link] = draw.one(...Object.entries(LINKS[model]))
  const fluent = draw.chance(0.2)
  if (fluent) delete args.include
  return (client) => (fluent ? client[model].findUnique(args)[link]() : client[model][method](args))
}

function compound(draw) {
  const organizationId = draw.key('organization')
  const args = { where: { organizationId_id: { organizationId, id: draw.one('invoice-1', 'invoice-2') } }, include: { lines: true } }
  const label = { where: { organizationId_name: { organizationId, name: 'label 1' } } }
  const following = { where: { taskId_userId: { taskId: draw.key('task'), userId: draw.key('user') } } }
  const shape = draw.one('invoice', 'label', 'following')
  return (client) =>
    shape === 'invoice' ? client.invoice.findUnique(args)
      : shape === 'label' ? client.label.findUnique(label) : client.following.findUnique(following)
}

function aggregates(draw) {
  const model = draw.one(...MODELS)
  const shape = draw.one('count', 'countSelect', 'aggregate', 'groupBy', 'sum')
  const filter = where(draw, model)
  const text = TEXTS[model]
  return (client) => {
    if (shape === 'count') return client[model].count({ where: filter })
    if (shape === 'countSelect') return client[model].count({ where: filter, select: { _all: true, [text]: true } })
    if (shape === 'aggregate') return client[model].aggregate({ where: filter, _count: true, _min: { [text]: true }, _max: { [text]: true } })
    if (shape === 'sum') return client.task.aggregate({ _sum: { points: true }, _avg: { points: true } })
    return client[model].groupBy({ by: [text], where: filter, _count: true })
  }
}

function cursors(draw) {
  const model = draw.one('task', 'project', 'comment', 'label')
  const args = { cursor: { id: draw.key(model) }, orderBy: { id: draw.one('asc', 'desc') }, where: where(draw, model, 1) }
  const method = draw.one('findMany', 'count')
  const inside = draw.chance(0.3)
  const task = draw.key('task')
  return (client) =>
    inside ? client.project.findMany({ include: { tasks: { cursor: { id: task }, orderBy: { id: 'asc' } } } }) : client[model][method](args)
}

const shared = (stamp, given) => (given === undefined ? stamp : { organizationId: given })
const connected = (stamp, given) => {
  const id = given ?? stamp.organizationId
  return id === undefined ? {} : { organization: { connect: { id } } }
}

function creates(draw) {
  const shape = draw.one('task', 'checked', 'label', 'comment', 'graph', 'attachment', 'line', 'following', 'organization', 'tenant')
  const given = draw.chance(0.3) ? draw.key('organization') : undefined
  const [task, project, user, label, comment] = ['task', 'project', 'user', 'label', 'comment'].map((kind) => draw.key(kind))
  const [newTask, newNumber, newText] = [draw.fresh('task'), draw.fresh('project'), draw.fresh('label')]
  const [text, parent, invoice] = [draw.text(), draw.chance() ? draw.key('task') : undefined, draw.one('invoice-1', 'invoice-2')]
  const existing = draw.chance()
  if (shape === 'tenant') draw.foreign = true
  return (client, stamp) => {
    const own = shared(stamp, given)
    switch (shape) {
      case 'task':
        return client.task.create({ data: { id: newTask, title: text, projectId: project, assigneeId: user, parentId: parent, ...own } })
      case 'checked':
        return client.task.create({
          data: {
            id: newTask, title: text, project: { connect: { id: project } }, assignee: { connect: { id: user } },
            labels: { connect: [{ id: label }] }, ...connected(stamp, given),
          },
          include: { labels: true, project: true },
        })
      case 'label':
        return client.label.create({ data: { id: newText, name: text, tasks: { connect: { id: task } }, ...own } })
      case 'comment':
        return existing
          ? client.comment.create({ data: { id: newText, body: text, task: { connect: { id: task } }, author: { connect: { id: user } } } })
          : client.comment.create({ data: { id: newText, body: text, taskId: task, authorId: user } })
      case 'attachment':
        return client.attachment.create({ data: { id: newNumber, name: text, commentId: comment } })
      case 'line':
        return client.invoiceLine.create({ data: { id: newText, text, invoiceId: invoice, ...own } })
      case 'following':
        return client.following.create({ data: { taskId: task, userId: user, note: text, ...own } })
      case 'organization':
        return client.organization.update({
          where: { id: 'a-org' },
          data: { labels: { create: { id: newText, name: text } }, projects: { createMany: { data: [{ id: newNumber, name: text }] } } },
        })
      case 'tenant':
        return client.organization.create({ data: { id: 'c-org', name: text } })
      default:
        return client.project.create({
          data: {
            id: newNumber, name: text, ...own,
            tasks: {
              create: [{
                id: newTask, title: text, ...shared(stamp), assigneeId: user,
                comments: { create: [{ id: newText, body: text, authorId: user }] },
                labels: { connectOrCreate: [{ where: { id: label }, create: { id: label, name: text, ...shared(stamp) } }] },
              }],
            },
          },
          include: { tasks: { include: { comments: true, labels: true } } },
        })
    }
  }
}

function many(draw) {
  const shape = draw.one('create', 'createReturn', 'tree', 'comments', 'update', 'updateReturn', 'updateKey', 'move', 'delete', 'deleteAll')
  const given = draw.chance(0.3) ? draw.key('organization') : undefined
  const keys = [draw.fresh('task'), draw.fresh('task'), draw.fresh('task')]
  const [project, user, task] = [draw.key('project'), draw.key('user'), draw.key('task')]
  const [text, number] = [draw.text(), draw.whole(1, 5)]
  const filter = where(draw, 'task')
  const model = draw.one('attachment', 'following', 'invoiceLine')
  const deleted = where(draw, model)
  if (shape === 'move') draw.foreign = true
  return (client, stamp) => {
    const rows = keys.map((id) => ({ id, title: text, projectId: project, assigneeId: user, ...shared(stamp, given) }))
    switch (shape) {
      case 'create': return client.task.createMany({ data: rows, skipDuplicates: number > 3 })
      case 'createReturn': return client.task.createManyAndReturn({ data: rows, include: { project: number > 2 } })
      case 'tree':
        rows[1].parentId = keys[0]
        return client.task.createMany({ data: rows })
      case 'comments': return client.comment.createMany({ data: keys.map((id) => ({ id, body: text, taskId: task, authorId: user })) })
      case 'update': return client.task.updateMany({ where: filter, data: { title: text, points: { increment: number } } })
      case 'updateReturn': return client.task.updateManyAndReturn({ where: filter, data: { points: number } })
      case 'updateKey': return client.task.updateMany({ where: filter, data: { projectId: project } })
      case 'move': return client.task.updateMany({ where: filter, data: { organizationId: 'b-org' } })
      case 'delete': return client[model].deleteMany({ where: deleted })
      default: return client.attachment.deleteMany()
    }
  }
}

function changes(draw) {
  const shape = draw.one('text', 'key', 'set', 'move', 'moveRelation', 'comment', 'delete', 'project', 'increment', 'organization')
  const [task, project, user, comment] = ['task', 'project', 'user', 'comment'].map((kind) => draw.key(kind))
  const [text, organization, attachment] = [draw.text(), draw.key('organization'), draw.key('attachment')]
  const args = included(draw, 'task')
  if (shape === 'move' || shape === 'moveRelation' || shape === 'increment') draw.foreign = true
  return (client) => {
    switch (shape) {
      case 'text': return client.task.update({ where: { id: task }, data: { title: text }, ...args })
      case 'key': return client.task.update({ where: { id: task }, data: { projectId: project, assigneeId: user }, ...args })
      case 'set': return client.task.update({ where: { id: task }, data: { projectId: { set: project } } })
      case 'move': return client.task.update({ where: { id: task }, data: { organizationId: { set: 'b-org' } } })
      case 'moveRelation': return client.task.update({ where: { id: task }, data: { organization: { connect: { id: 'b-org' } } } })
      case 'increment': return client.task.update({ where: { id: task }, data: { projectId: { increment: 7770000 } } })
      case 'comment': return client.comment.update({ where: { id: comment }, data: { body: text, taskId: task } })
      case 'delete': return client.attachment.delete({ where: { id: attachment } })
      case 'organization': return client.organization.update({ where: { id: organization }, data: { name: text, planId: 'team' } })
      default: return client.project.update({ where: { id: project }, data: { name: text, budget: { multiply: 2 } }, include: { tasks: true } })
    }
  }
}

function upserts(draw) {
  const shape = draw.one('key', 'unique', 'relation', 'invoice')
  const [label, project, text] = [draw.key('label'), draw.key('project'), draw.text()]
  const [organization, fresh, task] = [draw.key('organization'), draw.fresh('label'), draw.key('task')]
  const name = draw.one('label 1', 'label 9')
  return (client, stamp) => {
    switch (shape) {
      case 'key': return client.label.upsert({ where: { id: label }, create: { id: label, name: text, ...shared(stamp) }, update: { name: text } })
      case 'unique':
        return client.label.upsert({
          where: { organizationId_name: { organizationId: organization, name } },
          create: { id: fresh, name, organizationId: organization }, update: { name: text },
        })
      case 'invoice':
        return client.invoice.upsert({
          where: { organizationId_id: { organizationId: organization, id: 'invoice-1' } },
          create: { id: 'invoice-1', number: text, organizationId: organization }, update: { number: text },
        })
      default:
        return client.task.upsert({
          where: { id: task }, create: { id: task, title: text, projectId: project, ...shared(stamp) },
          update: { title: text, project: { connect: { id: project } } },
        })
    }
  }
}

function relations(draw) {
  const shape = draw.one(
    'connect', 'disconnect', 'set', 'create', 'createMany', 'connectOrCreate', 'update', 'updateMany', 'delete', 'deleteMany',
    'upsert', 'toOne', 'toOneUpdate', 'toOneUpsert', 'steal', 'shared',
  )
  const [task, label, user, comment, project] = ['task', 'label', 'user', 'comment', 'project'].map((kind) => draw.key(kind))
  const [text, fresh, other] = [draw.text(), draw.fresh('label'), draw.fresh('comment')]
  const filter = draw.chance() ? { body: { contains: draw.one('1', 'plain') } } : {}
  const attachment = draw.key('attachment')
  const fromShared = draw.one(
    { tasks: { set: [{ id: task }] } }, { tasks: { connect: [{ id: task }] } }, { tasks: { disconnect: [{ id: task }] } },
    { tasks: { updateMany: { where: {}, data: { title: text } } } }, { tasks: { update: { where: { id: task }, data: { title: text } } } },
    { attachments: { updateMany: { where: {}, data: { name: text } } } }, { attachments: { deleteMany: {} } },
    { attachments: { set: [] } }, { attachments: { delete: { id: attachment } } }, { attachments: { connect: [{ id: attachment }] } },
  )
  if (shape === 'shared') draw.foreign = true
  return (client, stamp) => {
    const of = (data, include) => client.task.update({ where: { id: task }, data, ...(include ? { include } : {}) })
    switch (shape) {
      case 'connect': return of({ labels: { connect: [{ id: label }] } }, { labels: true })
      case 'disconnect': return of({ labels: { disconnect: [{ id: label }] }, assignee: { disconnect: true } }, { labels: true })
      case 'set': return of({ labels: { set: [{ id: label }] } }, { labels: true })
      case 'create': return of({ comments: { create: { id: other, body: text, authorId: user } }, labels: { create: { id: fresh, name: text, ...shared(stamp) } } })
      case 'createMany': return of({ comments: { createMany: { data: [{ id: other, body: text, authorId: user }] } } }, { comments: true })
      case 'connectOrCreate': return of({ labels: { connectOrCreate: { where: { id: label }, create: { id: fresh, name: text, ...shared(stamp) } } } }, { labels: true })
      case 'update': return of({ comments: { update: { where: { id: comment }, data: { body: text } } } }, { comments: true })
      case 'updateMany': return of({ comments: { updateMany: { where: filter, data: { body: text } } } }, { comments: true })
      case 'delete': return of({ comments: { delete: { id: comment } } }, { comments: true })
      case 'deleteMany': return of({ comments: { deleteMany: filter } }, { comments: true })
      case 'upsert': return of({ comments: { upsert: { where: { id: comment }, create: { id: comment, body: text, authorId: user }, update: { body: text } } } })
      case 'toOne': return of({ project: { connect: { id: project } }, assignee: { connect: { id: user } } }, { project: true, assignee: true })
      case 'toOneUpdate': return of({ project: { update: { name: text } }, assignee: { update: { where: { id: user }, data: { email: text } } } }, { project: true })
      case 'toOneUpsert': return of({ assignee: { upsert: { create: { id: fresh, email: text, ...shared(stamp) }, update: { email: text } } } }, { assignee: true })
      case 'shared': return client.plan.update({ where: { id: 'free' }, data: fromShared })
      default: return client.user.update({ where: { id: user }, data: { tasks: { connect: [{ id: task }] } }, include: { tasks: true } })
    }
  }
}

function raw(draw) {
  draw.foreign = true
  const shape = draw.one('query', 'unsafe', 'execute', 'executeUnsafe', 'typed')
  return (client) => {
    switch (shape) {
      case 'query': return client.$queryRaw`SELECT title FROM task`
      case 'unsafe': return client.$queryRawUnsafe('SELECT title FROM task')
      case 'typed': return client.$queryRawTyped(titles())
      case 'execute': return client.$executeRaw`UPDATE task SET title = 'x'`
      default: return client.$executeRawUnsafe("UPDATE task SET title = 'x'")
    }
  }
}

/** Their result may differ where a key is taken by another tenant, which is no secret. */
export const COLLIDING = new Set([upserts, relations, creates])
export const FAMILIES = [reads, reads, unique, compound, aggregates, cursors, creates, many, changes, upserts, relations, relations, raw]
/** Families whose operations know nothing of each other, for batches. */
export const BATCHED = [reads, unique, aggregates, creates, many, changes, upserts, relations]

const plans = (where, more) => (client) => client.plan.findMany({ where, ...more })
const change = (data) => (client) => client.plan.update({ where: { id: 'free' }, data })

/** From a table that all tenants share: what leads to another tenant's rows leads nowhere, and reaches none of them. */
export const SHARED = [
  plans({ tasks: { every: { title: { contains: 'plain' } } } }),
  plans({ tasks: { every: { OR: [] } } }),
  plans({ tasks: { every: { assignee: {} } } }),
  plans({ tasks: { every: {} } }, { include: { _count: true, tasks: true, attachments: true } }),
  plans({ tasks: { none: { title: { contains: 'SECRET' } } } }),
  plans({ tasks: { some: { title: { contains: 'SECRET' } } } }),
  plans({ NOT: { tasks: { some: { title: { contains: 'SECRET' } } } } }),
  plans({ attachments: { every: { name: { contains: 'plain' } } } }),
  plans({ attachments: { some: { comment: { body: { contains: 'SECRET' } } } } }),
  plans({ organizations: { every: { labels: { some: {} } } } }),
  change({ tasks: { updateMany: { where: {}, data: { title: 'x' } } } }),
  change({ tasks: { deleteMany: { title: { contains: '1' } } } }),
  change({ attachments: { delete: { id: 1 } } }),
]
/** Those that would reach them, and are refused. */
export const REACHING = [
  change({ tasks: { set: [] } }),
  change({ attachments: { set: [{ id: 1 }] } }),
  change({ attachments: { updateMany: { where: {}, data: { name: 'x' } } } }),
  change({ attachments: { deleteMany: {} } }),
  change({ tasks: { connect: [{ id: 'bbbbbbbb-0000-4000-8000-000000000001' }] } }),
  change({ tasks: { update: { where: { id: 'bbbbbbbb-0000-4000-8000-000000000001' }, data: { title: 'x' } } } }),
]
