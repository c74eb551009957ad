"""Documentation comments as docstrings."""

from __future__ import annotations

import inspect


def docstring(text: str) -> str:
    """The text as a docstring without indentation: one line, or several with the closing quotes on their own."""
    lines = [line.rstrip() for line in inspect.cleandoc(text).split("\n")]
    body = "\n".join(lines).replace("\\", "\\\\").replace('"""', r"\"\"\"")
    body = "".join(char if char.isprintable() or char == "\n" else repr(char)[1:-1] for char in body)
    if body.startswith('"'):
        body = f" {body}"
    if "\n" in body:
        return f'"""{body}\n"""'
    return f'"""{body} """' if body.endswith('"') else f'"""{body}"""'


def indented(text: str, indent: str) -> str:
    """Every line that is not empty, one level further in."""
    return "\n".join(indent + line if line else line for line in text.split("\n"))
