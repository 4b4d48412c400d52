"""What must hold once faults are over and nothing is left to happen."""

from collections.abc import Callable, Iterable

from batch_relay.domain.attempts import AnalysisState
from batch_relay.domain.runs import Run
from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from batch_relay.domain.summaries import Due
from tests.simulation.counts import check_counts
from tests.simulation.operators import Operators
from tests.simulation.stack import RUN, Stack
from tests.simulation.summaries import check_summary, runs_of, what_is_due
from tests.simulation.violation import BrokenRuleError, Rule


def is_quiet(stack: Stack, operators: Operators) -> bool:
    """Whether only the reconciler's schedule is left."""
    return (
        not operators.busy
        and stack.stream.is_drained
        and all(queue.is_empty for queue in stack.queues)
        and not stack.machine.running
        and not stack.batch.live
        and not _unfinished(stack)
        and _is_counted(stack)
        and what_is_due(stack.tables) is Due.NOTHING
    )


def _is_counted(stack: Stack) -> bool:
    """Whether every change was counted, or has been counted again."""
    return not stack.stream.given_up or all(
        run.recounted == run.generation for run in runs_of(stack.tables)
    )


def why_not_quiet(stack: Stack) -> tuple[Rule, str]:
    """Return the rule that is broken by a world that finds no rest, and how."""
    if stack.batch.live:
        return (
            Rule.COMES_TO_AN_END,
            f"jobs never end: {[job.change.job_id for job in stack.batch.live]}",
        )
    if _unfinished(stack):
        return Rule.COMES_TO_AN_END, f"samples never end: {_unfinished(stack)}"
    if stack.machine.running:
        return (
            Rule.TOKENS_ARE_ANSWERED,
            f"tokens are never answered: {[one.token for one in stack.machine.running]}",
        )
    if not _is_counted(stack):
        return Rule.COUNTS_ARE_RIGHT, f"{stack.stream.given_up} changes are never counted"
    if (wanted := what_is_due(stack.tables)) is not Due.NOTHING:
        return Rule.SUMMED_UP, f"the summary waits for ever to {wanted}"
    return Rule.COMES_TO_AN_END, "messages circle for ever"


def _unfinished(stack: Stack) -> list[str]:
    """Return the samples that were asked for and have not ended."""
    samples = stack.tables.samples.samples.values()
    live = [state.sample.name for state in samples if state.status.is_live]
    pending = sum(run.pending for run in runs_of(stack.tables))
    return live + [f"{pending} that never began"] * bool(pending)


def check_rest(stack: Stack) -> None:
    """Raise a BrokenRuleError if a rule is broken."""
    _check_skipped(stack)
    _check_outputs(stack)
    _check_failures(stack)
    for run in runs_of(stack.tables):
        check_counts(run, stack.tables, stack.stream)
        _check_end(run, stack)
    check_summary(stack.tables)
    _check_records(stack)


def _check_outputs(stack: Stack) -> None:
    for (_, name), sample in stack.tables.samples.samples.items():
        if sample.status is SampleStatus.SUCCEEDED:
            there = stack.tables.objects.objects
            missing = [uri for uri in stack.scenario.outputs_of(name) if uri not in there]
            if missing:
                raise BrokenRuleError(
                    Rule.OUTPUTS_EXIST, f"sample {name} SUCCEEDED without {missing}"
                )


def _check_skipped(stack: Stack) -> None:
    """An analysis has an item, or is skipped with its sample: both would be counted."""
    for sample in stack.tables.samples.samples.values():
        known = stack.tables.analyses.list(sample.run, sample.sample.name)
        begun = {one.key.analysis for one in known}
        if both := begun & sample.skipped:
            said = f"analyses {both} of {sample.sample.name} are skipped, and have items"
            raise BrokenRuleError(Rule.COUNTS_ARE_RIGHT, said)


def _check_failures(stack: Stack) -> None:
    """A sample fails with one of its analyses, or not at all."""
    failed = {
        (key.sample, state.generation)
        for key, state in stack.tables.analyses.analyses.items()
        if state.status is AnalysisStatus.FAILED
    }
    for (_, name), sample in stack.tables.samples.samples.items():
        if sample.status is SampleStatus.FAILED and (name, sample.generation) not in failed:
            said = f"sample {name} failed, but none of its analyses: {sample.reason}"
            raise BrokenRuleError(Rule.NOT_BY_OUR_HAND, said)


def _check_end(run: Run, stack: Stack) -> None:
    """A run that SUCCEEDED has begun all that a start of it named."""
    begun = sum(of == run.key for of, _ in stack.tables.samples.samples)
    named = stack.rules.named[run.key]
    if run.status is RunStatus.SUCCEEDED and begun < named:
        said = f"the run SUCCEEDED, but of {named} samples {begun} began"
        raise BrokenRuleError(Rule.COMES_TO_AN_END, said)


def _check_records(stack: Stack) -> None:
    known = _recorded_jobs(stack.tables.analyses.analyses.values()) | stack.batch.unwanted
    lost = [job for job_id, job in stack.batch.jobs.items() if job_id not in known]
    if lost:
        said = ", ".join(f"{job.change.job_id} of {job.attempt}" for job in lost)
        raise BrokenRuleError(Rule.EVERY_JOB_IS_KNOWN, f"no attempt knows {said}")


def _recorded_jobs(states: Iterable[AnalysisState]) -> set[str]:
    """Return the jobs that an attempt knows, ended or not."""
    known: set[str] = set()
    for state in states:
        known.update(past.job_id for past in state.history if past.job_id)
        if state.job_id:
            known.add(state.job_id)
    return known


def check_rerun(stack: Stack, operators: Operators, settle: Callable[[], None]) -> None:
    """Start the run again: what is finished submits no job, but for another summary."""
    done = _all_succeeded(stack)
    before, executions = len(stack.batch.jobs), _executions(stack)
    operators.start()
    settle()
    check_rest(stack)
    attempts = [job.attempt for job in list(stack.batch.jobs.values())[before:]]
    needless = [
        str(attempt)
        for attempt in attempts
        if done and attempt.key.run == RUN and stack.scenario.outputs[attempt.key.analysis]
    ]
    if needless:
        raise BrokenRuleError(Rule.NOTHING_TWICE, f"submitted again: {', '.join(needless)}")
    if done and all(stack.scenario.outputs) and _executions(stack) > executions:
        raise BrokenRuleError(Rule.NOTHING_TWICE, "executions were started for finished samples")


def _all_succeeded(stack: Stack) -> bool:
    samples = stack.tables.samples.samples.items()
    succeeded = sum(of == RUN and one.status == SampleStatus.SUCCEEDED for (of, _), one in samples)
    project = stack.tables.projects.get(RUN.project)
    return project is not None and succeeded == project.samples


def _executions(stack: Stack) -> int:
    return sum(run == RUN for run, *_ in stack.machine.executions)
