"""Whatever the domain's nouns may hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from batch_relay.domain.attempts import AnalysisKey, AnalysisState, Attempt
from batch_relay.domain.names import PROJECT_NAME, SAMPLE_NAME, WORKFLOW_NAME, NameRule
from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.runs import Run, RunKey, SampleState
from batch_relay.domain.samples import Sample
from batch_relay.domain.statuses import AnalysisStatus, SampleStatus
from batch_relay.domain.terms import Terms

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _named(rule: NameRule) -> st.SearchStrategy[str]:
    legal = st.from_regex(rule.pattern, fullmatch=True)
    return legal.map(lambda name: name[: rule.limit]).filter(rule.accepts)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
numbers = st.integers(0, 10**12)
# The table keeps milliseconds.
moments = st.integers(0, 10**13).map(lambda ms: EPOCH + timedelta(milliseconds=ms))
run_keys = st.builds(RunKey, project=_named(PROJECT_NAME), workflow=_named(WORKFLOW_NAME))
sample_names = _named(SAMPLE_NAME)
analysis_keys = st.builds(
    AnalysisKey, run=run_keys, sample=sample_names, analysis=st.integers(0, 99)
)

runs = st.builds(
    Run,
    key=run_keys,
    generation=numbers,
    version=texts,
    analyses=st.lists(texts, max_size=4).map(tuple),
    expected=st.dictionaries(st.integers(1, 10**6), numbers, max_size=3),
    selection=texts,
    manifest=texts,
    created_at=moments,
    cancelled=numbers,
    paused=st.booleans(),
    reason=texts,
    budget=st.none() | numbers,
    owner=texts,
    correlation_id=texts,
)
resubmissions = st.builds(
    Resubmission,
    first=st.none() | st.integers(0, 99),
    asked_at=st.none() | moments,
    queue=texts,
    memory=st.none() | st.integers(4, 10**6),
    vcpus=st.none() | st.integers(1, 100),
    timeout=st.none() | st.integers(60, 10**6),
    priority=st.none() | st.integers(0, 9999),
    parameters=st.dictionaries(texts, texts, max_size=2),
    policy=st.dictionaries(texts, st.integers(1, 10), max_size=2),
)
samples = st.builds(
    SampleState,
    run=run_keys,
    sample=st.builds(
        Sample,
        name=sample_names,
        file=texts,
        columns=st.dictionaries(texts, texts, max_size=5),
        line=numbers,
    ),
    generation=numbers,
    version=texts,
    analyses=st.integers(0, 100),
    status=st.sampled_from(SampleStatus),
    updated_at=moments,
    reason=texts,
    again=resubmissions,
    owner=texts,
    correlation_id=texts,
).map(lambda state: replace(state, asked=frozenset({state.generation})))
changed = st.dictionaries(texts.filter(bool), texts, max_size=2)
terms = st.builds(Terms, version=texts, parameters=changed, timeout=st.none() | numbers)
attempts = st.builds(
    Attempt,
    generation=numbers,
    number=numbers,
    job_id=st.none() | texts.filter(bool),
    queue=texts,
    memory=st.none() | numbers,
    status=st.sampled_from(AnalysisStatus),
    submitted_at=moments,
    started_at=st.none() | moments,
    stopped_at=st.none() | moments,
    exit_code=st.none() | st.integers(-1, 255),
    reason=texts,
    decision=texts,
    log_stream=texts,
    log_group=texts,
    size=numbers,
    failed=texts,
    vcpus=st.none() | st.floats(0.25, 192),
    definition=texts,
    image=texts,
    cost=st.none() | numbers,
    ran=st.none() | st.integers(0, 10**10).map(lambda ms: timedelta(milliseconds=ms)),
    terms=st.none() | terms,
)
analyses = st.builds(
    AnalysisState,
    key=analysis_keys,
    generation=numbers,
    version=texts,
    status=st.sampled_from(AnalysisStatus),
    attempt=numbers,
    tokens=st.lists(texts, max_size=3).map(tuple),
    updated_at=moments,
    submitted_at=moments,
    outputs=st.lists(texts, max_size=3).map(tuple),
    job_id=st.none() | texts.filter(bool),
    queue=texts,
    memory=st.none() | numbers,
    started_at=st.none() | moments,
    reason=texts,
    not_before=st.none() | moments,
    since=st.none() | moments,
    log_stream=texts,
    log_group=texts,
    history=st.lists(attempts, max_size=3).map(tuple),
    last=st.booleans(),
    size=numbers,
    indices=texts,
    revision=st.just(0),
    parameters=changed,
    timeout=st.none() | numbers,
)
