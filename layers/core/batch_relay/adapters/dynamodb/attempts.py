"""Attempts that ended, in the history of an analysis's item."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from batch_relay.adapters.dynamodb.codec import iso, iso_if, moment, moment_if
from batch_relay.domain.attempts import Attempt
from batch_relay.domain.statuses import AnalysisStatus
from batch_relay.domain.terms import Terms

MILLISECOND = timedelta(milliseconds=1)


def of_attempt(attempt: Attempt) -> dict[str, Any]:
    """Return what an analysis's item holds of an attempt that ended."""
    whole = {
        "generation": attempt.generation,
        "number": attempt.number,
        "job_id": attempt.job_id,
        "queue": attempt.queue,
        "memory": attempt.memory,
        "status": attempt.status,
        "submitted_at": iso(attempt.submitted_at),
        "started_at": iso_if(attempt.started_at),
        "stopped_at": iso_if(attempt.stopped_at),
        "exit_code": attempt.exit_code,
        "reason": attempt.reason,
        "rule": attempt.rule,
        "decision": attempt.decision,
        "log_stream": attempt.log_stream,
        "log_group": attempt.log_group,
        "size": attempt.size,
        "failed": attempt.failed,
        # A number of DynamoDB's would come back as a whole one.
        "vcpus": None if attempt.vcpus is None else str(attempt.vcpus),
        "cost": attempt.cost,
        "ran_ms": None if attempt.ran is None else attempt.ran // MILLISECOND,
        "definition": attempt.definition,
        "image": attempt.image,
        "terms": _of_terms(attempt.terms),
    }
    return {name: value for name, value in whole.items() if value not in (None, "")}


def to_attempt(past: Mapping[str, Any]) -> Attempt:
    """Read an attempt of an analysis's history."""
    return Attempt(
        generation=past["generation"],
        number=past["number"],
        job_id=past.get("job_id"),
        queue=past.get("queue", ""),
        memory=past.get("memory"),
        status=AnalysisStatus(past["status"]),
        submitted_at=moment(past["submitted_at"]),
        started_at=moment_if(past.get("started_at")),
        stopped_at=moment_if(past.get("stopped_at")),
        exit_code=past.get("exit_code"),
        reason=past.get("reason", ""),
        rule=past.get("rule", ""),
        decision=past.get("decision", ""),
        log_stream=past.get("log_stream", ""),
        log_group=past.get("log_group", ""),
        size=past.get("size", 1),
        failed=past.get("failed", ""),
        vcpus=float(past["vcpus"]) if "vcpus" in past else None,
        cost=past.get("cost"),
        ran=past["ran_ms"] * MILLISECOND if "ran_ms" in past else None,
        definition=past.get("definition", ""),
        image=past.get("image", ""),
        terms=_to_terms(past["terms"]) if "terms" in past else None,
    )


def _of_terms(terms: Terms | None) -> dict[str, Any] | None:
    if terms is None:
        return None
    changed = {"parameters": dict(terms.parameters), "timeout": terms.timeout}
    return {"version": terms.version, **{name: one for name, one in changed.items() if one}}


def _to_terms(kept: Mapping[str, Any]) -> Terms:
    return Terms(
        version=kept["version"],
        parameters=kept.get("parameters", {}),
        timeout=kept.get("timeout"),
    )
