"""AWS Batch on one machine: a service that botocore's client speaks to; jobs are processes."""
