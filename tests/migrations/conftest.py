from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.migrations.environment import HARNESS, Server, postgresql
from tests.support.npm import install


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgresql() as found:
        yield found


@pytest.fixture(scope="session", autouse=True)
def prisma_is_installed() -> None:
    """Projects of the tests have a link to it, which leads nowhere before something asked for it."""
    install(HARNESS)
