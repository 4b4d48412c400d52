"""What an operator does to a stack at work."""

from tests.e2e.operating import deploy_changed, functions


def test_a_deployment_in_mid_run_loses_nothing(cloud, project, sound, gate):
    before = functions(cloud)
    deploy_changed(cloud)
    assert all(now != before[name] for name, now in functions(cloud).items())
    assert project.run().status == "RUNNING"
    gate.touch()
    sound("early", "late")
    assert [one.rule for one in project.attempts("late", 1)] == [""]
