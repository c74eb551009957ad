"""Every rule's examples in all styles and laid out in odd ways, and the laws that fixes keep in each.

The models of an example are read, and written anew from what was read in each style; the example's own text is one
style more, as a person would write it. Where a style cannot say what the rule finds, `SILENT` says so.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.fixes.drift import module_of
from tests.rules.test_fixes import REVEALS, SCHEMA_REVEALS
from tests.support.check import Checked, check_files, with_headers

from prismalchemy.fixes import Applicability, Fix, Side
from prismalchemy.rules import RULES, Divergence, Rule

OWN = "own"
"""The style of the example itself."""
STYLES: tuple[str, ...] = (OWN, "mapped", "dataclass", "column", "sqlmodel")
SILENT = {
    ("relationship-back", "sqlmodel"): "what else writes a key through SQLModel's Relationship is not known",
    ("relationship-cascade", "sqlmodel"): "what SQLModel's Relationship does on DELETE is not known",
}
"""Where a rule finds nothing in a style, and why."""
_SCHEMA, _MODELS, _SETTINGS = "schema.prisma", "models.py", "pyproject.toml"


# What the generator does not write, as edits of what it writes: (pattern, replacement), by rule.
_EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "reserved-name": ((r"\bmetadata_\b", "metadata"), (r"""(["'])metadata\1, """, "")),
    "column-computed": (
        (r"^(    total.*Column\(Integer|    total.*mapped_column\(Integer)", r'\1, Computed("price * 2")'),
        (r"^from sqlalchemy import ", "from sqlalchemy import Computed, "),
    ),
    "relationship-cascade": (
        (r"""passive_deletes=(["'])all\1, """, ""),
        (r""", sa_relationship_kwargs=\{"passive_deletes": "all"\}""", ""),
    ),
    "relationship-back": ((r"""back_populates=["']\w+["'](, )?""", ""),),
    "unused-suppression": ((r"^(    color.*)$", r"\1  # prismalchemy: ignore[column-extra]"),),
}


class Case(NamedTuple):
    """An invalid example of a rule in one style."""

    rule: Rule
    style: str
    number: int
    files: dict[str, str]


def cases(rule: Rule) -> Iterator[Case]:
    """The invalid examples of a rule in all styles in which it finds them."""
    for number, example in enumerate(rule.invalid):
        texts = {_SCHEMA: example.schema, _MODELS: example.models}
        files = with_headers(texts if example.settings is None else {**texts, _SETTINGS: example.settings})
        yield Case(rule, OWN, number, files)
        read = check_files(files).models.schema
        for style in STYLES[1:]:
            text = _written(rule, read, style)
            written = {**files, _MODELS: text or ""}
            if text is not None and _finds(rule, check_files(written)):
                yield Case(rule, style, number, written)


def _written(rule: Rule, read: object, style: str) -> str | None:
    """The models in another style; None where they cannot be written from what is known."""
    try:
        text = module_of(read, style, "verbatim")  # type: ignore[arg-type]
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError):
        return None
    for pattern, replacement in _EDITS.get(rule.name, ()):
        text = re.sub(pattern, replacement, text, flags=re.M)
    return text


def _finds(rule: Rule, checked: Checked) -> bool:
    return any(found.rule == rule.name for found in checked.divergences)


# ------------------------------------------------------------ layouts


def crlf(text: str) -> str:
    """With the line ends of Windows."""
    return text.replace("\n", "\r\n")


def tabs(text: str) -> str:
    """Indented with tabs; two spaces of Prisma's and four of Python's are one."""
    width = 2 if "model " in text and "__tablename__" not in text else 4
    return re.sub(
        r"^ +", lambda found: "\t" * (len(found[0]) // width) + " " * (len(found[0]) % width), text, flags=re.M
    )


def comments(text: str) -> str:
    """With a comment behind every line that can have one, and lines of comments between."""
    if "__tablename__" not in text and "import " not in text:
        lines = text.split("\n")
        return "\n".join(f"{line} // note {at}" if line.strip() else line for at, line in enumerate(lines))
    ends: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.NEWLINE, tokenize.NL) and token.line.strip():
            ends.add(token.start[0])
        if token.type == tokenize.COMMENT:
            ends.discard(token.start[0])
    return "\n".join(f"{line}  # note {at}" if at in ends else line for at, line in enumerate(text.split("\n"), 1))


def quotes(text: str) -> str:
    """With the other quotes, where the string has none itself."""
    return _retokenized(
        text, lambda token, _: _requoted(token.string) if token.type == tokenize.STRING else token.string
    )


def _requoted(string: str) -> str:
    quote = string[-1]
    if string.endswith(quote * 3) or "\\" in string or ("'" in string and '"' in string):
        return string
    return string.replace(quote, "'" if quote == '"' else '"')


def commas(text: str) -> str:
    """With a comma behind the last argument of every call."""
    opened: list[tuple[bool, bool]] = []
    before = ""

    def change(token: tokenize.TokenInfo, previous: tokenize.TokenInfo | None) -> str:
        nonlocal before
        if token.string in ("(", "[", "{") and token.type == tokenize.OP:
            is_call = token.string == "(" and previous is not None and _ends_operand(previous)
            opened.append((is_call, False))
        elif token.string == "for" and opened:
            opened[-1] = (opened[-1][0], True)
        elif token.string in (")", "]", "}") and token.type == tokenize.OP:
            is_call, has_for = opened.pop()
            empty = previous is not None and previous.string in ("(", ",")
            if is_call and not has_for and not empty:
                return f",{token.string}"
        return token.string

    return _retokenized(text, change)


