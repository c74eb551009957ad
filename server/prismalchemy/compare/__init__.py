"""Comparison: pairs the tables and columns of two schemas, once, by the database's names."""
