"""Answers by idempotency key, so that a repeated request is answered as the first time."""

from typing import TYPE_CHECKING

from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def remembered(client: "DynamoDBClient", table: str) -> DynamoDBPersistenceLayer:
    """Return where answers are kept until they expire."""
    return DynamoDBPersistenceLayer(
        table_name=table,
        key_attr="pk",
        static_pk_value="ANSWERS",
        sort_key_attr="sk",
        expiry_attr="expires_at",
        status_attr="state",
        boto3_client=client,
    )
