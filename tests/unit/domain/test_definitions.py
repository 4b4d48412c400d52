import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.definitions import CompleteWhen, read_definition, workflow_from_json
from batch_relay.domain.problems import ProblemKind, Problems

OUTPUT = "s3://fh-pi-fredricks-d/lab/{project_name}/{workflow_name}/{sample_name}.json.gz"
FAMLI = """
# As people write it.
{
  "workflow_name": "FAMLI",
  "reference": "2018-04", # any other key is a variable
  "analyses": [
    {
      "job_definition": "famli:14",
      "outputs": ["s3://fh-pi-fredricks-d/lab/{project_name}/{sample_name}.json.gz"],
      "queue": "spot-test",
      "parameters": {"input": "{file_name}", "threads": 16, "fast": true, "identity": 0.9,},
      "containerOverrides": {"vcpus": 16, "memory": 122000},
    },
  ]
}
"""


def analysis(**keys):
    return {"job_definition": "famli:14", "queue": "spot-test", "outputs": [OUTPUT], **keys}


def read(definition, **options):
    problems = Problems()
    text = definition if isinstance(definition, str) else json.dumps(definition, indent=1)
    return read_definition(text, problems=problems, **options), problems


def read_analysis(**keys):
    return read({"workflow_name": "FAMLI", "analyses": [analysis(**keys)]})


def found(definition, **options):
    workflow, problems = read(definition, **options)
    assert (workflow is None) == bool(problems)
    return [(problem.kind, problem.column) for problem in problems.as_list()]


def found_in_analysis(**keys):
    return found({"workflow_name": "FAMLI", "analyses": [analysis(**keys)]})


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
    assert problems.warning_totals() == {"unknown_key": 1}


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
    assert problems.warning_totals() == {"ignored_key": 3}


def test_warns_of_an_analysis_without_outputs():
    workflow, problems = read_analysis(outputs=[])
    assert workflow.analyses[0].outputs == ()
    (warning,) = problems.warnings()
    assert (warning.kind, warning.column) == (ProblemKind.NO_OUTPUTS, "analyses[0].outputs")


@pytest.mark.parametrize(
    ("keys", "kind", "path"),
    [
        ({"queue": 7}, "wrong_type", "queue"),
        ({"queue": "a b"}, "invalid_value", "queue"),
        ({"job_definition": "famli:x"}, "invalid_value", "job_definition"),
        ({"outputs": OUTPUT}, "wrong_type", "outputs"),
        ({"outputs": [OUTPUT, 3]}, "wrong_type", "outputs[1]"),
        ({"outputs": ["/local/{sample}"]}, "invalid_output", "outputs[0]"),
        ({"outputs": ["s3://b/{}"]}, "invalid_template", "outputs[0]"),
        ({"parameters": []}, "wrong_type", "parameters"),
        ({"parameters": {"a": None}}, "wrong_type", "parameters.a"),
        ({"parameters": {"a": ["x"]}}, "wrong_type", "parameters.a"),
        ({"parameters": {"a b": "{x.y}"}}, "invalid_template", 'parameters["a b"]'),
        ({"timeout": True}, "wrong_type", "timeout"),
        ({"timeout": 59}, "invalid_value", "timeout"),
        ({"timeout": 60.0}, "wrong_type", "timeout"),
        ({"description": 1}, "wrong_type", "description"),
        ({"containerOverrides": []}, "wrong_type", "containerOverrides"),
        ({"containerOverrides": {"vcpus": "2"}}, "wrong_type", "containerOverrides.vcpus"),
        ({"batch_relay": {"retry": {"delay": 901}}}, "invalid_value", "batch_relay.retry.delay"),
        ({"batch_relay": {"retry": {"memory": 10}}}, "invalid_value", "batch_relay.retry.memory"),
        ({"batch_relay": {"retry": {"retries": 1}}}, "unknown_key", "batch_relay.retry.retries"),
        ({"batch_relay": {"retry": {"delay": True}}}, "wrong_type", "batch_relay.retry.delay"),
        ({"batch_relay": {"complete_when": "x"}}, "invalid_value", "batch_relay.complete_when"),
        ({"batch_relay": {"retries": {}}}, "unknown_key", "batch_relay.retries"),
        ({"retryStrategy": {"attempts": 3}}, "unknown_key", "retryStrategy"),
    ],
)  # fmt: skip
def test_says_what_is_wrong_with_an_analysis_and_where(keys, kind, path):
    assert found_in_analysis(**keys) == [(kind, f"analyses[0].{path}")]


