-- The table is large: PostgreSQL builds the index while invoices are written, which it does outside of transactions.
CREATE INDEX CONCURRENTLY "invoices_organization_id_issued_on_idx" ON "invoices"("organization_id", "issued_on" DESC);
