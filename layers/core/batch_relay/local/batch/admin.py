"""Ask the local Batch for what AWS has no call for."""

import json

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from batch_relay.local.batch.errors import RefusedError
from batch_relay.local.batch.service import RECLAIM_PATH

OK = 200


def reclaim(job_id: str, *, endpoint: str, credentials: Credentials, region: str) -> None:
    """Take the host of a running job away, as a Spot interruption does.

    Raises:
        RefusedError: there is no such job, or no host runs it.
    """
    body = json.dumps({"jobId": job_id})
    request = AWSRequest("POST", f"{endpoint.rstrip('/')}{RECLAIM_PATH}", data=body)
    SigV4Auth(credentials, "batch", region).add_auth(request)
    answer = URLLib3Session().send(request.prepare())
    if answer.status_code != OK:
        raise RefusedError(json.loads(answer.content)["message"])
