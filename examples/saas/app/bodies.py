"""What requests and responses are made of: the generated schemas, less what the token, the URL or the service says."""

from typing import Annotated

from pydantic import Field

from app.schemas import (
    CommentRead,
    InvoiceCreate,
    InvoiceLineCreate,
    InvoiceLineRead,
    InvoiceRead,
    LabelRead,
    ProjectCreate,
    TaskCreate,
    TaskRead,
    UsageRecordCreate,
)
from app.schemas._support import Omissible, Schema, String50

# A body may name its organization. The guard refuses one that is not the token's.
# Fields that the generated schemas ask for may be left out here. That is a wider type
# than the base's, which mypy refuses: hence `ignore[assignment]`.


class NewProject(ProjectCreate):
    """A project to be."""

    organization_id: Omissible[str] = None  # type: ignore[assignment]


class NewTask(TaskCreate):
    """A task to be, of the project in the URL, numbered by the service and reported by the token's user."""

    organization_id: Omissible[str] = None  # type: ignore[assignment]
    project_id: Omissible[str] = None  # type: ignore[assignment]
    reporter_id: Omissible[str] = None  # type: ignore[assignment]
    number: Omissible[int] = None  # type: ignore[assignment]


class NewComment(Schema):
    """What the token's user has to say."""

    body: str


class TaskLabels(Schema):
    """All labels that a task shall have, by name."""

    names: list[String50]


class NewInvoiceLine(InvoiceLineCreate):
    """A line of the invoice that it is sent with; lines are numbered as they come."""

    invoice_id: Omissible[str] = None  # type: ignore[assignment]
    position: Omissible[int] = None  # type: ignore[assignment]


class NewInvoice(InvoiceCreate):
    """An invoice to be, with its lines."""

    organization_id: Omissible[str] = None  # type: ignore[assignment]
    lines: Annotated[list[NewInvoiceLine], Field(min_length=1)]


class NewUsage(UsageRecordCreate):
    """Something that was used."""

    organization_id: Omissible[str] = None  # type: ignore[assignment]


class TaskView(TaskRead):
    """A task with its labels and comments."""

    labels: list[LabelRead]
    comments: list[CommentRead]


class InvoiceView(InvoiceRead):
    """An invoice with its lines."""

    lines: list[InvoiceLineRead]
