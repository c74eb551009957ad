"""The folder of real schemas and measured facts that lies beside the repository, where it is there."""

from __future__ import annotations

import os
from pathlib import Path


def shared_root() -> Path | None:
    """The folder that PRISMALCHEMY_SHARED names, else `../shared` beside the repository, else None.

    Raises:
        RuntimeError: it is not there, under CI, where a missing tool is a failure.
    """
    named = os.environ.get("PRISMALCHEMY_SHARED")
    root = Path(named) if named else Path(__file__).resolve().parents[3] / "shared"
    if root.is_dir():
        return root
    if os.environ.get("CI") == "true":
        raise RuntimeError(f"{root} is missing; set PRISMALCHEMY_SHARED")
    return None


def corpus(*parts: str) -> list[Path]:
    """The .prisma files of a part of the corpus, sorted; none where it is not there."""
    root = shared_root()
    return [] if root is None else sorted(root.joinpath("corpus", *parts).rglob("*.prisma"))
