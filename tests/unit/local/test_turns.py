from threading import current_thread

import pytest

from batch_relay.local.turns import executor


def test_one_thing_at_a_time_is_done_by_the_caller():
    with executor(max_workers=1) as turns:
        assert turns.submit(current_thread).result() is current_thread()


def test_several_things_at_a_time_have_threads():
    with executor(max_workers=2) as turns:
        assert turns.submit(current_thread).result() is not current_thread()


def test_what_goes_wrong_is_raised():
    with executor(max_workers=1) as turns, pytest.raises(ValueError, match="invalid literal"):
        turns.submit(int, "x")
