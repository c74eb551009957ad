"""Three-way merge of generated models: what was generated last, what the user made of it, what is generated now."""

from prismalchemy.merge.conflict import Conflict
from prismalchemy.merge.module import Merged, generated_file, has_record, merge, places, without_record

__all__ = ["Conflict", "Merged", "generated_file", "has_record", "merge", "places", "without_record"]
