"""The ports in memory, for tests and simulation: same contracts as on AWS."""
