"""What alarms look at: lines of a function's log that CloudWatch reads as metrics."""

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

# One for all functions: an alarm names it, and so sees what any of them counts.
SERVICE = "batch-relay"


def count(*names: str) -> None:
    """Count one of each."""
    metrics = EphemeralMetrics(service=SERVICE)
    for name in names:
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)
    metrics.flush_metrics()
