"""Rules: what can differ between the two descriptions."""
