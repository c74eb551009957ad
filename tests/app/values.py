"""What is written through one service and read through both: values that lose something where a side is careless."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

PROJECT = {
    "name": "Brücke über den Fluß ☂ 橋",
    "description": 'line\nline\ttab "quotes" \'; DROP TABLE projects; --',
    "status": "ON_HOLD",
    "visibility": "INTERNAL",
    "color": "#00ff7f",
    "budget": "123456789012.34",
    "tags": ["α", "with, comma", "", '"quoted"', "{braces}"],
    "metadata": {"deep": [1, 2.5, None, True, {"ключ": "значение"}], "empty": {}, "zero": 0, "text": "null"},
}
TASK = {
    "title": "Größe prüfen",
    "description": None,
    "status": "IN_REVIEW",
    "priority": "URGENT",
    "estimate": 0.1,
    "dueDate": "2028-02-29",
    "completedAt": "2026-12-31T23:59:59.999Z",
    "customFields": {"big": 9007199254740991, "list": [], "nested": {"a": {"b": {"c": "d"}}}},
}
CHANGES = {"title": "Größe geprüft", "status": "DONE", "estimate": 1e-9, "dueDate": None, "customFields": {"now": [1]}}
LABELS = ["bug", "ünïcode", "a label"]
COMMENT = "Schön!\n🚀 done"
INVOICE = {
    "currency": "JPY",
    "status": "OPEN",
    "issuedOn": "2024-12-31",
    "paidAt": "2025-01-01T00:00:00.001Z",
    "lines": [
        {"description": "Arbeit", "quantity": "1234567.891", "unitPrice": "0.1001", "taxRate": "0.1900"},
        {"description": "", "quantity": "0.001", "unitPrice": "99999999.9999", "taxRate": "0.0000"},
        {"description": "credit", "quantity": "-1.000", "unitPrice": "0.0050", "taxRate": "0.0700"},
    ],
}
TOTAL = sum(
    (
        Decimal(str(line["quantity"])) * Decimal(str(line["unitPrice"])) * (1 + Decimal(str(line["taxRate"])))
        for line in INVOICE["lines"]  # type: ignore[attr-defined]
    ),
    Decimal(0),
).quantize(Decimal("0.01"))
USAGE = ["9007199254740993", "-9223372036854775808", "9223372036854775807", "0"]
"""More than a JavaScript number holds, and the ends of what 64 bits hold."""


def plain(value: Any) -> Any:
    """JSON with its times as times: either service writes them in its own way, to the same millisecond."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, str) and len(value) > 18 and value[10] == "T" and value.endswith("Z"):
        return datetime.fromisoformat(value.removesuffix("Z") + "+00:00")
    return value
