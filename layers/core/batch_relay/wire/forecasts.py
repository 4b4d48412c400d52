"""What a start would do."""

from typing import Self

from batch_relay.domain.forecasts import AnalysisForecast, Forecast
from batch_relay.wire.problems import Wire
from batch_relay.wire.usage import UsageItem


class AnalysisForecastItem(Wire):
    """One analysis; `least` and `most` are null if no earlier run tells."""

    index: int
    job_definition: str
    jobs: int
    least: UsageItem | None = None
    most: UsageItem | None = None

    @classmethod
    def of(cls, one: AnalysisForecast) -> Self:
        """Read a forecast."""
        return cls.model_validate(one)


class ForecastItem(Wire):
    """What a start would do; `least` and `most` are what its jobs may use.

    Of the `samples`, `looked_at` were looked at for outputs that exist; `runs` is how many
    earlier runs of the workflow tell what jobs use. Unless `is_known`, they don't tell of every
    analysis, and `least` and `most` leave those out.
    """

    samples: int
    looked_at: int
    runs: int
    jobs: int
    is_known: bool
    least: UsageItem
    most: UsageItem
    analyses: list[AnalysisForecastItem]

    @classmethod
    def of(cls, forecast: Forecast) -> Self:
        """Read a forecast."""
        return cls.model_validate(forecast)
