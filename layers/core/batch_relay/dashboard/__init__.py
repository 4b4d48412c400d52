"""The page in a browser: its files, and the API behind it, served to this machine alone."""
