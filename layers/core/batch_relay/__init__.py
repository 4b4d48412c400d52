"""Runs every sample of a project through a series of AWS Batch jobs."""

# Where the service runs, its distribution's metadata are not.
VERSION = "0.1.0"
