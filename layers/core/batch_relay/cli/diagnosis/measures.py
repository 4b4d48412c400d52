"""One number of CloudWatch."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A metric of a namespace, of one dimension; `by` is what is made of its values."""

    metric: str
    where: str
    of: tuple[str, str]
    by: Literal["Sum", "Maximum"] = "Maximum"


def last_hour(
    client: "CloudWatchClient", measure: Measure, *, now: datetime, minutes: int = 60
) -> float | None:
    """Return its value of the last hour, or of so many minutes; None if nothing was measured."""
    name, value = measure.of
    points = client.get_metric_statistics(
        Namespace=measure.where,
        MetricName=measure.metric,
        Dimensions=[{"Name": name, "Value": value}],
        StartTime=now - timedelta(minutes=minutes),
        EndTime=now,
        Period=60 * minutes,
        Statistics=[measure.by],
    )["Datapoints"]
    values = [float(point[measure.by]) for point in points]
    if not values:
        return None
    return sum(values) if measure.by == "Sum" else max(values)
