"""Entries of the cache as files: data under a key, checked when they are read, written whole or not at all.

An entry is a line with a checksum and then compressed lines. What is damaged, of another version or not ours is no
entry. The folder is the user's alone: where others may write, nothing is read from it and nothing written.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 64 * 1024 * 1024
"""What all entries may take together; the ones not used for longest go first."""
LARGEST = 512 * 1024 * 1024
"""Bytes of an entry when it is not compressed."""
OLDEST = 60 * 24 * 3600
"""Seconds after which an entry that nobody used goes."""
_SUFFIX = ".reading"
_MAGIC = b"prismalchemy 1 "


class Folder:
    """The folder of the entries.

    Args:
        path: made where it is not there, readable and writable for its owner only.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def load(self, key: str) -> list[bytes] | None:
        """The lines under a key; None where there are none, or none that can be trusted."""
        path = self._path / f"{key}{_SUFFIX}"
        try:
            if not self._is_ours():
                return None
            content = path.read_bytes()
        except OSError:
            return None
        lines = _unpacked(content)
        with suppress(OSError):
            if lines is None:
                path.unlink()
            else:
                os.utime(path)
        return lines

    def save(self, key: str, lines: Iterable[bytes]) -> bool:
        """Puts lines under a key; whether that could be done."""
        content = _packed(lines)
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._is_ours():
                return False
            handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=self._path)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(content)
                Path(temporary).replace(self._path / f"{key}{_SUFFIX}")
            except OSError:
                Path(temporary).unlink()
                raise
            self._tidy()
        except OSError:
            return False
        return True

    def has(self, key: str) -> bool:
        """Whether there is something under a key."""
        return (self._path / f"{key}{_SUFFIX}").exists()

    def drop(self, key: str) -> None:
        """Takes an entry away."""
        with suppress(OSError):
            (self._path / f"{key}{_SUFFIX}").unlink()

    def _is_ours(self) -> bool:
        """Whether nobody else may write into the folder. (Windows keeps users' folders apart by itself.)"""
        status = self._path.stat()
        if not hasattr(os, "geteuid"):
            return True
        return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)

    def _tidy(self) -> None:
        """Removes what is old, what is too much, and what an interrupted write left behind."""
        now = time.time()
        entries: list[tuple[float, int, Path]] = []
        for path in self._path.iterdir():
            with suppress(OSError):
                status = path.stat()
                if now - status.st_mtime > (OLDEST if path.suffix == _SUFFIX else 3600):
                    path.unlink()
                elif path.suffix == _SUFFIX:
                    entries.append((status.st_mtime, status.st_size, path))
        total = 0
        for _, size, path in sorted(entries, reverse=True):
            total += size
            if total > MOST_BYTES:
                with suppress(OSError):
                    path.unlink()


def _packed(lines: Iterable[bytes]) -> bytes:
    packer = zlib.compressobj(1)
    body = b"".join([*(packer.compress(line + b"\n") for line in lines), packer.flush()])
    return _MAGIC + hashlib.sha256(body).hexdigest().encode("ascii") + b"\n" + body


def _unpacked(content: bytes) -> list[bytes] | None:
    """The lines of an entry; None where it is damaged."""
    head, newline, body = content.partition(b"\n")
    if not newline or head != _MAGIC + hashlib.sha256(body).hexdigest().encode("ascii"):
        return None
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(body, LARGEST)
    except zlib.error:
        return None
    return text.split(b"\n")[:-1] if unpacker.eof else None
