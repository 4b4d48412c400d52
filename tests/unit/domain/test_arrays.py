import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_relay.domain.arrays import (
    LARGEST_ARRAY,
    LONGEST_INDICES,
    all_of,
    fitting,
    number_of,
    pack,
    shortened,
    unpack,
)

ROOT = Path(__file__).parents[3]
INDICES = st.sets(st.integers(0, LARGEST_ARRAY - 1))


@pytest.mark.parametrize(
    ("indices", "text"),
    [([], ""), ([7], "7"), ([4, 3, 3, 5, 17], "3-5,17"), ([0, 1], "0-1"), (range(100), "0-99")],
)
def test_runs_of_indices_are_written_as_first_and_last(indices, text):
    assert pack(indices) == text


@given(INDICES)
def test_any_indices_are_read_back_in_their_order(indices):
    assert unpack(pack(indices)) == tuple(sorted(indices))
    assert number_of(pack(indices)) == len(indices)


@pytest.mark.parametrize("size", [1, 2, LARGEST_ARRAY])
def test_all_indices_of_an_array_are_known_by_its_size(size):
    assert all_of(size) == pack(range(size))


@given(INDICES, st.integers(10, 200))
def test_what_fits_are_the_first_of_all_indices(indices, most):
    fits = fitting(pack(indices), most)
    assert len(fits) <= most
    assert unpack(fits) == tuple(sorted(indices))[: len(unpack(fits))]
    assert bool(fits) == bool(indices)


def test_of_the_worst_array_more_than_a_tenth_fits():
    fits = fitting(pack(range(0, LARGEST_ARRAY, 2)))
    assert len(fits) <= LONGEST_INDICES
    assert len(unpack(fits)) > LARGEST_ARRAY / 2 / 10


def test_many_indices_are_shown_in_short():
    assert shortened("3-9,17") == "3-9,17"
    assert shortened(pack(range(0, 1_000, 2))).endswith(",…")


def original(command, indices, place):
    """What a shell prints that runs as a job of the array."""
    told = {"BATCH_RELAY_ARRAY_INDICES": indices}
    told |= {"AWS_BATCH_JOB_ARRAY_INDEX": str(place)} if place is not None else {}
    done = subprocess.run(
        command, env={"PATH": "/usr/bin:/bin"} | told, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def documented():
    page = (ROOT / "docs" / "workflow-format.md").read_text()
    return ["sh", "-c", page.split("```sh\n")[1].split("```")[0]]


WRAPPER = ROOT / "examples" / "arrays" / "original-index"


@pytest.mark.parametrize(
    "command",
    [documented(), [WRAPPER], [WRAPPER, "printenv", "AWS_BATCH_JOB_ARRAY_INDEX"]],
    ids=["idiom", "wrapper", "tool in the wrapper"],
)
def test_a_job_finds_its_original_index(command):
    for place, index in enumerate(unpack("3-9,17,20-21")):
        assert original(command, "3-9,17,20-21", place) == str(index)
    assert original(command, "17", None) == "17"
    assert original(command, all_of(LARGEST_ARRAY), 9_999) == "9999"
