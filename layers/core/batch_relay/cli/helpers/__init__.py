"""The commands of aws-batch-helpers, with their flags, files and printed forms."""
