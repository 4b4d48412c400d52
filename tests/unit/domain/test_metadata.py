import csv
import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.metadata import read_metadata
from batch_relay.domain.names import SAMPLE_NAME
from batch_relay.domain.problems import ProblemKind, Problems
from tests.mutations import edited, packed

SHEET = """\
sample,file,group,depth
S-001,s3://reads/S-001.fastq.gz,case,007
S-002,s3://reads/S-002.fastq.gz,control,
"""


def read(text, **options):
    problems = Problems()
    source = [text] if isinstance(text, bytes) else text
    return list(read_metadata(source, problems=problems, **options)), problems


def found(text, **options):
    _, problems = read(text, **options)
    return [(problem.kind, problem.line, problem.column) for problem in problems.as_list()]


def test_reads_a_sample_from_each_row():
    (first, second), problems = read(SHEET)
    assert (first.name, first.file, first.line) == ("S-001", "s3://reads/S-001.fastq.gz", 2)
    assert (second.name, second.line) == ("S-002", 3)
    assert not problems


def test_keeps_cells_as_written_and_in_order():
    (first, second), _ = read(SHEET)
    assert list(first.columns.items())[2:] == [("group", "case"), ("depth", "007")]
    assert second.columns["depth"] == ""


AS_PEOPLE_HAVE_IT = {
    "bytes": SHEET.encode(),
    "byte order mark": SHEET.encode("utf-8-sig"),
    "byte order mark in text": "\ufeff" + SHEET,
    "CRLF": SHEET.replace("\n", "\r\n").encode(),
    "CR": SHEET.replace("\n", "\r").encode(),
    "semicolons": SHEET.replace(",", ";").encode(),
    "tabs": SHEET.replace(",", "\t").encode(),
    "empty columns at the end": SHEET.replace("\n", ",,,\n").encode(),
    "blank rows": SHEET.replace("\n", "\n\n,,,,\n").encode(),
    "dressed header": SHEET.replace("sample,file", '"sample", file ').encode(),
    "gzip": gzip.compress(SHEET.encode()),
    "no line end at the end": SHEET.rstrip("\n").encode(),
}


@pytest.mark.parametrize("text", AS_PEOPLE_HAVE_IT.values(), ids=AS_PEOPLE_HAVE_IT)
def test_reads_csv_as_people_have_it(text):
    plain, _ = read(SHEET)
    samples, problems = read(text)
    assert [sample.columns for sample in samples] == [sample.columns for sample in plain]
    assert not problems


def test_reads_quoted_commas_and_newlines_and_says_where_the_row_starts():
    text = 'sample,file,note\n"a","f1","one,\r\ntwo ""x"""\nb,f2,\n'
    (first, second), problems = read(text)
    assert first.columns["note"] == 'one,\r\ntwo "x"'
    assert (first.line, second.line) == (2, 4)
    assert not problems


@pytest.mark.parametrize(
    ("header", "options"),
    [
        ("sample_name,file_name", {}),
        ("sample,file_name", {}),
        ("id,path", {"sample_column": "id", "file_column": "path"}),
    ],
)
def test_finds_the_columns_of_sample_and_file(header, options):
    (sample,), problems = read(f"{header}\na,f\n", **options)
    assert (sample.name, sample.file) == ("a", "f")
    assert not problems


def test_prefers_the_column_sample_to_sample_name():
    (sample,), _ = read("sample_name,file,sample\nlong,f,short\n")
    assert (sample.name, sample.columns["sample_name"]) == ("short", "long")


def test_names_the_columns_that_are_missing():
    _, problems = read("Sample,path\na,f\n")
    assert "did you mean 'Sample'?" in problems.as_list()[0].message
    assert "there is Sample, path." in problems.as_list()[1].message
    assert problems.totals() == {"missing_column": 2}


def test_a_column_that_was_asked_for_has_no_fallback():
    assert found(SHEET, sample_column="id") == [(ProblemKind.MISSING_COLUMN, 1, "id")]


def test_checks_the_files_even_if_there_is_no_sample_column():
    text = "id,file\na,f\nb,f\n"
    assert found(text)[1:] == [(ProblemKind.DUPLICATE_FILE, 3, "file")]


@pytest.mark.parametrize(
    "name",
    ["_sample", "_filepath", "project_name", "workflow_name", "status", "jobs", "job_ids"],
)
def test_refuses_a_reserved_column_by_name(name):
    text = f"sample,file,{name}\na,f,x\n"
    assert found(text) == [(ProblemKind.RESERVED_COLUMN, 1, name)]


def test_refuses_two_columns_of_one_name():
    text = "sample,file,x,x\na,f,1,2\n"
    assert found(text) == [(ProblemKind.DUPLICATE_COLUMN, 1, "x")]


def test_leaves_out_a_column_without_a_name_and_warns():
    (sample,), problems = read(",sample,file\n0,a,f\n")
    assert sample.columns == {"sample": "a", "file": "f"}
    assert [warning.kind for warning in problems.warnings()] == [ProblemKind.UNNAMED_COLUMN]


