DROP INDEX CONCURRENTLY "invoices_organization_id_issued_on_idx";
