"""The declarative base."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Base of all models."""


# region What prismalchemy generated, to recognize what you change; leave it here
# c=^T8eUpQ>f>IFGm;$KUL~02URew`fDFOhRSt|e
# endregion
