from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.migrations.environment import Server, postgresql


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgresql() as found:
        yield found
