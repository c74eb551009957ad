"""The rules, in the order in which they report."""

from __future__ import annotations

from prismalchemy.rules.base import Rule

RULES: tuple[Rule, ...] = ()
