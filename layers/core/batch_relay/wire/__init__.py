"""JSON ↔ domain: what the HTTP API takes and answers, and what its client reads."""
