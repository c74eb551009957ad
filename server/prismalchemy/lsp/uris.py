"""File URIs and paths.

Paths are absolute POSIX paths, as everywhere below `lsp/`; on Windows they begin with a drive (`c:/project`).
"""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_DRIVE = re.compile(r"/[A-Za-z]:(/|$)")


def path_of(uri: str) -> str | None:
    """The path of a `file:` URI; None for any other scheme (an untitled buffer, a diff view, a notebook cell)."""
    scheme, colon, rest = uri.partition(":")
    if not colon or scheme.lower() != "file":
        return None
    rest = rest.partition("#")[0].partition("?")[0]
    host = ""
    if rest.startswith("//"):
        host, slash, rest = rest[2:].partition("/")
        rest = slash + rest
    path = unquote(rest)
    if host and host != "localhost":
        return f"//{host}{path}"
    if _DRIVE.match(path):
        path = path[1:]
    return path.rstrip("/") or "/"


def uri_of(path: str) -> str:
    """The `file:` URI of an absolute POSIX path."""
    if path.startswith("//"):
        return "file:" + quote(path, safe="/")
    if not path.startswith("/"):
        path = "/" + path
    return "file://" + quote(path, safe="/")
