"""The operations of the AWS Batch API: a request's document in, an answer's document out."""
