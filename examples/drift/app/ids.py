"""Identifiers as the dashboard's Prisma client makes them."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def _base36(number: int, width: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _ALPHABET[digit] + digits
    return digits.rjust(width, "0")[-width:]


def cuid() -> str:
    """A cuid: `c`, the time in milliseconds, and randomness; 25 characters."""
    return "c" + _base36(time.time_ns() // 1_000_000, 8) + "".join(secrets.choice(_ALPHABET) for _ in range(16))
