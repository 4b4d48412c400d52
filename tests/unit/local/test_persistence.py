import json
from io import StringIO

from batch_relay.local.persistence import dump


def test_state_is_written_as_json_would():
    ours, theirs = StringIO(), StringIO()
    state = {"queue": [1, {"body": "ü"}], "raw": b"bytes"}
    dump(state, ours, default=repr)
    json.dump(state, theirs, default=repr)
    assert ours.getvalue() == theirs.getvalue()
