"""Edits of Python modules: the smallest changes of text, found on parso trees; everything else stays byte for byte."""

from prismalchemy.alchemy.edit.annotations import (
    Inner,
    OptionalStyle,
    inner_of,
    join_optional,
    optional_style,
    set_inner,
    split_optional,
)
from prismalchemy.alchemy.edit.calls import (
    Argument,
    Call,
    call_of,
    insert_positional,
    remove_keyword,
    set_keyword,
    set_keywords,
)
from prismalchemy.alchemy.edit.code import Code, Node, change, insert, replace, string_value
from prismalchemy.alchemy.edit.entries import (
    Entries,
    class_arguments,
    entries_of,
    insert_entries,
    insert_entry,
    remove_entry,
    replace_entry,
)
from prismalchemy.alchemy.edit.imports import add_imports, add_typing_imports, bindings_of, imports_of, local_name
from prismalchemy.alchemy.edit.members import (
    add_member,
    annotation_of,
    module_statements,
    remove_member,
    statements,
    target_of,
    value_of,
)
from prismalchemy.alchemy.edit.reflow import reflow

__all__ = [
    "Argument",
    "Call",
    "Code",
    "Entries",
    "Inner",
    "Node",
    "OptionalStyle",
    "add_imports",
    "add_member",
    "add_typing_imports",
    "annotation_of",
    "bindings_of",
    "call_of",
    "change",
    "class_arguments",
    "entries_of",
    "imports_of",
    "inner_of",
    "insert",
    "insert_entries",
    "insert_entry",
    "insert_positional",
    "join_optional",
    "local_name",
    "module_statements",
    "optional_style",
    "reflow",
    "remove_entry",
    "remove_keyword",
    "remove_member",
    "replace",
    "replace_entry",
    "set_inner",
    "set_keyword",
    "set_keywords",
    "split_optional",
    "statements",
    "string_value",
    "target_of",
    "value_of",
]
