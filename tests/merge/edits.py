"""Random edits of generated files, as people make them: by text, knowing nothing of how files are merged.

Each edit writes a mark that occurs nowhere else; what has survived is told by the marks. Members are written as the
file's style has them: declarative, dataclass or sqlmodel.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from prismalchemy.generate import Declaration

_CLASS = re.compile(r"^class (\w+)\((.*?)\):\n((?:(?:    .*)?\n)+)", re.MULTILINE)
_MEMBER = re.compile(r"^    ([a-z]\w*): (?:[^\n]|\n(?:    [ )]|\n))*?(?=\n(?:    \w|    \"\"\"|\n|\Z))", re.MULTILINE)


@dataclass
class Edited:
    """An edited text, and what was done to it.

    `marks` are the marks with the class that they stand in, None for the module. `targets` are the classes and members
    that were touched, as (class, attribute); the attribute is None where the class as a whole was. `changed` are the
    columns (class, attribute) whose type the user made another. `style` is the kind of classes.
    """

    text: str
    style: Declaration = "declarative"
    marks: dict[str, str | None] = field(default_factory=dict)
    targets: set[tuple[str, str | None]] = field(default_factory=set)
    changed: set[tuple[str, str]] = field(default_factory=set)
    done: list[str] = field(default_factory=list)

    def mark(self, owner: str | None) -> str:
        name = f"mark_{len(self.marks)}"
        self.marks[name] = owner
        if owner is not None:
            self.targets.add((owner, None))
        return name


def _classes(edited: Edited) -> list[re.Match[str]]:
    return [match for match in _CLASS.finditer(edited.text) if "    __tablename__ = " in match[3]]


def _class(random: Random, edited: Edited) -> re.Match[str] | None:
    found = _classes(edited)
    return random.choice(found) if found else None


def _member(random: Random, edited: Edited, wanted: str) -> tuple[str, re.Match[str]] | None:
    """A generated member whose text matches, that no other edit has touched."""
    found = [
        (owner[1], match)
        for owner in _classes(edited)
        for match in _MEMBER.finditer(edited.text, owner.start(3), owner.end(3))
        if re.search(wanted, match[0]) and (owner[1], match[1]) not in edited.targets and "mark" not in match[0]
    ]
    if not found:
        return None
    owner_name, match = random.choice(found)
    edited.targets.add((owner_name, match[1]))
    return owner_name, match


def _insert(edited: Edited, at: int, text: str) -> None:
    edited.text = edited.text[:at] + text + edited.text[at:]


def _replace(edited: Edited, match: re.Match[str], text: str) -> None:
    edited.text = edited.text[: match.start()] + text + edited.text[match.end() :]


def _import(edited: Edited, line: str) -> None:
    if not re.search(rf"^{re.escape(line)}$", edited.text, re.MULTILINE):
        at = re.search(r"^(?:import|from) ", edited.text, re.MULTILINE)
        assert at is not None
        _insert(edited, at.start(), line + "\n")


def _to_bases(edited: Edited, owner: re.Match[str], text: str) -> None:
    """Add a base behind the others, which keywords may follow."""
    at = owner[2].find(", kw_only=") if ", kw_only=" in owner[2] else owner[2].find(", table=")
    _insert(edited, owner.end(2) if at < 0 else owner.start(2) + at, f", {text}")


def _to_class(edited: Edited, owner: re.Match[str], text: str, random: Random) -> None:
    """Add lines to a class: at its end, or before one of its members."""
    owner = next(match for match in _classes(edited) if match[1] == owner[1])
    members = list(_MEMBER.finditer(edited.text, owner.start(3), owner.end(3)))
    if members and random.random() < 0.4:
        _insert(edited, random.choice(members).start(), f"{text}\n")
    else:
        body = owner[3].rstrip("\n")
        _insert(edited, owner.start(3) + len(body) + 1, f"\n{text}")


def method(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner:
        mark = edited.mark(owner[1])
        _to_class(edited, owner, f"    def {mark}(self) -> int:\n        # what it is for\n        return 42\n", random)


def property_(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner:
        mark = edited.mark(owner[1])
        body = "        match self.id:\n            case 1: return 'x'\n        return 'y'\n"
        _to_class(edited, owner, f"    @property\n    def {mark}(self) -> str:\n{body}", random)


def hybrid(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    # Pydantic takes them for fields without an annotation.
    if owner and edited.style != "sqlmodel":
        mark = edited.mark(owner[1])
        text = (
            f"    @hybrid_property\n    def {mark}(self):\n        return self.id\n\n"
            f"    @{mark}.setter\n    def {mark}(self, value):\n        self.id = value\n"
        )
        _to_class(edited, owner, text, random)
        _import(edited, "from sqlalchemy.ext.hybrid import hybrid_property")


def validator(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner and "@validates" not in owner[3]:
        mark = edited.mark(owner[1])
        text = f'    @validates("id")\n    def {mark}(self, key, value):\n        return value\n'
        _to_class(edited, owner, text, random)
        _import(edited, "from sqlalchemy.orm import validates")


def constant(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner:
        _to_class(edited, owner, f"    {_constant(edited, owner[1])} = {{'a': [1, 2]}}\n", random)


def _constant(edited: Edited, owner: str) -> str:
    """What is assigned a value of the class; Pydantic must be told that it is no field."""
    if edited.style != "sqlmodel":
        return edited.mark(owner)
    _import(edited, "import typing")
    return f"{edited.mark(owner)}: typing.ClassVar[object]"


def generated_import(random: Random, edited: Edited) -> None:
    """Use a name that is imported for the generator's sake."""
    owner = _class(random, edited)
    if owner:
        _to_class(edited, owner, f"    {_constant(edited, owner[1])} = datetime.min\n", random)
        if not re.search(r"^from datetime import .*\bdatetime\b", edited.text, re.MULTILINE):
            _import(edited, "from datetime import datetime")


