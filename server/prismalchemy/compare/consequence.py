"""What will go wrong because of a difference."""

from __future__ import annotations

from enum import Enum


class Consequence(Enum):
    """What will go wrong because of a divergence. The default level follows from it (`rules.levels`)."""

    FAILS = "fails"
    """A query, INSERT or import through SQLAlchemy will raise."""
    CORRUPTS = "corrupts"
    """It will run, and read or write the wrong thing."""
    MIGRATES = "migrates"
    """Only matters to whoever generates DDL from the models."""
    CONVENTION = "convention"
    """Nothing goes wrong; something is not offered, or not as the project asked for."""
