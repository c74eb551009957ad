"""Random values of operations: keys of either tenant, and keys that nobody has yet."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from tests.tenancy.world import task_key

COUNTS = {"user": 3, "label": 3, "comment": 10, "line": 4}


class Draw:
    """Draws the values of one operation; `foreign` says whether one of them is B's."""

    def __init__(self, seed: str, *, foreign: bool = True) -> None:
        self.random = random.Random(seed)
        self._share = 0.4 if foreign else 0.0
        self.foreign = False

    def tenant(self) -> str:
        """Whose the next key is."""
        if self.random.random() < self._share:
            self.foreign = True
            return "b"
        return "a"

    def key(self, kind: str) -> Any:
        """The key of a row of this kind."""
        tenant = self.tenant()
        base = 7770000 if tenant == "b" else 0
        if kind == "task":
            return task_key(tenant, self.random.randint(1, 8))
        if kind == "project":
            return base + self.random.randint(1, 3)
        if kind == "attachment":
            return base + self.random.randint(1, 6)
        if kind == "organization":
            return f"{tenant}-org"
        return f"{tenant}-{kind}-{self.random.randint(1, COUNTS[kind])}"

    def own(self, kind: str) -> Any:
        """The key of a row of A's."""
        share, self._share = self._share, 0.0
        try:
            return self.key(kind)
        finally:
            self._share = share

    def fresh(self, kind: str) -> Any:
        """A key that no row has."""
        number = self.random.randrange(10**6, 7 * 10**6)
        if kind == "task":
            return UUID(f"cccccccc-0000-4000-8000-{number:012d}")
        if kind in ("project", "attachment"):
            return number
        return f"new-{number}"

    def text(self) -> str:
        """A text that no row has."""
        return f"text {self.random.randrange(10**6)}"

    def chance(self, share: float = 0.5) -> bool:
        """True for so many of all draws."""
        return self.random.random() < share

    def one(self, *choices: Any) -> Any:
        """One of several."""
        return self.random.choice(choices)
