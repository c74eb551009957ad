"""From syntax trees to the neutral schema."""
