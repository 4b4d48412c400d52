"""An emulator: its process, where it listens, and the keys to it."""

import json
import os
from dataclasses import asdict, dataclass

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from batch_relay.local.home import Home

HOST = "127.0.0.1"
REGION = "us-east-1"
_QUICK = Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1})
_NO_CONFIGURATION = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Emulator:
    """An emulator that runs, or ran; with `docker`, its jobs are containers."""

    pid: int
    port: int
    access_key: str
    secret_key: str
    docker: bool = False

    @property
    def endpoint(self) -> str:
        """Where every service answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What an AWS client needs to reach it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
        }

    def session(self) -> boto3.Session:
        """Open a session that heeds none of the caller's profiles; its clients want `endpoint`."""
        session = botocore.session.Session(session_vars=_NO_CONFIGURATION)
        session.set_config_variable("region", REGION)
        session.set_credentials(self.access_key, self.secret_key)
        return boto3.Session(botocore_session=session)

    def answers(self) -> bool:
        """Whether it runs; another server on its port does not know its keys."""
        client = self.session().client("sts", endpoint_url=self.endpoint, config=_QUICK)
        try:
            client.get_caller_identity()
        except (BotoCoreError, ClientError):
            return False
        return True


def recall(home: Home) -> Emulator | None:
    """Read which emulator was started here last, running or not."""
    if not home.server.exists():
        return None
    return Emulator(**json.loads(home.server.read_text()))


def remember(home: Home, emulator: Emulator) -> None:
    """Write which emulator was started here; only this user may read its keys."""
    descriptor = os.open(home.server, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(emulator), file)
