"""Two editions of a collection compared: what changed, and for which patients."""
