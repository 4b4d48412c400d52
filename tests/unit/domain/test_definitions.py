import json

from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.definitions import CompleteWhen, workflow_from_json
from batch_relay.domain.problems import ProblemKind
from tests.mutations import anything, changed, edited, places
from tests.unit.domain.definition_texts import (
    FAMLI,
    analysis,
    found,
    read,
    read_analysis,
)

POLICY = {"fallback_queue": "on-demand", "retry": {"application": 1, "max_memory": 32_768}}


def test_reads_a_definition_as_people_write_it():
    workflow, problems = read(FAMLI, relaxed=True)
    (famli,) = workflow.analyses
    assert not problems
    assert (workflow.name, workflow.variables) == ("FAMLI", {"reference": "2018-04"})
    assert (famli.job_definition, famli.queue, famli.timeout) == ("famli:14", "spot-test", 21_600)


def test_numbers_and_booleans_become_text():
    workflow, _ = read(FAMLI, relaxed=True)
    parameters = {"input": "{file_name}", "threads": "16", "fast": "True", "identity": "0.9"}
    assert workflow.analyses[0].parameters == parameters


def test_the_name_of_a_schema_is_no_part_of_it():
    plain = {"workflow_name": "w", "analyses": [analysis()]}
    (one, problems), (other, _) = read({"$schema": "workflow.schema.json", **plain}), read(plain)
    assert one == other
    assert problems.warnings() == []


def test_legacy_resources_become_requirements():
    workflow, _ = read(FAMLI, relaxed=True)
    required = [{"type": "VCPU", "value": "16"}, {"type": "MEMORY", "value": "122000"}]
    assert workflow.analyses[0].container_overrides == {"resourceRequirements": required}


def test_a_requirement_wins_over_its_legacy_key():
    memory = {"type": "MEMORY", "value": "4096"}
    overrides = {"vcpus": 2, "memory": 9, "resourceRequirements": [memory], "command": ["ls"]}
    workflow, problems = read_analysis(containerOverrides=overrides)
    kept = {"resourceRequirements": [memory, {"type": "VCPU", "value": "2"}], "command": ["ls"]}
    assert workflow.analyses[0].container_overrides == kept
    assert problems.warnings()[0].column == "analyses[0].containerOverrides.memory"


def test_passes_on_overrides_it_does_not_know_and_warns():
    workflow, problems = read_analysis(containerOverrides={"future": {"a": [1, None]}})
    assert workflow.analyses[0].container_overrides == {"future": {"a": [1, None]}}
    assert [each.kind for each in problems.warnings()] == ["unknown_key"]


def test_reads_our_own_keys():
    retry = {"attempts": 5, "memory_factor": 1.5, "max_memory": 64_000, "delay": 60}
    own = {"retry": retry, "fallback_queue": "on-demand", "complete_when": "job"}
    policy = read_analysis(batch_relay=own)[0].analyses[0].policy
    assert (policy.attempts, policy.memory_factor, policy.max_memory) == (5, 1.5, 64_000)
    assert (policy.delay, policy.fallback_queue) == (60, "on-demand")
    assert policy.complete_when is CompleteWhen.JOB


def test_completes_by_outputs_and_doubles_memory_unless_told_otherwise():
    policy = read_analysis()[0].analyses[0].policy
    assert (policy.memory_factor, policy.max_memory, policy.fallback_queue) == (2.0, None, None)
    assert policy.complete_when is CompleteWhen.OUTPUTS


def test_takes_the_name_it_is_registered_by():
    workflow, _ = read({"analyses": [analysis()]}, name="FAMLI")
    assert workflow.name == workflow.source["workflow_name"] == "FAMLI"


def test_refuses_two_names():
    definition = {"workflow_name": "FAMLI", "analyses": [analysis()]}
    assert found(definition, name="other") == [(ProblemKind.INVALID_VALUE, "workflow_name")]


def test_what_is_stored_reads_back_the_same():
    workflow, _ = read(FAMLI, relaxed=True)
    assert workflow_from_json(json.loads(json.dumps(workflow.source))) == workflow


def test_the_order_of_keys_makes_no_version():
    one, _ = read({"workflow_name": "w", "analyses": [analysis()]})
    other, _ = read({"analyses": [analysis()], "workflow_name": "w"})
    changed, _ = read({"workflow_name": "w", "analyses": [analysis(timeout=60)]})
    assert one.version == other.version != changed.version


def test_leaves_out_what_a_project_wrote_into_the_file():
    definition = {"workflow_name": "w", "analyses": [analysis(samples=[])], "status": "SUBMITTED"}
    workflow, problems = read({**definition, "samples": [{"x": "NaN"}], "project_name": "p"})
    assert workflow.source == {"workflow_name": "w", "analyses": [analysis()]}
    assert [each.kind for each in problems.warnings()] == ["ignored_key"] * 3


def test_warns_of_an_analysis_without_outputs():
    workflow, problems = read_analysis(outputs=[])
    assert workflow.analyses[0].outputs == ()
    (warning,) = problems.warnings()
    assert (warning.kind, warning.column) == (ProblemKind.NO_OUTPUTS, "analyses[0].outputs")


def test_an_array_has_a_size_and_is_complete_when_its_jobs_are():
    workflow, problems = read_analysis(arrayProperties={"size": 100})
    assert not problems
    assert workflow.analyses[0].array_size == "100"
    assert workflow.analyses[0].policy.complete_when is CompleteWhen.JOB


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(["job_definition", "queue", "outputs", "parameters", "timeout"]) | (
    st.sampled_from(["containerOverrides", "batch_relay", "description", "retry", "environment"])
)


@given(st.dictionaries(KEYS, JSON), JSON)
def test_any_definition_is_read_or_refused(keys, other):
    found({"workflow_name": "w", "analyses": [analysis(**keys)], "other": other})


@given(edited(FAMLI.encode()))
def test_a_text_that_is_nearly_right_is_read_or_refused(text):
    workflow, problems = read(text.decode(errors="replace"), relaxed=True)
    assert (workflow is None) == bool(problems)


@given(st.data())
def test_a_definition_that_is_nearly_right_is_read_or_refused(data):
    good = {"workflow_name": "FAMLI", "analyses": [analysis(batch_relay=POLICY)]}
    path = data.draw(st.sampled_from(list(places(good))[1:]))
    workflow, problems = read(changed(good, path, data.draw(anything)))
    assert (workflow is None) == bool(problems)
