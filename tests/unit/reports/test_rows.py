import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.reports.rows import HEADER, RowWriter, guarded
from tests.unit.reports.runs import RUN, attempt, failed, sample


def rows(*samples):
    file = io.StringIO(newline="")
    writer = RowWriter(file, RUN)
    for one in samples:
        writer.add(one)
    return list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))


def test_every_attempt_has_a_row():
    assert [(row["sample"], row["attempt"]) for row in rows(sample("S1", attempt()), failed())] == [
        ("S1", "1"),
        ("bad", "1"),
        ("bad", "2"),
    ]


def test_a_row_tells_what_ran_how_long_and_what_it_cost():
    (row,) = rows(sample("S1", attempt()))
    assert (row["waited_seconds"], row["ran_seconds"], row["dollars"]) == ("5.0", "60.0", "0.5")
    assert (row["definition"][-7:], row["image"]) == ("align:3", "example.org/align:1.0")
    assert (row["parameters"], row["timeout_seconds"]) == ('{"primer": "515F"}', "60")
    assert (row["version"], row["submitted_at"]) == ("abc", "2026-01-01T12:00:00+00:00")


def test_a_sample_without_attempts_has_a_row_all_the_same():
    assert [row["analysis_status"] for row in rows(sample("done"))] == ["SKIPPED"]
    assert [row["sample"] for row in rows(sample("new", analyses=[]))] == ["new"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_no_cell_is_a_formula(start):
    (row,) = rows(sample(f"{start}cmd|' /C calc'!A0", attempt()))
    assert row["sample"].startswith(f"'{start}")


@given(st.text() | st.integers() | st.none())
def test_a_cell_is_kept_or_made_text(cell):
    assert guarded(cell) in (cell, f"'{cell}")


def test_the_header_names_each_column_once():
    assert len(set(HEADER)) == len(HEADER)
