"""One contract for Labs, Members and Audit: in memory and on AWS."""

from dataclasses import replace
from datetime import timedelta

import pytest

from batch_relay.adapters.dynamodb.access import DynamoLabs, DynamoMembers
from batch_relay.adapters.dynamodb.audit import DynamoAudit
from batch_relay.adapters.memory.access import MemoryAudit, MemoryLabs, MemoryMembers
from batch_relay.domain.audit import AUDIT_KEPT, AuditEntry
from batch_relay.domain.labs import Lab
from batch_relay.domain.members import Member, Role
from tests.examples import START

SMITH = Lab(name="smith", queues=frozenset({"spot", "gpu"}), outputs=frozenset({"s3://x/"}))
JANE = Member(principal="user:jane", role=Role.OPERATOR, lab="smith")
BOSS = Member(principal="role:boss", role=Role.ADMIN)
ENTRY = AuditEntry(
    at=START,
    request="r1",
    arn="arn:aws:iam::111122223333:user/jane",
    principal="user:jane",
    method="POST",
    path="/projects/smith_p",
    target="smith_p",
    query={"workflow": "smith_w"},
    detail='{"reason": "x"}',
)


@pytest.fixture(params=["memory", "dynamodb"])
def kind(request):
    return request.param


@pytest.fixture
def labs(kind, request):
    return MemoryLabs() if kind == "memory" else DynamoLabs(*request.getfixturevalue("table"))


@pytest.fixture
def members(kind, request):
    return MemoryMembers() if kind == "memory" else DynamoMembers(*request.getfixturevalue("table"))


@pytest.fixture
def audit(kind, request):
    return MemoryAudit() if kind == "memory" else DynamoAudit(*request.getfixturevalue("table"))


def test_a_lab_is_read_back_and_forgotten(labs):
    labs.put(SMITH)
    assert (labs.get("smith"), labs.get("jones")) == (SMITH, None)
    for _ in range(2):
        labs.remove("smith")
    assert labs.get("smith") is None


def test_labs_are_listed_by_name(labs):
    for lab in (SMITH, replace(SMITH, name="jones"), SMITH):
        labs.put(lab)
    assert [lab.name for lab in labs.all()] == ["jones", "smith"]


def test_a_lab_loses_what_is_left_out(labs):
    labs.put(SMITH)
    labs.put(Lab(name="smith"))
    assert labs.get("smith") == Lab(name="smith")


def test_a_member_is_read_back_changed_and_forgotten(members):
    for member in (JANE, BOSS, replace(JANE, role=Role.READER)):
        members.put(member)
    assert members.get("user:jane") == replace(JANE, role=Role.READER)
    assert members.all() == (BOSS, replace(JANE, role=Role.READER))
    for _ in range(2):
        members.remove("user:jane")
    assert members.get("user:jane") is None


def test_an_entry_gets_its_answer(audit):
    audit.record(ENTRY)
    assert audit.list(START.date()).items == (ENTRY,)
    audit.record(replace(ENTRY, status=202))
    assert audit.list(START.date()).items == (replace(ENTRY, status=202),)


def test_entries_of_a_day_are_paged_newest_first(audit):
    made = [replace(ENTRY, at=START + timedelta(minutes=n), request=str(n)) for n in range(5)]
    for entry in [*made, replace(ENTRY, at=START - timedelta(days=1))]:
        audit.record(entry)
    seen, after = [], None
    while True:
        page = audit.list(START.date(), after=after, limit=2)
        seen += page.items
        if (after := page.next) is None:
            break
    assert seen == made[::-1]


def test_an_entry_is_forgotten_in_time(table):
    client, name = table
    DynamoAudit(client, name).record(ENTRY)
    (item,) = client.scan(TableName=name)["Items"]
    assert int(item["expires_at"]["N"]) == int((START + AUDIT_KEPT).timestamp())
