"""The workspace: discovery, settings, open files over disk, and the immutable snapshot that both faces use."""
