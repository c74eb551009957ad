"""The schemas that the oracle judges: those in `schemas/`, the example's, and the corpus beside the repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tests.support.shared import corpus, shared_root

HERE = Path(__file__).parent / "schemas"
REPOSITORY = Path(__file__).resolve().parents[2]

# Prisma 7 refuses what Prisma 6 demands, and preview features that are none any more.
_CONNECTION = re.compile(r"^[^\S\n]*(?:url|directUrl|shadowDatabaseUrl)\s*=.*$", re.MULTILINE)
_PREVIEW = re.compile(r"^([^\S\n]*previewFeatures\s*=\s*)\[(.*)\]", re.MULTILINE)
_KNOWN_PREVIEWS = frozenset({"partialIndexes", "postgresqlExtensions", "views", "relationJoins"})


class Case(NamedTuple):
    """A schema: its files as name and text."""

    name: str
    files: tuple[tuple[str, str], ...]


def cases() -> list[Case]:
    """All schemas; a folder of files that is one schema is one case."""
    paths = [*sorted(HERE.glob("*.prisma")), REPOSITORY / "examples" / "drift" / "prisma" / "schema.prisma"]
    found = [_case(path.name if path.parent == HERE else "examples-drift", [path]) for path in paths]
    root = shared_root()
    if root is None:
        return found
    folders = sorted(path for path in (root / "corpus" / "engine" / "folders").iterdir() if path.is_dir())
    found += [_case(folder.name, sorted(folder.glob("*.prisma"))) for folder in folders]
    single = [*corpus("prisma"), *corpus("engine"), *corpus("psl-validation")]
    found += [
        _case(str(path.relative_to(root / "corpus")), [path]) for path in single if path.parent not in set(folders)
    ]
    return found


def _case(name: str, paths: list[Path]) -> Case:
    # newline="": line ends as they are.
    texts = [path.open(encoding="utf-8", newline="").read() for path in paths]
    return Case(name, tuple((path.name, modern(text)) for path, text in zip(paths, texts, strict=True)))


def modern(text: str) -> str:
    """The text as Prisma 7 takes it."""

    def known(found: re.Match[str]) -> str:
        features = [feature for feature in re.findall(r'"(\w+)"', found[2]) if feature in _KNOWN_PREVIEWS]
        return f"{found[1]}[{', '.join(f'{chr(34)}{feature}{chr(34)}' for feature in features)}]"

    return _PREVIEW.sub(known, _CONNECTION.sub("", text))