@pytest.mark.parametrize(
    ("row", "kind", "column"),
    [
        (",f9", ProblemKind.MISSING_SAMPLE, "sample"),
        ("  ,f9", ProblemKind.MISSING_SAMPLE, "sample"),
        ("b,", ProblemKind.MISSING_FILE, "file"),
        ("a,f9", ProblemKind.DUPLICATE_SAMPLE, "sample"),
        ("b,f1", ProblemKind.DUPLICATE_FILE, "file"),
        ("b/c,f9", ProblemKind.ILLEGAL_NAME, "sample"),
        ("b#c,f9", ProblemKind.ILLEGAL_NAME, "sample"),
        (" b,f9", ProblemKind.ILLEGAL_NAME, "sample"),
        ("é,f9", ProblemKind.ILLEGAL_NAME, "sample"),
        ("b" * 129 + ",f9", ProblemKind.NAME_TOO_LONG, "sample"),
        ("b,f9,x", ProblemKind.RAGGED_ROW, None),
        ("b", ProblemKind.RAGGED_ROW, None),
    ],
)
def test_says_what_is_wrong_with_a_row_and_where(row, kind, column):
    samples, problems = read(f"sample,file\na,f1\n\n{row}")
    (problem,) = problems.as_list()
    assert (problem.kind, problem.line, problem.column) == (kind, 4, column)
    assert problem.concerns_a_row
    assert [sample.name for sample in samples] == ["a"]


@pytest.mark.parametrize("row", ['b,"f9"x', 'b,"f9', 'b,"f9\nc,f10\n'])
def test_no_row_may_be_left_out_if_a_quote_could_hide_others(row):
    _, problems = read(f"sample,file\na,f1\n{row}")
    assert [(each.kind, each.line) for each in problems.as_list()] == [("broken_quotes", 3)]
    assert problems.refuse(skip_invalid=True)


def test_finds_all_that_is_wrong_in_one_pass():
    text = "sample,file,status\n,\na,f\n,f\nb,f,1,2\nb/,,\n"
    assert [(kind, line) for kind, line, _ in found(text)] == [
        (ProblemKind.RESERVED_COLUMN, 1),
        (ProblemKind.RAGGED_ROW, 3),
        (ProblemKind.RAGGED_ROW, 4),
        (ProblemKind.RAGGED_ROW, 5),
        (ProblemKind.ILLEGAL_NAME, 6),
        (ProblemKind.MISSING_FILE, 6),
    ]


def test_names_the_line_that_a_repeated_sample_was_on_first():
    _, problems = read("sample,file\na,f1\nb,f2\na,f3\n")
    assert "'a' is on line 2 already" in problems.as_list()[0].message


def test_repeated_files_may_be_allowed():
    samples, problems = read("sample,file\na,f\nb,f\n", allow_repeated_files=True)
    assert len(samples) == 2
    assert not problems


def test_warns_of_a_space_around_a_file_and_keeps_it():
    (sample,), problems = read("sample,file\na, f\n")
    assert sample.file == " f"
    assert [warning.kind for warning in problems.warnings()] == [ProblemKind.SURROUNDING_SPACE]


@pytest.mark.parametrize(
    "text", ["", "\n\n", b"\r\n", "\ufeff", "sample,file\n", "sample,file\n\n,\n"]
)
def test_refuses_a_file_without_samples(text):
    assert [kind for kind, *_ in found(text)] == [ProblemKind.EMPTY_FILE]


def test_goes_on_after_a_quote_that_was_never_closed():
    lost = "".join(f"s{row},f{row}\n" for row in range(20_000))
    text = f'sample,file\na,"f1\n{lost}z,f\n'
    samples, problems = read(text)
    assert problems.as_list()[0].line == 2
    assert samples[-1].name == "z"


def test_a_line_that_is_not_utf8_hides_no_other_problem():
    text = b"sample,file,who\na,f,Andr\xe9\n,f2,x\n"
    assert [(kind, line) for kind, line, _ in found(text)] == [
        (ProblemKind.WRONG_ENCODING, 2),
        (ProblemKind.MISSING_SAMPLE, 3),
    ]


def test_reads_no_further_than_it_is_asked():
    def chunks():
        yield b"sample,file\na,f\nb,g\nc"
        pytest.fail("read ahead")

    rows = read_metadata(chunks(), problems=Problems())
    assert next(rows).name == "a"
    assert rows.columns == ("sample", "file")


@given(st.text() | st.binary())
def test_any_file_is_read_or_refused(text):
    samples, problems = read(text)
    assert samples or problems


@given(edited(SHEET.encode()).flatmap(packed), st.integers(1, 40))
def test_a_file_that_is_nearly_right_is_read_or_refused(whole, size):
    problems = Problems()
    chunks = [whole[at : at + size] for at in range(0, len(whole), size)]
    samples = list(read_metadata(chunks, problems=problems))
    names = [sample.name for sample in samples]
    assert names or problems
    assert all(SAMPLE_NAME.accepts(name) for name in names) or problems
    assert len(set(names)) == len(names) or problems


@given(st.lists(st.binary()))
def test_any_chunks_are_read_or_refused(chunks):
    problems = Problems()
    assert list(read_metadata(chunks, problems=problems)) or problems


@given(
    st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=5),
    st.sampled_from(",;\t"),
    st.integers(1, 20),
)
def test_cells_come_back_as_they_were_written(cells, delimiter, size):
    rows = [(f"s{at}", f"f{at}", *pair) for at, pair in enumerate(cells)]
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter).writerows([("sample", "file", "x", "y"), *rows])
    whole = file.getvalue().encode()
    chunks = [whole[at : at + size] for at in range(0, len(whole), size)]
    samples = read_metadata(chunks, problems=Problems())
    assert [tuple(sample.columns.values()) for sample in samples] == rows


def test_a_row_that_no_item_could_hold_is_refused():
    rows = f"sample,file,note\na,a.fq,{'x' * 50_000}\nb,b.fq,short\n"
    assert found(rows) == [(ProblemKind.ROW_TOO_LARGE, 2, None)]
    assert [sample.name for sample in read(rows)[0]] == ["b"]
