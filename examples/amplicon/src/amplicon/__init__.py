"""Tools for 16S amplicon reads; each is one job, reads objects and writes objects."""
