"""Definitions of workflows, and what reading them finds."""

import json

from batch_relay.domain.definitions import read_definition
from batch_relay.domain.problems import Problems

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
