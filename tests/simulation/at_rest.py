"""What must hold once faults are over and nothing is left to happen."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from batch_relay.domain.runs import Run
from batch_relay.domain.statuses import AnalysisStatus, RunStatus, SampleStatus
from tests.simulation.operators import Operators
from tests.simulation.rules import recorded_jobs
from tests.simulation.scenario import output
from tests.simulation.stack import RUN, Stack
from tests.simulation.violation import BrokenRuleError, Rule

# What an array's reason begins with.
_INDICES = re.compile(r"^ind(ex|ices) [^:]*: ")


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
    )


def _is_counted(stack: Stack) -> bool:
    """Whether every change was counted, or has been counted again."""
    run = stack.tables.runs.get(RUN)
    return not stack.stream.given_up or run is None or run.recounted == run.generation


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
    return Rule.COMES_TO_AN_END, "messages circle for ever"


def _unfinished(stack: Stack) -> list[str]:
    """Return the samples of the run that were asked for and have not ended."""
    run = stack.tables.runs.get(RUN)
    if run is None:
        return []
    live = [
        state.sample.name for state in stack.tables.samples.samples.values() if state.status.is_live
    ]
    return live + [f"{run.pending} that never began"] * bool(run.pending)


def check_rest(stack: Stack) -> None:
    """Raise a BrokenRuleError if a rule is broken."""
    _check_skipped(stack)
    _check_outputs(stack)
    _check_failures(stack)
    _check_counts(stack)
    _check_end(stack)
    _check_records(stack)


def _check_outputs(stack: Stack) -> None:
    for (_, name), sample in stack.tables.samples.samples.items():
        if sample.status is SampleStatus.SUCCEEDED:
            missing = [
                uri for uri in _outputs(stack, name) if uri not in stack.tables.objects.objects
            ]
            if missing:
                raise BrokenRuleError(
                    Rule.OUTPUTS_EXIST, f"sample {name} SUCCEEDED without {missing}"
                )


def _outputs(stack: Stack, name: str) -> list[str]:
    return [
        output(name, analysis, number)
        for analysis, many in enumerate(stack.scenario.outputs)
        for number in range(many)
    ]


def _check_skipped(stack: Stack) -> None:
    """An analysis has an item, or is skipped with its sample: both would be counted."""
    for sample in stack.tables.samples.samples.values():
        begun = {one.key.analysis for one in stack.tables.analyses.list(RUN, sample.sample.name)}
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


def _check_counts(stack: Stack) -> None:
    run, tables = stack.tables.runs.get(RUN), stack.tables
    if run is None:
        return
    there = (
        Counter(state.status for state in tables.samples.samples.values()),
        Counter((key.analysis, one.status) for key, one in tables.analyses.analyses.items())
        + Counter(
            (index, AnalysisStatus.SKIPPED)
            for state in tables.samples.samples.values()
            for index in state.skipped
        ),
    )
    counted = (_positive(run.counts.samples), _positive(run.counts.analyses))
    if counted != there:
        raise BrokenRuleError(Rule.COUNTS_ARE_RIGHT, f"counted {counted}, there are {there}")
    _check_reasons(stack, run)
    _check_usage(stack, run)
    if stack.stream.begun != _positive(run.counts.started):
        said = f"counted {run.counts.started} starts, there were {stack.stream.begun}"
        raise BrokenRuleError(Rule.COUNTS_ARE_RIGHT, said)


def _check_reasons(stack: Stack, run: Run) -> None:
    """Each analysis that failed is counted under the reason that it tells."""
    there = Counter(
        (key.analysis, _INDICES.sub("", state.reason).partition(": ")[0])
        for key, state in stack.tables.analyses.analyses.items()
        if state.status is AnalysisStatus.FAILED
    )
    counted = _positive(run.counts.failures)
    if counted != there:
        said = f"counted failures {counted}, there are {there}"
        raise BrokenRuleError(Rule.COUNTS_ARE_RIGHT, said)


def _check_usage(stack: Stack, run: Run) -> None:
    there: Counter[str] = Counter()
    for key, state in stack.tables.analyses.analyses.items():
        for past in state.history:
            of = f"{key.analysis} {past.use}"
            there.update({f"{of} {name}": n for name, n in asdict(past.usage).items()})
    counted = {
        f"{index} {use} {name}": n
        for (index, use), usage in run.counts.used.items()
        for name, n in asdict(usage).items()
    }
    if _positive(counted) != +there:
        raise BrokenRuleError(Rule.COUNTS_ARE_RIGHT, f"counted {counted}, there is {there}")


def _check_end(stack: Stack) -> None:
    """A run that SUCCEEDED has begun all that a start of it named."""
    run, begun = stack.tables.runs.get(RUN), len(stack.tables.samples.samples)
    if run and run.status is RunStatus.SUCCEEDED and begun < stack.rules.named:
        said = f"the run SUCCEEDED, but of {stack.rules.named} samples {begun} began"
        raise BrokenRuleError(Rule.COMES_TO_AN_END, said)


def _positive(counts: Mapping[Any, int]) -> Counter[Any]:
    return Counter({name: number for name, number in counts.items() if number})


def _check_records(stack: Stack) -> None:
    known = recorded_jobs(stack.tables.analyses.analyses.values()) | stack.batch.unwanted
    lost = [job for job_id, job in stack.batch.jobs.items() if job_id not in known]
    if lost:
        said = ", ".join(f"{job.change.job_id} of {job.attempt}" for job in lost)
        raise BrokenRuleError(Rule.EVERY_JOB_IS_KNOWN, f"no attempt knows {said}")


def check_rerun(stack: Stack, operators: Operators, settle: Callable[[], None]) -> None:
    """Start the run again: what is finished submits no job."""
    tables = stack.tables
    standing = Counter(sample.status for sample in tables.samples.samples.values())
    project = tables.projects.get(RUN.project)
    done = project is not None and standing[SampleStatus.SUCCEEDED] == project.samples
    before, executions = len(stack.batch.jobs), len(stack.machine.executions)
    operators.start()
    settle()
    check_rest(stack)
    submitted = list(stack.batch.jobs.values())[before:]
    needless = [
        str(job.attempt)
        for job in submitted
        if done and stack.scenario.outputs[job.attempt.key.analysis]
    ]
    if needless:
        raise BrokenRuleError(Rule.NOTHING_TWICE, f"submitted again: {', '.join(needless)}")
    if done and all(stack.scenario.outputs) and len(stack.machine.executions) > executions:
        raise BrokenRuleError(Rule.NOTHING_TWICE, "executions were started for finished samples")
