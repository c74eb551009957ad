from __future__ import annotations

import pytest

from prismalchemy.lsp.uris import path_of, uri_of

SPELLINGS = [
    # what a client sends, our path
    ("file:///home/me/schema.prisma", "/home/me/schema.prisma"),
    ("file:/home/me/schema.prisma", "/home/me/schema.prisma"),
    ("file://localhost/home/me/a.py", "/home/me/a.py"),
    ("FILE:///home/me/a.py", "/home/me/a.py"),
    ("file:///home/me/my%20project/%C3%A9.py", "/home/me/my project/é.py"),
    ("file:///home/me/100%25.py", "/home/me/100%.py"),
    ("file:///home/me/%F0%9F%92%8E/a%23b.py", "/home/me/💎/a#b.py"),
    ("file:///home/me/folder/", "/home/me/folder"),
    ("file:///", "/"),
    ("file:///c%3A/Users/me/a.py", "c:/Users/me/a.py"),
    ("file:///C:/Users/me/a.py", "C:/Users/me/a.py"),
    ("file://server/share/a.py", "//server/share/a.py"),
    ("untitled:Untitled-1", None),
    ("git:/home/me/a.py?%7B%22ref%22%3A%22%22%7D", None),
    ("vscode-notebook-cell:/home/me/a.ipynb#W0", None),
    ("", None),
]


@pytest.mark.parametrize(("uri", "path"), SPELLINGS)
def test_path_of_a_uri(uri: str, path: str | None) -> None:
    assert path_of(uri) == path


@pytest.mark.parametrize("path", [path for _, path in SPELLINGS if path is not None])
def test_a_path_survives_the_way_there_and_back(path: str) -> None:
    assert path_of(uri_of(path)) == path


def test_a_uri_is_spelt_as_the_specification_spells_it() -> None:
    assert uri_of("/home/me/my project/é#1.py") == "file:///home/me/my%20project/%C3%A9%231.py"
    assert uri_of("c:/a.py") == "file:///c%3A/a.py"
