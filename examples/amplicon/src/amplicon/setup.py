"""Bring the example to an account: upload its data, register its job definitions.

What is there already, and equal, is left alone. The bucket and the job queue must exist.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from amplicon import cli, objects

if TYPE_CHECKING:
    from mypy_boto3_batch import BatchClient

Json: TypeAlias = dict[str, Any]

EXAMPLE = Path(__file__).parents[2]
FOLDERS = {"*.fastq.gz": "reads", "*.fa": "references", "*.fa.gz": "references"}


def upload(data: Path, bucket: str) -> Iterator[str]:
    """Upload the reads and references that the bucket does not have; return their URIs."""
    for pattern, folder in FOLDERS.items():
        for path in sorted(data.glob(pattern)):
            uri = f"s3://{bucket}/{folder}/{path.name}"
            if objects.etag(uri) != md5(path.read_bytes(), usedforsecurity=False).hexdigest():
                objects.copy(path, uri)
                yield uri


def job_definitions(folder: Path, *, image: str | None, job_role: str | None) -> Iterator[Json]:
    """Read the requests to register each tool, with the image and role of the account."""
    given = {"image": image, "jobRoleArn": job_role}
    for path in sorted(folder.glob("*.json")):
        request: Json = json.loads(path.read_text())
        request["containerProperties"] |= {key: value for key, value in given.items() if value}
        yield request


def register(batch: "BatchClient", request: Json) -> bool:
    """Register a job definition, unless its newest revision says the same; tell whether it did."""
    name = request["jobDefinitionName"]
    pages = batch.get_paginator("describe_job_definitions").paginate(
        jobDefinitionName=name, status="ACTIVE"
    )
    active = [revision for page in pages for revision in page["jobDefinitions"]]
    newest = max(active, key=lambda revision: revision["revision"], default=None)
    if _says(newest, request):
        return False
    batch.register_job_definition(**request)
    return True


def workflow(definition: Path, *, bucket: str | None, queue: str | None) -> Json:
    """Read the workflow definition, with the bucket and the queue of the account."""
    document: Json = json.loads(definition.read_text())
    document["bucket"] = bucket or document["bucket"]
    for analysis in document["analyses"]:
        analysis["queue"] = queue or analysis["queue"]
    return document


def main() -> None:
    """Run the command `amplicon-setup`."""
    parser = ArgumentParser("amplicon-setup", description=__doc__)
    parser.add_argument("--example", type=Path, default=EXAMPLE, help="folder of the example")
    parser.add_argument("--bucket", help="for data and results; default: that of workflow.json")
    parser.add_argument("--queue", help="job queue; default: that of workflow.json")
    parser.add_argument("--image", help="URI of the container image, such as one in ECR")
    parser.add_argument("--job-role", help="ARN of the role that lets jobs use the bucket")
    parser.add_argument("--workflow", type=Path, help="write the definition to put to this file")
    cli.run(parser, _work)


def _work(args: Namespace) -> str:
    definition = workflow(args.example / "workflow.json", bucket=args.bucket, queue=args.queue)
    uploaded = list(upload(args.example / "data", definition["bucket"]))
    requests = job_definitions(
        args.example / "job-definitions", image=args.image, job_role=args.job_role
    )
    with objects.as_os_error("AWS Batch"):
        batch = _batch()
        registered = [item["jobDefinitionName"] for item in requests if register(batch, item)]
    if args.workflow:
        args.workflow.write_text(json.dumps(definition, indent=2) + "\n")
    done = [
        *(f"uploaded {uri}" for uri in uploaded),
        *(f"registered {name}" for name in registered),
    ]
    return "\n".join(done) or "Everything is there already"


def _batch() -> "BatchClient":
    import boto3  # noqa: PLC0415

    return boto3.client("batch")


def _says(revision: object, request: object) -> bool:
    """Whether `revision` has all that `request` has; Batch adds fields of its own."""
    if isinstance(revision, dict) and isinstance(request, dict):
        return all(_says(revision.get(key), value) for key, value in request.items())
    return revision == request
