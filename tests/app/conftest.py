"""One running example for all tests that do not change it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.app.product import Product, copied, running


@pytest.fixture(scope="session")
def product() -> Iterator[Product]:
    """The example as it is: a copy, since each worker of a test run generates Prisma Client into its own."""
    # Not one of pytest's folders: the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="saas-test-"))
    try:
        with running(copied(folder / "saas"), folder / "data") as found:
            yield found
    finally:
        shutil.rmtree(folder, ignore_errors=True)
