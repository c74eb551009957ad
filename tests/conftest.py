"""For all tests: nothing is read from the user's cache, and nothing written into it."""

from __future__ import annotations

import os

os.environ["PRISMALCHEMY_CACHE"] = "off"
