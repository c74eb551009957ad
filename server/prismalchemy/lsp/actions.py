"""Code actions: quick fixes, whole models, all that a rule finds, and all safe fixes of a file or of the project.

Edits are computed when the client asks for them (`codeAction/resolve`) where it can. An action's `data` says where it
stood; it is found again in what is known then, so that nothing is kept between the two requests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcInvalidParams

from prismalchemy.lsp import convert
from prismalchemy.lsp.documents import Document
from prismalchemy.lsp.edits import workspace_edit
from prismalchemy.lsp.session import Session
from prismalchemy.text import FileEdit, Span

if TYPE_CHECKING:
    from prismalchemy.lsp.engine import Engine
    from prismalchemy.workspace import CodeFix

FIX_ALL = "source.fixAll.prismalchemy"

KINDS: Mapping[str, str] = {
    "quickfix": "quickfix",
    "sync": "quickfix",
    "create": "quickfix",
    "rule": "quickfix",
    "project": "quickfix",
    "regenerate": "refactor.rewrite.prismalchemy",
}
"""The protocol's kind for each kind of fix. What mends several differences stands in the same menu as the single fixes.

None but that of a file lies below `source.fixAll`, which editors carry out on saving.
"""

OFFERED_KINDS = (*dict.fromkeys(KINDS.values()), FIX_ALL)


async def code_actions(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Answers `textDocument/codeAction`."""
    document = session.documents.by_uri(params.text_document.uri)
    client = session.client
    if document is None or not client.code_action_literals:
        return []
    only = params.context.only
    span = convert.span_of(params.range, document.view, client.encoding)

    def offers(engine: Engine) -> list[tuple[CodeFix, Sequence[FileEdit] | None]]:
        """The fixes, each with its edits where the client cannot ask for them later."""
        fixes = [fix for fix in engine.fixes_at(document.path, span) if _is_asked_for(KINDS[fix.kind], only)]
        if client.resolves_edits:
            return [(fix, None) for fix in fixes]
        return [(fix, computed) for fix in fixes if (computed := engine.edits_of(fix))]

    actions: list[types.CodeAction] = []
    for fix, computed in await session.ask(document, offers):
        edit = _edit(session, document, computed) if computed is not None else None
        if edit is None and not client.resolves_edits:
            continue
        actions.append(
            types.CodeAction(
                title=fix.title,
                kind=KINDS[fix.kind],
                diagnostics=_mended(fix, params.context.diagnostics) or None,
                edit=edit,
                data=_data(document, span, fix) if edit is None else None,
            )
        )
        if client.prefers_actions and _may_be_preferred(fix) and not any(action.is_preferred for action in actions):
            actions[-1].is_preferred = True
    if only and _is_asked_for(FIX_ALL, only):
        edit = _edit(session, document, await session.ask(document, lambda engine: engine.fix_all(document.path)))
        if edit is not None:
            actions.append(types.CodeAction("Fix all safe differences", FIX_ALL, edit=edit))
    return actions


async def resolve(session: Session, action: types.CodeAction) -> types.CodeAction:
    """Answers `codeAction/resolve`.

    Raises:
        JsonRpcContentModified: the text has changed since, or the place cannot be edited.
        JsonRpcInvalidParams: the action is not one of ours.
    """
    data = action.data
    if not isinstance(data, dict):
        raise JsonRpcInvalidParams("the action has no data of this server")
    document = session.documents.by_uri(str(data.get("uri")))
    if document is None or document.version != data.get("version"):
        raise JsonRpcContentModified("the text has changed since the action was offered")

    def compute(engine: Engine) -> Sequence[FileEdit] | None:
        for fix in engine.fixes_at(document.path, Span(*data["span"])):
            if (fix.kind, fix.title) == (data["kind"], data["title"]):
                return engine.edits_of(fix)
        return None

    edit = _edit(session, document, await session.ask(document, compute))
    if edit is None:
        raise JsonRpcContentModified(f"not possible here: {action.title}")
    action.edit, action.data = edit, None
    return action


def _data(document: Document, span: Span, fix: CodeFix) -> dict[str, Any]:
    return {
        "uri": document.uri,
        "version": document.version,
        "span": [span.start, span.end],
        "kind": fix.kind,
        "title": fix.title,
    }


def _edit(session: Session, here: Document, files: Iterable[FileEdit] | None) -> types.WorkspaceEdit | None:
    if files is None:
        return None
    return workspace_edit(files, here.path, session.client, session.documents, session.view)


def _is_asked_for(kind: str, only: Iterable[str] | None) -> bool:
    """Whether a kind is one of those asked for, or lies below one of them."""
    return not only or any(not asked or kind == asked or kind.startswith(f"{asked}.") for asked in map(_name, only))


def _name(kind: str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _may_be_preferred(fix: CodeFix) -> bool:
    """Whether an editor may take the fix without showing a menu."""
    return fix.kind == "quickfix" and fix.applicability.value == "safe"


def _mended(fix: CodeFix, shown: Iterable[types.Diagnostic]) -> list[types.Diagnostic]:
    """Those of the client's diagnostics that the fix mends."""
    messages = {(finding.rule, finding.divergence.message) for finding in fix.findings}
    return [diagnostic for diagnostic in shown if (diagnostic.code, diagnostic.message) in messages]
