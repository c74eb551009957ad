"""Times `prismalchemy check examples/drift` as a whole process.

python -m benchmarks.check
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BAR = 1.5
"""Seconds."""


def time_check(rounds: int = 5) -> float:
    """The median of so many rounds, in seconds.

    Raises:
        RuntimeError: the check did not end as it should on an example full of drift.
    """
    command = [sys.executable, "-m", "prismalchemy", "check", str(ROOT / "examples" / "drift"), "--format", "json"]
    environment = {**os.environ, "PRISMALCHEMY_CACHE": "off"}
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        times.append(time.perf_counter() - started)
        if done.returncode != 1:
            raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()}")
    return statistics.median(times)


if __name__ == "__main__":
    seconds = time_check()
    print(f"prismalchemy check examples/drift: {seconds:.2f} s (bar {BAR} s)")
    sys.exit(seconds > BAR)
