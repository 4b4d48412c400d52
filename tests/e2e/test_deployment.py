"""What an operator does to a stack at work: deploy, delete, restore."""

from tests.e2e.faults import counted, sweep
from tests.e2e.operating import back_up, delete, deploy_changed, functions, restore
from tests.e2e.project import wait_for


def test_a_deployment_in_mid_run_loses_nothing(cloud, project, sound, gate):
    before = functions(cloud)
    deploy_changed(cloud)
    assert all(now != before[name] for name, now in functions(cloud).items())
    assert project.run().status == "RUNNING"
    gate.touch()
    sound("early", "late")
    assert [one.rule for one in project.attempts("late", 1)] == [""]


def test_a_stack_that_is_deleted_keeps_its_data_for_another_that_continues(cloud, project, gate):
    backup, old = back_up(cloud), cloud.stack.outputs
    delete(cloud)
    gate.touch()
    wait_for(lambda: project.done() == {("early", 0): 1, ("late", 0): 1, ("late", 1): 1})
    cloud.start()
    assert cloud.stack.outputs["TableName"] != old["TableName"]
    project.connect(cloud.stack)
    assert "Items written" in restore(cloud, backup, old["DataBucketName"])
    sweep(cloud, project)
    assert project.ended().samples == {"SUCCEEDED": 2}
    assert set(project.successes().values()) == {1}
    wait_for(lambda: counted(project.run()) == cloud.recounted(project))
