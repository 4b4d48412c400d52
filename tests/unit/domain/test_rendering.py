import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.definitions import read_definition
from batch_relay.domain.metadata import read_metadata
from batch_relay.domain.problems import ProblemKind, Problems
from batch_relay.domain.project_checks import check_project
from batch_relay.domain.rendering import render_analysis
from batch_relay.domain.samples import Sample
from batch_relay.domain.templates import TemplateError
from tests.examples import render

SHEET = "sample,file,read group,n\nS-1,s3://reads/1.gz,A,007\nS-2,s3://reads/2.gz,B,\n"
TRIM = "s3://results/{project_name}/{workflow_name}/{_sample}/trimmed.gz"
COUNT = "s3://results/{project_name}/{sample_name}/{read group}.counts"


def analysis(output, **keys):
    return {"job_definition": "tool:3", "queue": "spot", "outputs": [output], **keys}


def workflow(*analyses, **variables):
    problems = Problems()
    source = {"workflow_name": "amplicon", "analyses": analyses, **variables}
    read = read_definition(json.dumps(source), problems=problems)
    assert not problems, problems.as_list()
    return read


def sample(**columns):
    return Sample(name="S-1", file="s3://reads/1.gz", columns=columns, line=2)


def parameters(*, columns=None, variables=None, **templates):
    flow = workflow(analysis(TRIM, parameters=templates), **(variables or {}))
    return render_analysis(flow, sample(**(columns or {})), 0, project="p-1").parameters


def check(flow, sheet=SHEET):
    problems = Problems()
    rows = read_metadata(sheet, problems=problems)
    good = list(check_project(flow, rows, project="p-1", problems=problems))
    return [row.name for row, _ in good], problems


def found(flow, sheet=SHEET):
    _, problems = check(flow, sheet)
    return [(problem.kind, problem.line, problem.column) for problem in problems.as_list()]


def test_renders_a_job_for_each_analysis_in_order():
    flow = workflow(analysis(TRIM, timeout=60), analysis(COUNT, queue="big"))
    trim, count = render(flow, sample(**{"read group": "A"}), project="p-1")
    assert trim.outputs == ("s3://results/p-1/amplicon/S-1/trimmed.gz",)
    assert count.outputs == ("s3://results/p-1/S-1/A.counts",)
    assert (trim.timeout, trim.queue, count.queue) == (60, "spot", "big")


def test_renders_outputs_and_parameters_only():
    flow = workflow(analysis(TRIM, containerOverrides={"command": ["{sample}"]}))
    (job,) = render(flow, sample(), project="p-1")
    assert job.container_overrides == {"command": ["{sample}"]}


def test_sample_and_file_have_their_usual_names():
    text = "{_sample} {sample_name} {_filepath} {file_name} {project_name} {workflow_name}"
    filled = "S-1 S-1 s3://reads/1.gz s3://reads/1.gz p-1 amplicon"
    assert parameters(x=text) == {"x": filled}


def test_a_column_takes_the_place_of_an_alias():
    columns = {"sample_name": "long name", "file_name": "x"}
    assert parameters(columns=columns, x="{sample_name} {_sample}") == {"x": "long name S-1"}


def test_other_keys_of_the_definition_are_variables():
    variables = {"db": "2018", "threads": 4, "fast": True}
    filled = parameters(variables=variables, x="{db} {threads} {fast}")
    assert filled == {"x": "2018 4 True"}


def test_braces_in_a_cell_are_left_alone():
    assert parameters(columns={"c": "{file_name}"}, x="{c}") == {"x": "{file_name}"}


def test_a_sample_that_lacks_a_variable_cannot_be_rendered():
    with pytest.raises(TemplateError, match="no variable 'depth'"):
        parameters(x="{depth}")


def test_jobs_of_one_sample_have_different_names():
    first, second = render(workflow(analysis(TRIM), analysis(TRIM)), sample(), project="p-1")
    assert first.name != second.name


def test_a_good_project_has_no_problem():
    names, problems = check(workflow(analysis(TRIM), analysis(COUNT)))
    assert names == ["S-1", "S-2"]
    assert not problems


def test_names_an_unknown_variable_once_with_its_place():
    names, problems = check(workflow(analysis(TRIM, parameters={"g": "{read_group}{x}"})))
    assert not names
    assert [problem.column for problem in problems.as_list()] == ["analyses[0].parameters.g"] * 2
    assert "did you mean 'read group'?" in problems.as_list()[0].message


def test_finds_unknown_variables_even_if_no_row_is_good():
    sheet = "sample,file\na,\n,f\n"
    _, problems = check(workflow(analysis("s3://results/{batch}/{sample}")), sheet)
    assert problems.totals() == {"missing_sample": 1, "missing_file": 1, "unknown_variable": 1}


def test_a_column_that_is_missing_is_told_once():
    flow = workflow(analysis("s3://results/{sample}", parameters={"f": "{file}", "n": "{n}"}))
    _, problems = check(flow, "name,path\na,x\n")
    assert problems.totals() == {"missing_column": 2, "unknown_variable": 1}


