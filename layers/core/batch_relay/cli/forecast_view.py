"""What a start would do, for people."""

from batch_relay.cli.output import filled, many, say, show
from batch_relay.wire.forecasts import AnalysisForecastItem, ForecastItem

_COLUMNS = ("Analysis", "Job definition", "Jobs", "vCPU-hours", "Dollars")


def print_forecast(told: ForecastItem) -> None:
    """Print jobs by analysis, and what they may cost."""
    rows = [
        (str(one.index + 1), one.job_definition, str(one.jobs), *_ranges(one))
        for one in told.analyses
    ]
    title = f"{many(told.jobs, 'job')} for {many(told.samples, 'sample')}"
    show(title, filled(_COLUMNS, rows))
    if told.looked_at < told.samples:
        say(f"{told.looked_at} samples were looked at for outputs that exist; the rest is alike.")
    say(_sum(told))


def _ranges(one: AnalysisForecastItem) -> tuple[str, str]:
    if one.least is None or one.most is None:
        return "", ""
    hours = f"{one.least.vcpu_hours:.2f}-{one.most.vcpu_hours:.2f}"
    return hours, f"{one.least.dollars:.2f}-{one.most.dollars:.2f}"


def _sum(told: ForecastItem) -> str:
    if not told.runs:
        return "No earlier run of this workflow tells what its jobs use."
    cost = f"${told.least.dollars:.2f} to ${told.most.dollars:.2f}"
    runs = f"{told.runs} earlier run{'s' if told.runs > 1 else ''}"
    if told.is_known:
        return f"It may cost {cost}, by {runs}; queues without a price count as nothing."
    return f"It may cost {cost}, by {runs}, and what the analyses without a number cost."
