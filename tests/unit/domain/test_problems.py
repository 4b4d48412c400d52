from batch_relay.domain.problems import ProblemKind, Problems

RAGGED = ProblemKind.RAGGED_ROW


def test_keeps_the_first_hundred_of_each_kind_and_counts_all():
    problems = Problems()
    for line in range(250):
        problems.add(RAGGED, "ragged", line=line)
    problems.add(ProblemKind.MISSING_FILE, "no file", line=7)
    assert problems.totals() == {"ragged_row": 250, "missing_file": 1}
    assert len(problems.as_list()) == 101
    assert len(problems) == 251


def test_lists_problems_by_line_and_those_of_no_line_first():
    problems = Problems()
    for line in (9, 2, None):
        problems.add(RAGGED, "ragged", line=line)
    assert [problem.line for problem in problems.as_list()] == [None, 2, 9]


def test_warnings_refuse_nothing():
    problems = Problems()
    problems.warn(ProblemKind.NO_OUTPUTS, "no outputs")
    assert not problems.refuse()
    assert not problems
    assert [each.kind for each in problems.warnings()] == [ProblemKind.NO_OUTPUTS]


def test_a_bad_row_may_be_left_out():
    problems = Problems()
    problems.add(RAGGED, "ragged", line=2)
    assert problems.refuse()
    assert not problems.refuse(skip_invalid=True)


def test_a_bad_header_may_not():
    problems = Problems()
    problems.add(ProblemKind.MISSING_COLUMN, "no column", line=1)
    assert problems.refuse(skip_invalid=True)


def test_a_long_message_is_cut():
    problems = Problems()
    problems.add(ProblemKind.ILLEGAL_NAME, "x" * 48_000, line=2, column="y" * 48_000)
    (problem,) = problems.as_list()
    assert (len(problem.message), len(problem.column)) == (1_001, 1_001)
