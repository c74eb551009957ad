"""Generation: SQLAlchemy source text from the neutral schema."""
