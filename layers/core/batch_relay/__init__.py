"""Runs every sample of a project through a series of AWS Batch jobs."""
