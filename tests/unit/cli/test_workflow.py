import json


def test_put_registers_the_definition(relay, definition, service):
    code, out, err = relay("workflow", "put", definition)
    assert (code, err) == (0, "")
    assert out.startswith("Registered workflow famli, version ")
    assert "famli" in service.ports.workflows.newest


def test_put_again_says_that_nothing_is_new(relay, definition):
    relay("workflow", "put", definition)
    assert relay("workflow", "put", definition)[1].startswith("Nothing new in workflow famli")


def test_put_prints_each_problem_with_its_place(relay, definition):
    definition.write_text('{"workflow_name": "famli",\n "analyses": [{"queue": 1}]}')
    code, out, err = relay("workflow", "put", definition)
    assert (code, out) == (1, "")
    assert f"{definition}:2: [analyses[0].queue] " in err
    assert err.splitlines()[-1].startswith("error: The workflow was not registered")


def test_put_takes_the_relaxed_form(relay, definition):
    definition.write_text(definition.read_text().replace("{", "{ # mine\n", 1))
    assert relay("workflow", "put", definition)[0] == 1
    assert relay("workflow", "put", "--relaxed", definition)[0] == 0


def test_show_lists_the_analyses(relay, definition):
    relay("workflow", "put", definition)
    code, out, _ = relay("workflow", "show", "famli")
    assert code == 0
    assert "trim:1" in out


def test_show_as_json(relay, definition):
    relay("workflow", "put", definition)
    shown = json.loads(relay("workflow", "show", "famli", "--json")[1])
    assert shown["definition"]["workflow_name"] == "famli"


def test_an_unknown_workflow_is_one_line(relay):
    code, out, err = relay("workflow", "show", "nix")
    assert (code, out) == (1, "")
    assert err == "error: There is no workflow 'nix'; register its definition first.\n"


def test_workflows_are_listed(relay, definition):
    assert "no workflow yet" in relay("workflow", "list")[2]
    relay("workflow", "put", definition)
    assert "trim:1" in relay("workflow", "list")[1]