def extra_column(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner:
        mark = edited.mark(owner[1])
        local = random.choice(("", "  # prismalchemy: local"))
        column = f"{mark}: Mapped[int] = mapped_column(SmallInteger, index=True)"
        if edited.style == "sqlmodel":
            column = f"{mark}: int = Field(sa_column=Column(SmallInteger, index=True))"
            _import(edited, "from sqlalchemy import Column")
            _import(edited, "from sqlmodel import Field")
        _to_class(edited, owner, f"    {column}{local}\n", random)
        _import(edited, "from sqlalchemy import SmallInteger")


def extra_relationship(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner:
        mark = edited.mark(owner[1])
        join = f'primaryjoin="{owner[1]}.id == remote(foreign({owner[1]}.id))"'
        init = ", init=False" if edited.style == "dataclass" else ""
        text = f'    {mark}: Mapped["{owner[1]}"] = relationship({join}, viewonly=True{init})\n'
        if edited.style == "sqlmodel":
            of = f'{{"primaryjoin": {join.removeprefix("primaryjoin=")}, "viewonly": True}}'
            text = f'    {mark}: typing.Optional["{owner[1]}"] = Relationship(sa_relationship_kwargs={of})\n'
        _to_class(edited, owner, text, random)
        if edited.style == "sqlmodel":
            _import(edited, "import typing")
            _import(edited, "from sqlmodel import Relationship")
        else:
            _import(edited, "from sqlalchemy.orm import relationship")


def mixin(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner and "mark_" not in owner[2]:
        mark = edited.mark(owner[1])
        _to_bases(edited, owner, f"{mark}_Mixin")
        first = _CLASS.search(edited.text)
        assert first is not None
        edited.marks[f"class {mark}_Mixin"] = None
        _insert(edited, first.start(), f"class {mark}_Mixin:\n    __slots__ = ()\n\n\n")


def keyword(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    base = re.search(r'^    """Base of all models."""\n', edited.text, re.MULTILINE)
    if owner is None or base is None or "mark_" in owner[2] or edited.style == "sqlmodel":
        return
    _insert(edited, owner.end(2), f", {edited.mark(owner[1])}=True")
    if "__init_subclass__" not in edited.text:
        text = (
            "    def __init_subclass__(cls, **given):\n"
            "        super().__init_subclass__(**{key: of for key, of in given.items() if key[:4] != 'mark'})\n"
        )
        _insert(edited, base.end(), "\n" + text)


def comment_above(random: Random, edited: Edited) -> None:
    found = _member(random, edited, "")
    if found:
        _insert(edited, found[1].start(), f"    # {edited.mark(found[0])}: think of this\n")


def comment_behind(random: Random, edited: Edited) -> None:
    found = _member(random, edited, "")
    if found:
        _insert(edited, found[1].end(), f"  # {edited.mark(found[0])}")


def comment_between(random: Random, edited: Edited) -> None:
    found = _member(random, edited, "")
    if found:
        edited.targets.discard((found[0], found[1][1]))
        _insert(edited, found[1].start(), f"\n    # {edited.mark(found[0])}\n    #   two lines\n\n")


def docstring(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner and not owner[3].startswith('    """'):
        _insert(edited, owner.start(3), f'    """Says {edited.mark(owner[1])}.\n\n    And more.\n    """\n\n')


def info(random: Random, edited: Edited) -> None:
    found = _member(random, edited, r"= (?:mapped_column|Field)\(.*\)$")
    if found:
        owner, match = found
        mark = edited.mark(owner)
        of = f'description="{mark}"' if edited.style == "sqlmodel" else f'info={{"{mark}": 1}}'
        _replace(edited, match, f"{match[0][:-1]}, {of})")


def comment_argument(random: Random, edited: Edited) -> None:
    found = _member(random, edited, r"= (?:mapped_column|Field)\(\n")
    if found:
        owner, match = found
        lines = match[0].split("\n")
        name = "description" if edited.style == "sqlmodel" else "doc"
        comma = "" if lines[-2].endswith(",") else ","
        _replace(
            edited,
            match,
            "\n".join([*lines[:-2], lines[-2] + comma, f'        {name}="{edited.mark(owner)}",', lines[-1]]),
        )


def lazy(random: Random, edited: Edited) -> None:
    found = _member(random, edited, r"= (?:relationship|Relationship)\((?!.*kwargs)[^\n]+\)$")
    if found:
        owner, match = found
        mark = edited.mark(owner)
        of = f'lazy="selectin", info={{"{mark}": True}}'
        if edited.style == "sqlmodel":
            of = f'sa_relationship_kwargs={{"lazy": "selectin", "info": {{"{mark}": True}}}}'
        _replace(edited, match, f"{match[0][:-1]}, {of})")


def other_type(random: Random, edited: Edited) -> None:
    found = _member(random, edited, r"[cC]olumn\(Text[,)]")
    if found:
        owner, match = found
        edited.changed.add((owner, match[1]))
        mark = edited.mark(owner)
        _replace(edited, match, match[0].replace("olumn(Text", f"olumn({mark}_type"))
        first = _CLASS.search(edited.text)
        assert first is not None
        _insert(edited, first.start(), f"{mark}_type = String(7)\n\n\n")
        _import(edited, "from sqlalchemy import String")


def table_args(random: Random, edited: Edited) -> None:
    owner = _class(random, edited)
    if owner is None:
        return
    mark = edited.mark(owner[1])
    check = f'CheckConstraint("id IS NOT NULL", name="{mark}")'
    _import(edited, "from sqlalchemy import CheckConstraint")
    owner = next(match for match in _classes(edited) if match[1] == owner[1])
    there = re.compile(r"^    __table_args__ = \(").search(owner[3])
    if "__table_args__ = (" in owner[3]:
        at = edited.text.index("__table_args__ = (", owner.start(3)) + len("__table_args__ = (")
        line_end = edited.text.index("\n", at)
        _insert(edited, at, f"{check}, " if line_end > at else f"\n        {check},")
    else:
        assert there is None
        at = edited.text.index("\n", edited.text.index("__tablename__", owner.start(3))) + 1
        _insert(edited, at, f"    __table_args__ = ({check},)\n")


def function(random: Random, edited: Edited) -> None:
    edited.text += f"\n\ndef {edited.mark(None)}(value: int) -> int:\n    return value\n"


def class_(random: Random, edited: Edited) -> None:
    first = random.choice(list(_CLASS.finditer(edited.text)))
    _insert(edited, first.start(), f"class {edited.mark(None)}:\n    # of my own\n    value = 1\n\n\n")


def enum_(random: Random, edited: Edited) -> None:
    edited.text += f"\n\nclass {edited.mark(None)}(str, enum.Enum):\n    A = 'a'\n"
    _import(edited, "import enum")


def own_model(random: Random, edited: Edited) -> None:
    mark = edited.mark(None)
    column = (
        "int = Field(primary_key=True)"
        if edited.style == "sqlmodel"
        else "Mapped[int] = mapped_column(primary_key=True)"
    )
    body = f'    __tablename__ = "{mark}"\n\n    id: {column}\n'
    edited.text += f"\n\nclass {mark}(Base{', table=True' if edited.style == 'sqlmodel' else ''}):\n{body}"
    if edited.style == "sqlmodel":
        _import(edited, "from sqlmodel import Field")


def code(random: Random, edited: Edited) -> None:
    first = random.choice(list(_CLASS.finditer(edited.text)))
    mark = edited.mark(None)
    _insert(edited, first.start(), f"try:\n    import json as {mark}\nexcept ImportError:  # {mark}\n    pass\n\n\n")


def import_(random: Random, edited: Edited) -> None:
    mark = edited.mark(None)
    _import(edited, f"from collections import OrderedDict as {mark}")


def comment_in_module(random: Random, edited: Edited) -> None:
    first = random.choice(list(_CLASS.finditer(edited.text)))
    _insert(edited, first.start(), f"# --- {edited.mark(None)} ---\n\n\n")


Edit = Callable[[Random, Edited], None]
EDITS: tuple[Edit, ...] = (
    *(method, property_, hybrid, validator, constant, generated_import, extra_column, extra_relationship),
    *(mixin, keyword, docstring, table_args, comment_above, comment_behind, comment_between),
    *(info, comment_argument, lazy, other_type),
    *(function, class_, enum_, own_model, code, import_, comment_in_module),
)


def edit(random: Random, text: str, edits: list[Edit], style: Declaration = "declarative") -> Edited:
    """A text after some edits."""
    edited = Edited(text, style)
    for one in edits:
        before = len(edited.marks)
        one(random, edited)
        if len(edited.marks) > before:
            edited.done.append(one.__name__)
    return edited
