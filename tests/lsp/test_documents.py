"""Incremental changes, against a plain reference that knows nothing of line indexes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from prismalchemy.lsp import convert
from prismalchemy.lsp.documents import Document, Documents
from prismalchemy.text import Encoding, LineIndex, Span

Change = tuple[int, int, int, int, str] | str
"""Start line, start character, end line, end character, new text; or the whole new text."""

# name, encoding, text before, changes, text after
CHANGES: list[tuple[str, Encoding, str, list[Change], str]] = [
    ("typing", Encoding.UTF16, "ab", [(0, 1, 0, 1, "X")], "aXb"),
    ("typing into nothing", Encoding.UTF16, "", [(0, 0, 0, 0, "X")], "X"),
    ("deleting over a line end", Encoding.UTF16, "ab\r\ncd", [(0, 1, 1, 1, "")], "ad"),
    ("after a form feed", Encoding.UTF16, "a\x0cb\nc", [(1, 0, 1, 1, "X")], "a\x0cb\nX"),
    ("after a line separator", Encoding.UTF16, "a\u2028b\nc", [(1, 0, 1, 1, "X")], "a\u2028b\nX"),
    ("behind an emoji, UTF-16", Encoding.UTF16, "💎a", [(0, 2, 0, 3, "b")], "💎b"),
    ("behind an emoji, UTF-8", Encoding.UTF8, "💎a", [(0, 4, 0, 5, "b")], "💎b"),
    ("behind an emoji, UTF-32", Encoding.UTF32, "💎a", [(0, 1, 0, 2, "b")], "💎b"),
    (
        "a later change counts in the text of the earlier",
        Encoding.UTF16,
        "ab",
        [(0, 0, 0, 0, "\n"), (1, 0, 1, 1, "X")],
        "\nXb",
    ),
    ("the whole text, then a range of it", Encoding.UTF16, "ab", ["cd", (0, 0, 0, 1, "X")], "Xd"),
    ("at the end without a final newline", Encoding.UTF16, "ab", [(0, 2, 0, 2, "\n")], "ab\n"),
    ("beyond the end", Encoding.UTF16, "ab", [(7, 0, 7, 0, "X")], "abX"),
    ("behind a byte order mark", Encoding.UTF16, "\ufeffab", [(0, 1, 0, 2, "X")], "\ufeffXb"),
]


def content_changes(changes: list[Change]) -> list[types.TextDocumentContentChangeEvent]:
    return [
        types.TextDocumentContentChangeWholeDocument(change)
        if isinstance(change, str)
        else types.TextDocumentContentChangePartial(
            types.Range(types.Position(*change[0:2]), types.Position(*change[2:4])), change[4]
        )
        for change in changes
    ]


@pytest.mark.parametrize(
    ("encoding", "before", "changes", "after"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES]
)
def test_changes(encoding: Encoding, before: str, changes: list[Change], after: str) -> None:
    document = Document("file:///a", "/a", 1, before)
    document.change(content_changes(changes), 2, encoding)
    assert (document.text, document.version) == (after, 2)
    assert document.lines.place(len(after)) == LineIndex(after).place(len(after))


@given(
    st.text(st.sampled_from("ab\r\n\x0c💎é"), max_size=20),
    st.lists(
        st.tuples(st.integers(0, 25), st.integers(0, 25), st.text(st.sampled_from("x\n\r💎"), max_size=3)), max_size=5
    ),
    st.sampled_from(list(Encoding)),
)
def test_changes_are_what_splicing_is(text: str, splices: list[tuple[int, int, str]], encoding: Encoding) -> None:
    document = Document("file:///a", "/a", 1, text)
    for start, end, new in splices:
        view = convert.View(LineIndex(text))
        asked = Span(min(start, end, len(text)), min(max(start, end), len(text)))
        place = convert.range_of(asked, view, encoding)
        span = convert.span_of(place, view, encoding)  # an offset between \r and \n is no position
        document.change([types.TextDocumentContentChangePartial(place, new)], 2, encoding)
        text = text[: span.start] + new + text[span.end :]
        assert document.text == text


def test_a_document_is_found_however_its_uri_is_spelt_and_published_as_the_client_spells_it() -> None:
    documents = Documents(Encoding.UTF16)
    documents.open(types.TextDocumentItem("file:///c%3A/a%20b.py", "python", 3, "x"))
    found = documents.by_uri("file:///c:/a b.py")
    assert found is not None
    assert found.version == 3
    assert documents.uri("c:/a b.py") == "file:///c%3A/a%20b.py"
    documents.close("file:///c:/a b.py")
    assert documents.get("c:/a b.py") is None


def test_what_is_no_file_is_not_kept() -> None:
    documents = Documents(Encoding.UTF16)
    assert documents.open(types.TextDocumentItem("untitled:Untitled-1", "python", 1, "x")) is None
    identifier = types.VersionedTextDocumentIdentifier(uri="untitled:Untitled-1", version=2)
    assert documents.change(types.DidChangeTextDocumentParams(identifier, [])) is None
    assert documents.close("untitled:Untitled-1") is None
    assert list(documents) == []
