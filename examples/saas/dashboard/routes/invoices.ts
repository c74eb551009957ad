// Invoices and their lines.
import { Hono } from "hono";
import { Prisma } from "../../generated/prisma/client.ts";
import { newInvoice } from "../bodies.ts";
import { body, found, type Env } from "../http.ts";
import * as views from "../views.ts";

export const invoices = new Hono<Env>();
const whole = { lines: { orderBy: { position: "asc" } } } as const;

invoices.get("/invoices", async (context) => {
  const rows = await context.var.db.invoice.findMany({ orderBy: { number: "asc" } });
  return context.json(rows.map((row) => views.invoice(row)));
});

/** The total is what the lines come to, taxes included. */
invoices.post("/invoices", async (context) => {
  const { claims, db } = context.var;
  const { lines, ...head } = await body(context, newInvoice);
  const amounts = lines.map((line) =>
    new Prisma.Decimal(line.quantity).times(line.unitPrice).times(new Prisma.Decimal(line.taxRate).plus(1)),
  );
  const row = await db.invoice.create({
    data: {
      organizationId: claims.organizationId,
      ...head,
      total: Prisma.Decimal.sum(0, ...amounts).toDecimalPlaces(2, Prisma.Decimal.ROUND_HALF_EVEN),
      lines: { create: lines.map((line, index) => ({ ...line, position: index + 1 })) },
    },
    include: whole,
  });
  return context.json(views.invoiceWithLines(row), 201);
});

invoices.get("/invoices/:id", async (context) => {
  const id = context.req.param("id");
  const row = await context.var.db.invoice.findUnique({ where: { id }, include: whole });
  return context.json(views.invoiceWithLines(found(row, `Invoice ${id}`)));
});
