"""What the jobs of a sample were given, on a terminal."""

from itertools import groupby

from batch_relay.cli.output import show, table
from batch_relay.wire.samples import AttemptItem, SampleDetail, SettingsItem


def print_settings(sample: SampleDetail) -> None:
    """Print what each attempt was given, once where several were given the same."""
    grid = table("Analysis", "Attempts", "Given")
    for analysis in sample.analyses:
        for settings, alike in groupby(analysis.attempts, key=lambda one: one.settings):
            if settings:
                grid.add_row(analysis.job_definition, _which(list(alike)), _given(settings))
    if grid.row_count:
        show("What jobs were given", grid)


def _which(attempts: list[AttemptItem]) -> str:
    names = [f"{one.generation}.{one.number}" for one in attempts]
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def _given(settings: SettingsItem) -> str:
    parameters = [f"{name}={value}" for name, value in settings.parameters.items()]
    variables = [f"${name}={value}" for name, value in settings.environment.items()]
    return "\n".join([*parameters, *variables, f"timeout {settings.timeout} s"])
