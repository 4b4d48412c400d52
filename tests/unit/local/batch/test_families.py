import subprocess
import sys

from batch_relay.local.batch.host.processes import Family, Process, living

HERE = 1


def process(pid, parent=HERE, session=HERE, resident=10):
    return Process(pid=pid, parent=parent, session=session, resident=resident)


def members(family, *processes):
    family.update(processes)
    return set(family.members)


def test_a_family_is_its_session():
    family = Family(100, "task")
    assert members(family, process(100, session=100), process(101, session=100), process(7)) == {
        100,
        101,
    }


def test_a_child_in_a_session_of_its_own_belongs_to_the_family():
    family = Family(100, "task")
    grandchild = process(90, parent=200, session=200)
    assert members(family, grandchild, process(100, session=100), process(200, 100, 200)) == {
        90,
        100,
        200,
    }


def test_a_session_belongs_to_the_family_when_its_founder_has_gone():
    family = Family(100, "task")
    members(family, process(100, session=100), process(200, parent=100, session=200))
    assert members(family, process(201, parent=HERE, session=200)) == {201}


def test_the_memory_of_all_members_is_added_up():
    family = Family(100, "task")
    members(family, process(100, session=100), process(101, session=100, resident=5), process(7))
    assert family.resident == 15


def test_memory_that_was_freed_since_is_not_weighed():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        family = Family(child.pid, "task")
        members(family, process(child.pid, session=child.pid, resident=1 << 40))
        resident, held = family.weigh()
        child.communicate(b"\n")
    assert held <= resident < family.resident


def test_the_living_are_those_that_this_process_has_started():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert child.pid in {process.pid for process in living()}
        child.communicate(b"\n")
    assert child.pid not in {process.pid for process in living()}
