import pytest

JOB = {"jobName": "j", "jobQueue": "q", "jobDefinition": "d"}


def container(batch, **overrides):
    return batch.job(batch.submit(containerOverrides=overrides))["container"]


def test_the_answer_names_the_job(batch):
    answer = batch.ask("SubmitJob", **JOB)
    assert answer["jobName"] == "j"
    assert answer["jobArn"].endswith(f":job/{answer['jobId']}")


def test_parameters_of_the_job_go_before_those_of_the_definition(batch):
    batch.define("p", parameters={"a": "1", "b": "2"}, container={"command": ["Ref::a", "Ref::b"]})
    job = batch.submit(jobDefinition="p", parameters={"b": "3"})
    assert batch.start(job).command == ["1", "3"]


def test_a_missing_parameter_is_refused(batch):
    batch.define("p", container={"command": ["Ref::reads"]})
    message = batch.refusal("SubmitJob", **{**JOB, "jobDefinition": "p"})
    assert message == "Parameters required by the command are missing: [reads]."


def test_overrides_replace_the_command_and_merge_the_environment(batch):
    environment = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    batch.define(container={"environment": environment})
    overrides = {"command": ["other"], "environment": [{"name": "B", "value": "3"}]}
    launch = batch.start(batch.submit(containerOverrides=overrides))
    assert (launch.command, launch.environment["A"], launch.environment["B"]) == (
        ["other"],
        "1",
        "3",
    )


def test_a_job_sees_what_batch_tells_it_and_nothing_of_the_server(batch):
    job = batch.submit()
    environment = dict(batch.start(job).environment)
    assert environment.pop("PATH")
    assert environment == {
        "AWS_BATCH_JOB_ID": job,
        "AWS_BATCH_JOB_ATTEMPT": "1",
        "AWS_BATCH_JQ_NAME": "q",
        "AWS_BATCH_CE_NAME": "q-ce",
    }


def test_requirements_are_overridden_one_by_one(batch):
    asked = [{"type": "VCPU", "value": "1"}, {"type": "MEMORY", "value": "500"}]
    batch.ask(
        "RegisterJobDefinition",
        jobDefinitionName="d",
        type="container",
        containerProperties={"image": "i", "command": ["x"], "resourceRequirements": asked},
    )
    more = [{"type": "MEMORY", "value": "900"}]
    launch = batch.start(batch.submit(containerOverrides={"resourceRequirements": more}))
    assert (launch.vcpus, launch.memory) == (1, 900)


def test_legacy_amounts_can_be_overridden(batch):
    launch = batch.start(batch.submit(containerOverrides={"vcpus": 2, "memory": 700}))
    assert (launch.vcpus, launch.memory) == (2, 700)


def test_the_job_goes_before_the_definition(batch):
    batch.define("t", timeout={"attemptDurationSeconds": 60}, retryStrategy={"attempts": 2})
    detail = batch.job(batch.submit(jobDefinition="t", timeout={"attemptDurationSeconds": 90}))
    assert detail["timeout"] == {"attemptDurationSeconds": 90}
    assert detail["retryStrategy"] == {"attempts": 2, "evaluateOnExit": []}


@pytest.mark.parametrize(
    "name", ["d", "d:2", "arn:aws:batch:eu-west-1:111122223333:job-definition/d:2"]
)
def test_a_definition_is_named_with_or_without_revision(batch, name):
    batch.define(container={"command": ["second"]})
    assert batch.start(batch.submit(jobDefinition=name)).command == ["second"]


def test_a_definition_without_its_latest_revision_falls_back(batch):
    batch.ask("DeregisterJobDefinition", jobDefinition=batch.define())
    assert batch.job(batch.submit())["jobDefinition"].endswith(":job-definition/d:1")


def test_tags_are_shown(batch):
    assert batch.job(batch.submit(tags={"run": "7"}))["tags"] == {"run": "7"}


RULE = {"action": "RETRY"}


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({"jobName": "a b"}, "Job name should match valid pattern: 'a b'"),
        ({"jobName": "-a"}, "Job name should match valid pattern"),
        ({"jobName": "a" * 129}, "Job name should match valid pattern"),
        ({"jobQueue": "none"}, "Job queue none does not exist."),
        (
            {"jobDefinition": "none:3"},
            "JobDefinition name none:3 does not exist or is not in ACTIVE",
        ),
        ({"retryStrategy": {"attempts": 11}}, "attempts must be between 1 and 10."),
        ({"retryStrategy": {"evaluateOnExit": [RULE] * 6}}, "evaluateOnExit takes up to 5 rules."),
        (
            {"retryStrategy": {"evaluateOnExit": [{"action": "WAIT"}]}},
            "action must be RETRY or EXIT",
        ),
        (
            {"retryStrategy": {"evaluateOnExit": [{**RULE, "onExitCode": "1*2"}]}},
            "onExitCode '1*2'",
        ),
        (
            {"timeout": {"attemptDurationSeconds": 59}},
            "attemptDurationSeconds must be at least 60.",
        ),
        ({"parameters": {"a": "x" * 31_000}}, "Job size must be less than 30 KiB"),
        (
            {"containerOverrides": {"command": ["x" * 9000]}},
            "Container Overrides length must be at",
        ),
        (
            {"containerOverrides": {"environment": [{"name": "AWS_BATCH_X"}]}},
            "AWS_BATCH_X: AWS_BATCH",
        ),
        ({"containerOverrides": {"vcpus": 0}}, "VCPU of 0 is not legal."),
        ({"nodeOverrides": {}}, "Jobs with nodeOverrides can't run here."),
        ({"tags": {"aws:x": "1"}}, "Tag 'aws:x' is too long, or begins with the reserved 'aws:'."),
        ({"jobName": 7}, "Invalid type for parameter jobName"),
    ],
)
def test_an_illegal_job_is_refused(batch, request_, problem):
    assert problem in batch.refusal("SubmitJob", **{**JOB, **request_})


def test_a_job_without_a_name_is_refused(batch):
    message = batch.refusal("SubmitJob", jobQueue="q", jobDefinition="d")
    assert 'Missing required parameter in input: "jobName"' in message


def test_a_disabled_queue_takes_no_jobs_but_runs_those_it_has(batch):
    first, second = (batch.submit(containerOverrides={"vcpus": 4}) for _ in range(2))
    batch.ask("UpdateJobQueue", jobQueue="q", state="DISABLED")
    assert batch.refusal("SubmitJob", **JOB) == "Job queue q is DISABLED: it takes no jobs."
    batch.end(first)
    assert batch.status(second) == ["STARTING"]
