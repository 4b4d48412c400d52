"""S3's event of an upload, through a queue, as Lambda receives it."""

import pytest

from batch_relay.domain.errors import UnavailableError
from batch_relay.services.import_upload import Outcome
from functions.import_project.app import handler
from tests.unit.functions.reading import failed, ids, said

UPLOAD = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def uploaded(event):
    return event("import_project/uploaded")


def test_imports_the_upload_that_the_key_names(uploaded, context, caplog):
    caplog.set_level("INFO")
    seen = []
    reply = handler(uploaded, context, import_=lambda one: seen.append(one) or Outcome.IMPORTED)
    assert (seen, failed(reply)) == ([UPLOAD], [])
    assert (said(caplog), caplog.records[0].outcome) == (["message"], "imported")


def test_a_file_that_somebody_reads_comes_again(uploaded, context):
    def busy(upload):
        msg = f"upload {upload} is being read"
        raise UnavailableError(msg)

    assert failed(handler(uploaded, context, import_=busy)) == ids(uploaded)
