"""What became of a run, for people and archives: a report, and a provenance crate."""
