"""The session in the README is one that `make session` has recorded."""

import re

from tests.e2e.session import BLOCK, README, TYPED, WIDTH, recorded

SESSION = BLOCK.search(README.read_text()).group()


def test_it_is_what_the_script_types():
    typed = [line[2:] for line in SESSION.splitlines() if line.startswith("$ ")]
    assert typed == list(TYPED)


def test_it_fits_and_names_nothing_of_the_machine_that_recorded_it():
    assert max(map(len, SESSION.splitlines())) <= WIDTH
    assert re.findall(r"/tmp|/home|/root|127\.0\.0\.1|Traceback", SESSION) == []
    assert recorded(SESSION) == SESSION


def test_it_shows_a_failure_with_its_reason_and_its_log():
    assert all(said in SESSION for said in ("FAILED", "out of memory", "sam2_R.fastq.gz"))


def test_what_is_long_is_folded_and_what_differs_every_time_is_left_out():
    said = f"job {'0' * 8}-0000-0000-0000-{'0' * 12} {'word ' * 25}"
    first, *_ = recorded(said).splitlines()
    assert (first.startswith("job … word"), len(first) <= WIDTH) == (True, True)
