"""What an operator does to a stack at work: deploy, delete, restore."""

from tests.e2e.faults import counted, sweep
from tests.e2e.operating import (
    back_up,
    delete,
    deploy_changed,
    functions,
    health,
    lose_table,
    restore,
)
from tests.e2e.project import wait_for


def test_a_stack_says_what_somebody_switched_off(cloud):
    # Its sweeps wait until a test asks for one.
    with cloud.deaf("OutputRule"):
        off = {name for name, said in health(cloud).items() if said.startswith("disabled")}
    assert off == {"OutputRule", "ReconcileFunctionEvery"}


def test_a_deployment_in_mid_run_loses_nothing(cloud, project, sound, gate):
    before = functions(cloud)
    deploy_changed(cloud)
    assert all(now != before[name] for name, now in functions(cloud).items())
    assert project.run().status == "RUNNING"
    gate.touch()
    sound("early", "late")
    assert [one.rule for one in project.attempts("late", 1)] == [""]


def test_a_restored_backup_continues_a_run_on_a_new_stack(cloud, project, gate):
    backup, table = back_up(cloud), cloud.stack.outputs["TableName"]
    delete(cloud)
    lose_table(cloud, table)
    gate.touch()
    wait_for(lambda: project.done() == {("early", 0): 1, ("late", 0): 1, ("late", 1): 1})
    cloud.start()
    project.move(cloud.stack)
    assert "Items written" in restore(cloud, backup)
    sweep(cloud, project)
    assert project.ended().samples == {"SUCCEEDED": 2}
    assert project.successes() == {(name, n): 1 for name in ("early", "late") for n in (0, 1)}
    wait_for(lambda: counted(project.run()) == cloud.recounted(project))
