"""Documents: numbered, drafted, reviewed, signed."""
