"""Readings on disk, so that the next start need not read again what has not changed. Safe to delete at any time."""
