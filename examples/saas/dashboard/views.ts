// Rows as JSON, the way the generated Pydantic schemas write them: Decimal and BigInt as text, dates without a time,
// enums by their label in the database.
import type { Prisma, Invoice, InvoiceLine, Organization, Project, Task, UsageRecord } from "../generated/prisma/client.ts";

const date = (value: Date | null) => value?.toISOString().slice(0, 10) ?? null;
const time = (value: Date | null) => value?.toISOString().slice(11, 19) ?? null;
const decimal = (value: Prisma.Decimal, places: number) => value.toFixed(places);

export const organization = (row: Organization) => ({ ...row, locale: row.locale.toLowerCase() });

export const project = (row: Project) => ({ ...row, budget: row.budget && decimal(row.budget, 2) });

export const task = <T extends Task>(row: T) => ({ ...row, dueDate: date(row.dueDate), startsAt: time(row.startsAt) });

export const invoice = <T extends Invoice>(row: T) => ({ ...row, total: decimal(row.total, 2), issuedOn: date(row.issuedOn) });

export const invoiceWithLines = ({ lines, ...row }: Invoice & { lines: InvoiceLine[] }) => ({
  ...invoice(row),
  lines: lines.map((line) => ({
    ...line,
    quantity: decimal(line.quantity, 3),
    unitPrice: decimal(line.unitPrice, 4),
    taxRate: decimal(line.taxRate, 4),
  })),
});

export const usage = (row: UsageRecord) => ({ ...row, id: String(row.id), quantity: String(row.quantity) });
