"""Enums as source text."""

from __future__ import annotations

from prismalchemy.generate.documentation import docstring, indented
from prismalchemy.generate.layout import spell
from prismalchemy.generate.names import Names
from prismalchemy.generate.options import Style
from prismalchemy.schema import Enum


def render_enum(enum: Enum, names: Names, style: Style | None = None) -> str:
    """The Python class of an enum: its members' values are the database's labels.

    The class derives from `str` as well, so that its members compare equal to the labels and JSON encoders know them.
    """
    style = style or Style()
    head = f"class {names.enum(enum)}({names.use('builtins', 'str')}, {names.use('enum', 'Enum')}):"
    body = []
    if enum.documentation is not None:
        body += [docstring(enum.documentation), ""]
    for member in names.members(enum):
        body.append(f"{member.name} = {spell(member.label, style.quote)}")
        if member.documentation is not None:
            body.append(docstring(member.documentation))
    return f"{head}\n{indented(chr(10).join(body) or 'pass', style.indent)}\n"
