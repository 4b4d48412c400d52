"""Let people in: what `batch-relay access` looks at, and changes."""
