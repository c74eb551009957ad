"""What suppression comments silence, and which of them silence nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from prismalchemy.rules import Consequence, Divergence
from prismalchemy.text import FileEdit, Location, SourceFile
from prismalchemy.workspace.suppress import Suppressions, Used, find_suppressions, lines_of, unused

RULE = "unused-suppression"


class Comments:
    """Suppression comments by file, each file looked through once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[SourceFile, Suppressions]] = {}

    def of(self, file: SourceFile) -> Suppressions:
        """The file's suppressions."""
        known = self._known.get(file.path)
        if known is None or known[0] is not file:
            known = file, find_suppressions(file)
            self._known[file.path] = known
        return known[1]


Places = Callable[[Divergence], Iterable[Location | None]]
"""The places at which a comment speaks for a divergence: its own on both sides, and the names of the whole tables."""


def silence(
    divergences: Iterable[Divergence], places: Places, files: Mapping[str, SourceFile], comments: Comments
) -> tuple[tuple[Divergence, ...], tuple[Divergence, ...], Used]:
    """The divergences that no comment silences, those that one does, and what the comments were good for."""
    if not any(comments.of(file).rules for file in files.values()):
        return tuple(divergences), (), frozenset()
    heard: list[Divergence] = []
    silenced: list[Divergence] = []
    used: set[tuple[str, int, str]] = set()
    for divergence in divergences:
        found = list(_covering(divergence.rule, places(divergence), files, comments))
        used.update((path, line, divergence.rule) for path, line in found)
        (silenced if found else heard).append(divergence)
    return tuple(heard), tuple(silenced), frozenset(used)


def _covering(
    rule: str, places: Iterable[Location | None], files: Mapping[str, SourceFile], comments: Comments
) -> Iterator[tuple[str, int]]:
    """The comments (path, line) at these places that ignore the rule."""
    for place in places:
        if place is None or place.path not in files:
            continue
        file = files[place.path]
        line = comments.of(file).covering(rule, *lines_of(file, place.span))
        if line is not None:
            yield place.path, line


def idle(files: Iterable[SourceFile], comments: Comments, used: Used) -> Iterator[tuple[Divergence, Location]]:
    """One divergence for each comment, or rule in a comment, that silences nothing, with its place."""
    for file in files:
        found = comments.of(file)
        for comment, rule, edit in unused(file, found, used) if found.comments else ():
            what = f"`{rule}`" if rule else "it"
            message = f"The comment hides nothing, and would hide what comes later: nothing here differs in {what}"
            if rule is None:
                message = "The comment hides nothing, and would hide whatever comes later: nothing differs here"
            yield (
                Divergence(
                    RULE,
                    Consequence.CONVENTION,
                    None,
                    None,
                    message,
                    None,
                    None,
                    FileEdit(file.path, (edit,)),
                ),
                Location(file.path, comment.span),
            )
