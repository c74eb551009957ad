"""Compares our language server with Prisma's own, by turns on this machine, and holds the bars.

    python -m benchmarks.lsp_report [--models 100] [--rounds 3]

Three times: with the schema alone, the same work for both; with the models that `prismalchemy generate` makes of it
open beside it for ours, which then compares the two on every keystroke, while Prisma's server still sees the schema
alone; and that as a second start, which finds on disk what the first one read.
Exit code 1 where a bar is missed in any. Prisma's server comes from npm, into the folder .cache.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.check import BAR as CHECK_BAR
from benchmarks.check import time_check
from benchmarks.lsp_bench import Times, run

ROOT = Path(__file__).parents[1]
PRISMA_VERSION = "31.12.10"
BARS = {"p50": 0.6, "first": 1.5, "peak_mb": 1.0}
"""What ours may need at most, as a share of Prisma's."""
_TITLES = {"p50": "keystroke, p50 (ms)", "first": "first diagnostics (ms)", "peak_mb": "peak memory (MB)"}


def prisma_server() -> list[str]:
    """The command that starts Prisma's language server; installs it where it is not there yet.

    Raises:
        subprocess.CalledProcessError: npm failed.
    """
    folder = ROOT / ".cache" / f"prisma-language-server-{PRISMA_VERSION}"
    script = folder / "node_modules" / "@prisma" / "language-server" / "dist" / "bin.js"
    if not script.exists():
        folder.mkdir(parents=True, exist_ok=True)
        package = f"@prisma/language-server@{PRISMA_VERSION}"
        npm = shutil.which("npm") or "npm"
        subprocess.run([npm, "install", "--silent", "--no-save", "--no-package-lock", package], cwd=folder, check=True)
    return [shutil.which("node") or "node", str(script), "--stdio"]


class Measured(NamedTuple):
    """The rounds of one report: Prisma's server, ours on the schema alone, ours with the models beside, and that again
    with what the first start kept on disk.
    """

    prisma: list[Times]
    alone: list[Times]
    beside: list[Times]
    again: list[Times]


def measure(models: int, rounds: int) -> Measured:
    """All four, by turns, so many rounds."""
    prisma, program = prisma_server(), [sys.executable, "-m", "prismalchemy"]
    generate = [*program, "generate", "--schema", "schema.prisma", "--output", "models.py"]
    ours = [*program, "lsp", "--stdio"]
    measured = Measured([], [], [], [])
    for _ in range(rounds):
        measured.prisma.append(run(prisma, models=models))
        measured.alone.append(run(ours, models=models))
        measured.beside.append(run(ours, models=models, opened=["models.py"], prepare=generate))
        measured.again.append(run(ours, models=models, opened=["models.py"], prepare=generate, again=True))
    return measured


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    measured = measure(options.models, options.rounds)

    turns = f"by turns with @prisma/language-server {PRISMA_VERSION}, median of {options.rounds}"
    table = Table(title=f"{options.models} models, {turns}")
    for title in ("", "figure", "prismalchemy", "Prisma", "ratio", "bar", ""):
        table.add_column(title, justify="left" if title in ("", "figure") else "right")
    met = True
    runs = (("schema alone", measured.alone), ("models beside", measured.beside), ("second start", measured.again))
    for what, ours in runs:
        for name, bar in BARS.items():
            our = statistics.median(getattr(times, name) for times in ours)
            their = statistics.median(getattr(times, name) for times in measured.prisma)
            ratio = our / their
            met &= ratio <= bar
            figures = (f"{our:.1f}", f"{their:.1f}", f"{ratio:.2f}", f"≤ {bar}", _verdict(ratio <= bar))
            table.add_row(what, _TITLES[name], *figures)
        table.add_section()
    seconds = time_check()
    met &= seconds <= CHECK_BAR
    figures = (f"{seconds:.2f}", "", "", f"≤ {CHECK_BAR}", _verdict(seconds <= CHECK_BAR))
    table.add_row("command line", "check examples/drift (s)", *figures)
    # Piped output has no width of its own; the table should not be broken for that.
    (Console() if sys.stdout.isatty() else Console(width=110)).print(table)
    return 0 if met else 1


def _verdict(met: bool) -> str:
    return "met" if met else "MISSED"


if __name__ == "__main__":
    sys.exit(main())
