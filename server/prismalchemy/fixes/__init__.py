"""Fixes: how a difference is mended, as edits to the user's files."""

from prismalchemy.fixes.fix import Applicability, Fix, Side

__all__ = ["Applicability", "Fix", "Side"]
