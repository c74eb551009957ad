"""The texts that generated files are made of, and how they are filled in."""

from __future__ import annotations

import importlib.resources
from collections.abc import Mapping
from functools import cache


@cache
def template(name: str) -> str:
    """The text of a template."""
    return importlib.resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def filled(text: str, data: Mapping[str, str], words: Mapping[str, str]) -> str:
    """A template with its words and its data in it.

    Args:
        text: the template. A line `# <NAME>` or `// <NAME>` is where data goes, and the line after it is what stands
            for the data; `<NAME>` within a line is a word.
        data: texts of one or more lines by name.
        words: texts by name.
    """
    lines = iter(text.splitlines())
    made = []
    for line in lines:
        name = line.strip().removeprefix("# <").removeprefix("// <").removesuffix(">")
        if line.lstrip().startswith(("# <", "// <")) and name in data:
            next(lines)
            made.append(data[name])
        else:
            made.append(line)
    result = "\n".join(made) + "\n"
    for name, word in words.items():
        result = result.replace(f"<{name}>", word)
    return result
