"""What Batch Relay itself costs: every call of a run on the emulator, counted and priced."""
