"""The smallest edits between two texts."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from prismalchemy.text import Edit, Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def minimal_edits(before: str, after: str) -> tuple[Edit, ...]:
    """Edits that make `after` of `before`, by lines and then trimmed to the characters that differ.

    `apply_edits(before, minimal_edits(before, after)) == after`, and equal texts give no edit.
    """
    if before == after:
        return ()
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    # Whole lines from here on, so that lines are matched with lines.
    head = max(before.rfind("\n", 0, head), before.rfind("\r", 0, head)) + 1
    tail = _line_tail(before, tail)
    old = _LINE.findall(before[head : len(before) - tail])
    new = _LINE.findall(after[head : len(after) - tail])
    starts = [head]
    for line in old:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    edits = []
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            edits.append(_trim(before, starts[first], starts[last], "".join(new[new_first:new_last])))
    return tuple(edits)


def _common(one: str, other: str) -> int:
    """Length of the longest common beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _line_tail(before: str, tail: int) -> int:
    """The largest number up to `tail` at which a line begins, counted from the end of the text."""
    start = len(before) - tail
    while start < len(before) and not (start > 0 and before[start - 1] in "\r\n"):
        start += 1
    if 0 < start < len(before) and before[start - 1] == "\r" and before[start] == "\n":
        start += 1
    return len(before) - start


def _trim(before: str, start: int, end: int, text: str) -> Edit:
    """The edit without the characters that it would write as they were, never cutting a line end in two."""
    old = before[start:end]
    head = _common(old, text)
    tail = min(_common(old[::-1], text[::-1]), len(old) - head, len(text) - head)
    if head and old[head - 1] == "\r":
        head -= 1
    if tail and old[len(old) - tail] == "\n" and (head + tail < len(old) or head + tail < len(text)):
        cut = len(old) - tail
        if old[cut - 1 : cut] == "\r" or text[len(text) - tail - 1 : len(text) - tail] == "\r":
            tail -= 1
    return Edit(Span(start + head, end - tail), text[head : len(text) - tail])
