"""The stack on one machine: the emulator, our local Batch, build and deploy."""
