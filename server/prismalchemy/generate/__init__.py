"""Generation: SQLAlchemy source text from the neutral schema."""

from prismalchemy.generate.classes import render_class, render_core_table
from prismalchemy.generate.columns import render_column
from prismalchemy.generate.companion import render_schemas, render_schemas_package
from prismalchemy.generate.constraints import render_foreign_key, render_index, render_table_args
from prismalchemy.generate.defaults import render_client_default, render_on_update, render_server_default
from prismalchemy.generate.enums import render_enum
from prismalchemy.generate.identifiers import attribute_name, relation_name
from prismalchemy.generate.imports import Imports
from prismalchemy.generate.layout import spell
from prismalchemy.generate.module import ModuleNames, render_module
from prismalchemy.generate.names import Member, Names, SchemaNames, enum_members, identity_columns, is_mappable
from prismalchemy.generate.options import Declaration, Lazy, Mixin, Naming, Options, Reference, Style
from prismalchemy.generate.package import render_package
from prismalchemy.generate.packages import TYPE_PACKAGES
from prismalchemy.generate.relations import render_relation
from prismalchemy.generate.types import render_annotation, render_type

__all__ = [
    "TYPE_PACKAGES",
    "Declaration",
    "Imports",
    "Lazy",
    "Member",
    "Mixin",
    "ModuleNames",
    "Names",
    "Naming",
    "Options",
    "Reference",
    "SchemaNames",
    "Style",
    "attribute_name",
    "enum_members",
    "identity_columns",
    "is_mappable",
    "relation_name",
    "render_annotation",
    "render_class",
    "render_client_default",
    "render_column",
    "render_core_table",
    "render_enum",
    "render_foreign_key",
    "render_index",
    "render_module",
    "render_on_update",
    "render_package",
    "render_relation",
    "render_schemas",
    "render_schemas_package",
    "render_server_default",
    "render_table_args",
    "render_type",
    "spell",
]
