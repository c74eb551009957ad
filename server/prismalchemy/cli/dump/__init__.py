"""The neutral schema as text and as JSON."""
