"""Invoices and their lines."""

from collections.abc import Sequence
from decimal import Decimal

from fastapi import APIRouter, status
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.access import TenantTransaction
from app.bodies import InvoiceView, NewInvoice
from app.models import Invoice, InvoiceLine
from app.routes.found import found
from app.schemas import InvoiceRead

router = APIRouter(tags=["invoices"])
CENT = Decimal("0.01")


@router.get("/invoices", response_model=list[InvoiceRead])
async def list_invoices(session: TenantTransaction) -> Sequence[Invoice]:
    """All invoices, by number."""
    return (await session.scalars(select(Invoice).order_by(Invoice.number))).all()


@router.post(
    "/invoices", response_model=InvoiceView, status_code=status.HTTP_201_CREATED
)
async def create_invoice(body: NewInvoice, session: TenantTransaction) -> Invoice:
    """Write an invoice; its total is what its lines come to, taxes included."""
    invoice = Invoice(**body.model_dump(exclude_unset=True, exclude={"lines", "total"}))
    invoice.lines = [
        InvoiceLine(
            **line.model_dump(exclude_unset=True, exclude={"position", "invoice_id"}),
            position=position,
        )
        for position, line in enumerate(body.lines, 1)
    ]
    amounts = (
        line.quantity * line.unit_price * (1 + line.tax_rate) for line in body.lines
    )
    invoice.total = sum(amounts, Decimal(0)).quantize(CENT)
    session.add(invoice)
    await session.flush()
    return invoice


@router.get("/invoices/{invoice_id}", response_model=InvoiceView)
async def read_invoice(invoice_id: str, session: TenantTransaction) -> Invoice:
    """One invoice with its lines."""
    return await found(session, Invoice, invoice_id, selectinload(Invoice.lines))