def test_a_file_without_header_hides_no_variables():
    _, problems = check(workflow(analysis(TRIM, parameters={"x": "{n}"})), "")
    assert problems.totals() == {"empty_file": 1}


def test_an_array_has_the_size_that_the_sample_says():
    flow = workflow(analysis(TRIM, arrayProperties={"size": "{n}"}))
    jobs = [render_analysis(flow, sample(n=n), 0, project="p-1") for n in ("100", "007", "1")]
    assert [job.indices for job in jobs] == ["0-99", "0-6", "0"]
    assert jobs[0].request()["arrayProperties"] == {"size": 100}
    assert "arrayProperties" not in jobs[2].request()


@pytest.mark.parametrize("size", ["", "0", "10001", "two", "1.5", "-3", "٣", "1e3"])
def test_refuses_an_array_of_no_size(size):
    flow = workflow(analysis(TRIM, arrayProperties={"size": "{n}"}))
    names, problems = check(flow, f"sample,file,n\na,f,2\nb,g,{size}\n")
    (problem,) = problems.as_list()
    assert names == ["a"]
    assert (problem.line, problem.column) == (3, "analyses[0].arrayProperties.size")
    assert "it must be from 1 to 10000" in problem.message


def test_refuses_a_column_with_the_name_of_a_key():
    assert found(workflow(analysis(TRIM), n="1")) == [(ProblemKind.RESERVED_COLUMN, 1, "n")]


@pytest.mark.parametrize(
    ("cell", "line"), [("Bad_Bucket", 3), ("", 3), ("-", 3), ("10.0.0.1", 3), ("a..b", 3)]
)
def test_refuses_an_output_that_is_no_s3_object(cell, line):
    sheet = f"sample,file,bucket\na,f,results\nb,g,{cell}\n"
    flow = workflow(analysis("s3://{bucket}/{sample}"))
    assert found(flow, sheet) == [(ProblemKind.INVALID_OUTPUT, line, "analyses[0].outputs[0]")]


def test_refuses_two_samples_that_write_the_same_output():
    sheet = "sample,file,group\na,f,x\nb,g,y\nc,h,x\n"
    names, problems = check(workflow(analysis("s3://results/{group}")), sheet)
    (problem,) = problems.as_list()
    assert (problem.kind, problem.line) == (ProblemKind.DUPLICATE_OUTPUT, 4)
    assert "s3://results/x would be written by the sample on line 2 too" in problem.message
    assert names == ["a", "b"]


def test_refuses_two_analyses_that_write_the_same_output():
    names, problems = check(workflow(analysis(TRIM), analysis(TRIM)))
    assert "by another analysis too" in problems.as_list()[0].message
    assert problems.as_list()[0].column == "analyses[1].outputs[0]"
    assert not names


def test_refuses_a_job_larger_than_batch_takes():
    sheet = f"sample,file,note\na,f,{'x' * 29_000}\nb,g,{'x' * 2_000}\nc,h,{'é' * 5_000}\n"
    flow = workflow(analysis(TRIM, parameters={"note": "{note}"}))
    problem = (ProblemKind.JOB_TOO_LARGE, 2, "analyses[0]")
    assert found(flow, sheet) == [problem, (problem[0], 4, problem[2])]


def test_refuses_a_value_that_does_not_fit_its_format():
    sheet = "sample,file,width\na,f,12\nb,g,wide\nc,h,99999\n"
    flow = workflow(analysis(TRIM, parameters={"x": "{sample:>{width}}"}))
    place = "analyses[0].parameters.x"
    unrenderable = ProblemKind.UNRENDERABLE
    assert found(flow, sheet) == [(unrenderable, 3, place), (unrenderable, 4, place)]


def test_an_unknown_variable_hides_no_other_problem():
    sheet = "sample,file,width\na,f,wide\nb,g,3\n"
    flow = workflow(
        analysis("s3://results/same", parameters={"x": "{unknown}", "y": "{sample:>{width}}"})
    )
    _, problems = check(flow, sheet)
    assert problems.totals() == {"unknown_variable": 1, "unrenderable": 1, "duplicate_output": 1}


def test_checks_samples_that_come_from_elsewhere():
    problems = Problems()
    stored = [sample(n="1")]
    flow = workflow(analysis("s3://results/{n}"))
    ((_, (job,)),) = check_project(flow, stored, project="p-1", problems=problems)
    assert job.outputs == ("s3://results/1",)


@given(st.text(), st.text())
def test_any_cell_is_rendered_or_refused(cell, width):
    flow = workflow(analysis("s3://results/{c}", parameters={"x": "{c:>{w}}"}))
    problems = Problems()
    samples = [sample(c=cell, w=width)]
    good = list(check_project(flow, samples, project="p-1", problems=problems))
    assert bool(good) != bool(problems)
