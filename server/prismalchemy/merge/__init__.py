"""Three-way merge of generated models: what was generated last, what the user made of it, what is generated now."""

from prismalchemy.merge.conflict import Conflict
from prismalchemy.merge.module import Merged, generated_file, has_record, merge, places, without_record
from prismalchemy.merge.pieces import is_local, same_syntax

__all__ = [
    "Conflict",
    "Merged",
    "generated_file",
    "has_record",
    "is_local",
    "merge",
    "places",
    "same_syntax",
    "without_record",
]
