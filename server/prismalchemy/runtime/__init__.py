"""Models as SQLAlchemy sees them at run time: imported in a process of their own, only when the user asks for it."""
