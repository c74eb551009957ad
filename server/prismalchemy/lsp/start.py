"""The process: arguments, log, streams."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import threading
from collections.abc import Sequence
from typing import BinaryIO

import prismalchemy

LOG_LEVELS = ("error", "warning", "info", "debug")

STACK = 64 * 1024 * 1024
"""Bytes of address space for each thread's stack: parsers recurse, and some platforms give threads half a megabyte."""


def run(argv: Sequence[str] | None = None) -> int:
    """Serves one client; returns the exit code."""
    options = _parser().parse_args(argv)
    logging.basicConfig(
        stream=sys.stderr, level=options.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # What is imported and read at first lives as long as the process: looking for cycles in it is lost time. The
    # session lets the collector begin after the first report.
    gc.disable()
    threading.stack_size(STACK)

    from prismalchemy.lsp.server import create

    # Errors come to us through `report_server_error`; pygls would log each of them a second time.
    verbose = options.log_level in ("info", "debug")
    logging.getLogger("pygls").setLevel(options.log_level.upper() if verbose else logging.CRITICAL)
    server = create()
    if options.tcp is not None:
        server.start_tcp(*options.tcp)
    else:
        server.start_io(*_take_standard_streams())
    server.end()
    return 0 if server.shut_down else 1


def _take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for the protocol alone; whatever prints from here on prints to the log."""
    reader = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    writer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return reader, writer


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="prismalchemy lsp", description="The language server, for editors.")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--stdio", action="store_true", help="talk over standard input and output (the default)")
    way.add_argument("--tcp", type=_address, metavar="HOST:PORT", help="wait for one client to connect")
    parser.add_argument("--log-level", choices=LOG_LEVELS, default="warning", help="what goes to standard error")
    parser.add_argument("--clientProcessId", type=int, help=argparse.SUPPRESS)  # some clients add it
    parser.add_argument("--version", action="version", version=prismalchemy.__version__)
    return parser


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"not HOST:PORT: {text}")
    return host or "127.0.0.1", int(port)
