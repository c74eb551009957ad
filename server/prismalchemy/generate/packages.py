"""Types of packages that add some to SQLAlchemy, for what Prisma has no name for: `Unsupported("vector(3)")`.

Sources: the classes of pgvector's `pgvector.sqlalchemy` (0.1 to 0.5) and of GeoAlchemy2 (0.14 to 0.20), and what they
emit as DDL; PostGIS's manual for how a geometry's type and SRID are written.
"""

from __future__ import annotations

import re

from prismalchemy.generate.layout import Call, Node, Text, call
from prismalchemy.generate.names import Names

TYPE_PACKAGES = ("geoalchemy2", "pgvector")
"""The packages, as they are called where they are installed from."""

_VECTOR = re.compile(r"(vector|halfvec|sparsevec)(?:\s*\(\s*(\d+)\s*\))?", re.IGNORECASE)
_VECTORS = {"vector": "Vector", "halfvec": "HALFVEC", "sparsevec": "SPARSEVEC"}
_SPATIAL = re.compile(r"(geometry|geography)(?:\s*\(\s*([a-z]+)\s*(?:,\s*(\d+)\s*)?\))?", re.IGNORECASE)
_SPATIALS = {"geometry": "Geometry", "geography": "Geography"}


def packaged_node(sql: str, names: Names) -> Node | None:
    """The type as an expression, where a package that the code may use has it.

    Args:
        sql: the type as SQL, `vector(3)`.
        names: says which packages may be used, and imports from them.
    """
    if names.dialect != "postgresql":
        return None
    vector = _VECTOR.fullmatch(sql)
    if vector is not None and "pgvector" in names.type_packages:
        return _call(names.use("pgvector.sqlalchemy", _VECTORS[vector[1].lower()]), vector[2])
    spatial = _SPATIAL.fullmatch(sql)
    if spatial is None or "geoalchemy2" not in names.type_packages:
        return None
    kind = "None" if spatial[2] is None else Text(spatial[2].upper())
    # By itself it would make an index of its own.
    return call(names.use("geoalchemy2", _SPATIALS[spatial[1].lower()]), kind, srid=spatial[3], spatial_index="False")


def _call(head: str, argument: str | None) -> Node:
    return head if argument is None else Call(head, (argument,))
