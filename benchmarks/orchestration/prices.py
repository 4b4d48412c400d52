"""What AWS charges for each thing that is counted: us-east-1, list prices, no free tier."""

from dataclasses import dataclass
from typing import Final

# When the pages below were last read.
AS_OF: Final = "2026-11-21"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPrice:
    """US dollars for so many `units`, and the page that says so."""

    dollars: float
    units: float
    source: str

    def of(self, amount: float) -> float:
        """Return what an amount costs, in micro-dollars."""
        return amount / self.units * self.dollars * 1e6


_MILLION: Final = 1_000_000
_DYNAMODB: Final = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_LAMBDA: Final = "https://aws.amazon.com/lambda/pricing/"
_S3: Final = "https://aws.amazon.com/s3/pricing/"
_EVENTS: Final = "https://aws.amazon.com/eventbridge/pricing/"

PRICES: Final = {
    "Step Functions transitions": ListPrice(
        dollars=0.025, units=1_000, source="https://aws.amazon.com/step-functions/pricing/"
    ),
    "Lambda requests": ListPrice(dollars=0.20, units=_MILLION, source=_LAMBDA),
    "Lambda GB-seconds (arm64)": ListPrice(dollars=0.0000133334, units=1, source=_LAMBDA),
    "DynamoDB write units": ListPrice(dollars=0.625, units=_MILLION, source=_DYNAMODB),
    "DynamoDB read units": ListPrice(dollars=0.125, units=_MILLION, source=_DYNAMODB),
    "SQS requests": ListPrice(
        dollars=0.40, units=_MILLION, source="https://aws.amazon.com/sqs/pricing/"
    ),
    "S3 reads": ListPrice(dollars=0.0004, units=1_000, source=_S3),
    "S3 writes and lists": ListPrice(dollars=0.005, units=1_000, source=_S3),
    "EventBridge events": ListPrice(dollars=1.00, units=_MILLION, source=_EVENTS),
    "CloudWatch log GB": ListPrice(
        dollars=0.50, units=1, source="https://aws.amazon.com/cloudwatch/pricing/"
    ),
}