@pytest.mark.parametrize(
    ("overrides", "path"),
    [
        ({"command": "ls"}, "command"),
        ({"environment": [{"name": "A"}]}, "environment[0]"),
        ({"environment": [{"name": "AWS_BATCH_X", "value": ""}]}, "environment[0].name"),
        ({"environment": [{"name": "A", "value": 1}]}, "environment[0].value"),
        ({"resourceRequirements": [{"type": "CPU", "value": "1"}]}, "resourceRequirements[0].type"),
        ({"resourceRequirements": ["VCPU"]}, "resourceRequirements[0]"),
        ({"vcpus": 0}, "vcpus"),
    ],
)
def test_checks_the_overrides_it_knows(overrides, path):
    ((_, column),) = found_in_analysis(containerOverrides=overrides)
    assert column == f"analyses[0].containerOverrides.{path}"


def test_refuses_overrides_longer_than_batch_takes():
    _, problems = read_analysis(containerOverrides={"command": ["x" * 8_200]})
    (problem,) = problems.as_list()
    assert problem.kind is ProblemKind.OVERRIDES_TOO_LARGE
    assert "8192" in problem.message


def test_an_array_has_a_size_and_is_complete_when_its_jobs_are():
    workflow, problems = read_analysis(arrayProperties={"size": 100})
    assert not problems
    assert workflow.analyses[0].array_size == "100"
    assert workflow.analyses[0].policy.complete_when is CompleteWhen.JOB


@pytest.mark.parametrize(
    ("array", "path", "said"),
    [
        ({"size": 1}, ".size", "number 1 isn't a whole number from 2 to 10000."),
        ({"size": 10_001}, ".size", "isn't a whole number from 2 to 10000"),
        ({"size": True}, ".size", "not true"),
        ({"size": "{0}"}, ".size", "use the name of a variable"),
        ({}, "", "The key 'size' is missing"),
        ({"size": 2, "index": 1}, ".index", "there is size"),
        (100, "", "This must be an object, not the number 100."),
    ],
)
def test_checks_an_array(array, path, said):
    _, problems = read_analysis(arrayProperties=array)
    (problem,) = problems.as_list()
    assert problem.column == f"analyses[0].arrayProperties{path}"
    assert said in problem.message


def test_an_array_is_not_complete_by_its_outputs():
    own = {"complete_when": "outputs"}
    _, problems = read_analysis(arrayProperties={"size": 2}, batch_relay=own)
    assert "when all its jobs have succeeded" in problems.as_list()[0].message


def test_overrides_of_an_array_leave_room_for_its_indices():
    overrides = {"command": ["x" * 4_200]}
    assert not read_analysis(containerOverrides=overrides)[1]
    _, problems = read_analysis(containerOverrides=overrides, arrayProperties={"size": 2})
    assert "shorten them to 4096" in problems.as_list()[0].message


def test_names_the_key_that_was_probably_meant():
    _, problems = read_analysis(paramters={}, wholly_unknown=1)
    near, far = problems.as_list()
    assert near.message.endswith("did you mean 'parameters'?")
    assert "there is arrayProperties, batch_relay, containerOverrides, description," in far.message


def test_says_where_retries_belong():
    _, problems = read_analysis(retryStrategy={"attempts": 2})
    assert '"batch_relay": {"retry": {"attempts": 3}}' in problems.as_list()[0].message


def test_names_the_line_as_an_editor_shows_it():
    text = FAMLI.replace('"queue": "spot-test"', '"queue": 5').replace("{file_name}", "{0}")
    _, problems = read(text, relaxed=True)
    assert [problem.line for problem in problems.as_list()] == [10, 11]


def test_finds_all_that_is_wrong_in_one_pass():
    analyses = [{}, analysis(timeout=1), 7]
    definition = {"workflow_name": "a b", "analyses": analyses, "batch_relay": {"retri": {}}}
    assert found(definition) == [
        (ProblemKind.ILLEGAL_NAME, "workflow_name"),
        *[(ProblemKind.MISSING_KEY, "analyses[0]")] * 3,
        (ProblemKind.INVALID_VALUE, "analyses[1].timeout"),
        (ProblemKind.WRONG_TYPE, "analyses[2]"),
        (ProblemKind.UNKNOWN_KEY, "batch_relay.retri"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[]", ProblemKind.WRONG_TYPE),
        ("{", ProblemKind.INVALID_JSON),
        ('{"workflow_name": "w", "analyses": []}', ProblemKind.INVALID_VALUE),
        ('{"workflow_name": "w"}', ProblemKind.MISSING_KEY),
        ('{"workflow_name": "w", "analyses": {}}', ProblemKind.WRONG_TYPE),
    ],
)
def test_refuses_what_is_no_definition(text, kind):
    assert [kind for kind, _ in found(text)] == [kind]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("NaN", ProblemKind.INVALID_VALUE),
        ("1e999", ProblemKind.INVALID_VALUE),
        ('"\\ud800"', ProblemKind.INVALID_VALUE),
        ('"x", "x": "y"', ProblemKind.DUPLICATE_KEY),
    ],
)
def test_refuses_what_cannot_be_stored(value, kind):
    text = json.dumps({"workflow_name": "w", "analyses": [analysis()], "x": 0})
    assert [kind for kind, _ in found(text.replace('"x": 0', f'"x": {value}'))] == [kind]


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
