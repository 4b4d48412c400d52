"""AWS Batch on one machine: the service that botocore's Batch client speaks to, with jobs run as processes."""
