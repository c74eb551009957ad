"""Comparison: pairs tables and columns of the two sides once, and decides what is the same."""

from prismalchemy.compare.consequence import Consequence
from prismalchemy.compare.defaults import same_default
from prismalchemy.compare.keys import ForeignKeyPair, ForeignKeyPairing, IndexPair, IndexPairing
from prismalchemy.compare.names import Names, fold
from prismalchemy.compare.pair import pair
from prismalchemy.compare.pairs import ColumnPair, EnumPair, Pairing, TablePair
from prismalchemy.compare.tenancy import (
    Standing,
    Step,
    TableTenancy,
    Tenancy,
    TenancySettings,
    UntrueEntry,
    resolve,
)
from prismalchemy.compare.types import Aspect, TypeDifference, compare_types

__all__ = [
    "Aspect",
    "ColumnPair",
    "Consequence",
    "EnumPair",
    "ForeignKeyPair",
    "ForeignKeyPairing",
    "IndexPair",
    "IndexPairing",
    "Names",
    "Pairing",
    "Standing",
    "Step",
    "TablePair",
    "TableTenancy",
    "Tenancy",
    "TenancySettings",
    "TypeDifference",
    "UntrueEntry",
    "compare_types",
    "fold",
    "pair",
    "resolve",
    "same_default",
]
