"""The faces of a collection: pure functions from checked values to artifacts."""
