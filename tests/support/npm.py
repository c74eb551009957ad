"""Packages of npm that tests need, installed as a lock file says: once, whole, and by one process at a time.

python -m tests.support.npm FOLDER
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

_MARK = ".installed"
"""Stands in `node_modules` once all of it is there, and holds the digest of the lock file that it came from."""


def install(folder: Path) -> None:
    """Fetch the packages of `folder`, where they are not there yet as its package-lock.json says.

    Raises:
        subprocess.CalledProcessError: npm failed.
    """
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    mark = folder / "node_modules" / _MARK
    if _says(mark, wanted):
        return
    npm = shutil.which("npm")
    assert npm is not None, "npm is needed"
    cache = Path(__file__).parents[2] / ".cache"
    cache.mkdir(exist_ok=True)
    # Several workers of a test run come here at once.
    with FileLock(cache / f"npm-{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}.lock"):
        if _says(mark, wanted):
            return
        subprocess.run([npm, "ci", "--ignore-scripts"], cwd=folder, check=True, env=os.environ | {"CI": "true"})
        mark.write_text(wanted, encoding="utf-8")


def _says(mark: Path, wanted: str) -> bool:
    return mark.is_file() and mark.read_text(encoding="utf-8") == wanted


if __name__ == "__main__":
    install(Path(sys.argv[1]).resolve())
