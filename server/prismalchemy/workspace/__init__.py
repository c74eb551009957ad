"""Workspace: discovery, settings, open files over disk, the immutable Snapshot, suppressions, the repair loop."""

from prismalchemy.workspace.analysis import Analysis
from prismalchemy.workspace.codefix import CodeFix
from prismalchemy.workspace.config import ConfigError
from prismalchemy.workspace.diagnostics import Diagnostic, Finding, Related
from prismalchemy.workspace.notice import Notice
from prismalchemy.workspace.settings import PairSettings, Settings
from prismalchemy.workspace.snapshot import Snapshot
from prismalchemy.workspace.workspace import Workspace, with_sides

__all__ = [
    "Analysis",
    "CodeFix",
    "ConfigError",
    "Diagnostic",
    "Finding",
    "Notice",
    "PairSettings",
    "Related",
    "Settings",
    "Snapshot",
    "Workspace",
    "with_sides",
]