def _ends_operand(token: tokenize.TokenInfo) -> bool:
    is_name = token.type == tokenize.NAME and token.string not in ("in", "and", "or", "not", "return", "if", "else")
    return is_name or token.string in (")", "]")


def _retokenized(text: str, change: Callable[[tokenize.TokenInfo, tokenize.TokenInfo | None], str]) -> str:
    """A text of Python with some tokens replaced; all between them stays. A Prisma schema stays as it is."""
    if "__tablename__" not in text and "import " not in text:
        return text
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    parts: list[str] = []
    at = 0
    previous: tokenize.TokenInfo | None = None
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        start = starts[token.start[0] - 1] + token.start[1]
        end = starts[token.end[0] - 1] + token.end[1]
        if (
            token.type in (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.COMMENT)
            or not token.string
        ):
            continue
        parts += [text[at:start], change(token, previous)]
        at, previous = end, token
    return "".join([*parts, text[at:]])


LAYOUTS: dict[str, tuple[Callable[[str], str], ...]] = {
    "plain": (),
    "crlf": (crlf,),
    "tabs": (tabs,),
    "comments": (comments,),
    "quotes": (quotes,),
    "commas": (commas,),
    "crlf, comments, commas": (commas, comments, crlf),
    "tabs, quotes, comments": (quotes, comments, tabs),
}


def laid_out(files: dict[str, str], layout: str) -> dict[str, str]:
    """The files in a layout."""
    texts = dict(files)
    for change in LAYOUTS[layout]:
        texts = {name: text if name == _SETTINGS else change(text) for name, text in texts.items()}
    return texts


# ------------------------------------------------------------ laws


class Broken(NamedTuple):
    """A law that a fix does not keep."""

    fix: str
    law: str


def check_laws(case: Case, layout: str) -> tuple[Counter[Side], list[Broken]]:
    """How many fixes towards each side were carried out for a case in a layout, and the laws that they broke."""
    files = laid_out(case.files, layout)
    checked = check_files(files)
    made: Counter[Side] = Counter()
    if not _finds(case.rule, checked):
        return made, [Broken("", "the rule does not find it in this layout")]
    broken: list[Broken] = []
    for found in checked.divergences:
        if found.rule == case.rule.name:
            for fix in (*checked.fixes(found), *checked.schema_fixes(found)):
                after = checked.apply(fix)
                if after is not None:
                    made[fix.towards] += 1
                    broken += [Broken(fix.title, law) for law in _broken(case, layout, checked, found, fix, after)]
    return made, broken


def _broken(
    case: Case, layout: str, checked: Checked, found: Divergence, fix: Fix, after: dict[str, str]
) -> Iterator[str]:
    files = checked.files
    if after == files:
        yield "it changes nothing"
    again = check_files(after)
    if again.prisma.problems or len(again.models.problems) > len(checked.models.problems):
        yield "what it leaves cannot be read"
    for name, text in after.items():
        before = files.get(name, "")
        if name.endswith(".py") and not _parses(text):
            yield f"{name} is no Python any more"
        if "crlf" in layout and name in files and name != _SETTINGS and re.search(r"(?<!\r)\n", text):
            yield f"{name} has line ends of another kind"
        if "tabs" in layout and re.search(r"^\t* {4}", text, re.M) and not re.search(r"^\t* {4}", before, re.M):
            yield f"{name} is indented with spaces"
        if fix.applicability is Applicability.SAFE:
            lost = set(re.findall(r"(?:#|//) note \d+", before)) - set(re.findall(r"(?:#|//) note \d+", text))
            # A comment on the line of an argument that goes is a comment on it.
            if lost and not (len(lost) == 1 and fix.title.startswith("Remove")):
                yield f"{name} lost {sorted(lost)[:3]}"
    mine = (found.rule, str(found.table), found.column)
    then, now = _findings(checked), _findings(again)
    if now[mine] >= then[mine]:
        yield "the finding is still there"
    reveals = (SCHEMA_REVEALS if fix.towards is Side.PRISMA else REVEALS).get(found.rule, set())
    new = {one for one in now - then if one[0] not in reveals and not (found.cause and one[0] == found.rule)}
    if new:
        yield f"{sorted(map(str, new))[:2]} is new"


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _findings(checked: Checked) -> Counter[tuple[str, str, str | None]]:
    return Counter((item.rule, str(item.table), item.column) for item in checked.divergences)


def fixable() -> list[tuple[Rule, frozenset[Side]]]:
    """The rules that have fixes, and of which sides."""
    found = []
    for rule in RULES:
        sides = {
            side
            for side, name in ((Side.MODELS, "fixes"), (Side.PRISMA, "schema_fixes"))
            if getattr(type(rule), name) is not getattr(Rule, name)
        }
        if sides:
            found.append((rule, frozenset(sides)))
    return found
