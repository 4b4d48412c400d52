"""One contract for Uploads: in memory and on AWS."""

from dataclasses import replace

import pytest

from batch_relay.domain.errors import ConflictError
from batch_relay.domain.uploads import ImportOptions, ImportOrder, Upload, UploadStatus
from tests.examples import START

NEW = Upload(id="a" * 32, order=ImportOrder(project="p"), created_at=START, updated_at=START)
OPTIONS = ImportOptions(sample_column="id", skip_invalid=True)
ORDER = ImportOrder(project="p", workflow="w", append=True, options=OPTIONS)


def test_there_is_no_upload_before_it_is_saved(store):
    assert store.uploads.get(NEW.id) is None


@pytest.mark.parametrize("order", [NEW.order, ORDER])
def test_an_upload_is_read_back(store, order):
    saved = store.uploads.save(replace(NEW, order=order))
    assert store.uploads.get(NEW.id) == saved == replace(NEW, order=order, revision=1)


def test_progress_is_read_back(store):
    saved = store.uploads.save(NEW)
    reading = replace(saved, status=UploadStatus.READING, rows=70, had=0)
    saved = store.uploads.save(reading)
    assert store.uploads.get(NEW.id) == saved == replace(reading, revision=2)


def test_an_upload_is_made_once(store):
    store.uploads.save(NEW)
    with pytest.raises(ConflictError):
        store.uploads.save(NEW)


def test_whoever_was_slower_changes_nothing(store):
    first = store.uploads.save(NEW)
    second = store.uploads.save(replace(first, rows=1))
    with pytest.raises(ConflictError):
        store.uploads.save(replace(first, rows=2))
    assert store.uploads.get(NEW.id) == second
