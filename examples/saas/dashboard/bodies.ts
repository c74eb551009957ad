// What requests may hold. A body may name its organization; the guard refuses one that is not the token's.
import { z } from "zod";
import { Currency, InvoiceStatus, ProjectStatus, ProjectVisibility, TaskPriority, TaskStatus } from "../generated/prisma/client.ts";

const json = z.record(z.string(), z.json());
const day = z.iso.date().transform((text) => new Date(`${text}T00:00:00Z`));
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const decimal = z.union([z.string().regex(/^-?\d+(\.\d+)?$/), z.number().transform(String)]);
const bigint = z.union([z.string().regex(/^-?\d+$/), z.int()]).transform((value) => BigInt(value));

export const newProject = z.strictObject({
  organizationId: z.string().optional(),
  key: z.string().max(10),
  name: z.string().max(120),
  description: z.string().nullable().optional(),
  status: z.enum(ProjectStatus).optional(),
  visibility: z.enum(ProjectVisibility).optional(),
  color: z.string().max(7).optional(),
  budget: decimal.nullable().optional(),
  tags: z.array(z.string()).optional(),
  metadata: json.optional(),
});

const taskFields = z.strictObject({
  organizationId: z.string().optional(),
  title: z.string().max(255),
  description: z.string().nullable().optional(),
  status: z.enum(TaskStatus).optional(),
  priority: z.enum(TaskPriority).optional(),
  estimate: z.number().nullable().optional(),
  dueDate: day.nullable().optional(),
  customFields: json.optional(),
  completedAt: moment.nullable().optional(),
});

export const newTask = taskFields;
export const taskChanges = taskFields.partial();
export const newComment = z.strictObject({ body: z.string() });
export const taskLabels = z.strictObject({ names: z.array(z.string().max(50)) });

export const newInvoice = z.strictObject({
  organizationId: z.string().optional(),
  number: z.string().max(32),
  status: z.enum(InvoiceStatus).optional(),
  currency: z.enum(Currency).optional(),
  issuedOn: day.nullable().optional(),
  paidAt: moment.nullable().optional(),
  lines: z
    .array(
      z.strictObject({
        description: z.string(),
        quantity: decimal.default("1"),
        unitPrice: decimal,
        taxRate: decimal.default("0"),
      }),
    )
    .min(1),
});

export const newUsage = z.strictObject({
  organizationId: z.string().optional(),
  metric: z.string().max(64),
  quantity: bigint.optional(),
  recordedAt: moment.optional(),
});
