"""SQLAlchemy models, read without running them: text to syntax (never fails) to the neutral schema, and edits back."""
