"""The folder that a local stack lives in."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = ".batch-relay"


@dataclass(frozen=True, slots=True)
class Home:
    """Where everything of one local stack is kept."""

    path: Path

    @property
    def server(self) -> Path:
        """The emulator's process, port and credentials."""
        return self.path / "server.json"

    @property
    def alive(self) -> Path:
        """Locked by the emulator's process for as long as it runs."""
        return self.path / "alive"

    @property
    def account(self) -> Path:
        """The buckets and queues that were provided."""
        return self.path / "account.json"

    @property
    def deployment(self) -> Path:
        """What was deployed, and its outputs."""
        return self.path / "deployment.json"

    @property
    def state(self) -> Path:
        """What the emulator saves when it stops."""
        return self.path / "state"

    @property
    def objects(self) -> Path:
        """The contents of its buckets."""
        return self.path / "objects"

    @property
    def temporary(self) -> Path:
        """Scratch space of the emulator, its functions and jobs."""
        return self.path / "tmp"

    @property
    def app(self) -> Path:
        """The SAM application."""
        return self.path / "app"

    @property
    def build(self) -> Path:
        """The SAM application, built."""
        return self.path / "build"

    @property
    def settings(self) -> Path:
        """The settings of SAM, apart from the user's own."""
        return self.path / "sam"

    def log(self, name: str) -> Path:
        """Name the log of one of the programs that run here."""
        return self.path / f"{name}.log"

    def prepare(self) -> None:
        """Make the emulator's folders for this user alone, though the home may be open to others.

        Scratch space begins empty.
        """
        shutil.rmtree(self.temporary, ignore_errors=True)
        for folder in (self.temporary, self.state, self.objects):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def remove(self) -> None:
        """Remove all that a stack leaves here, and the folder if nothing else is in it."""
        for folder in (
            self.state,
            self.objects,
            self.temporary,
            self.app,
            self.build,
            self.settings,
        ):
            shutil.rmtree(folder, ignore_errors=True)
        logs = self.path.glob("*.log")
        records = (self.server, self.account, self.deployment, self.path / "build.toml")
        for file in (*records, self.alive, self.lock, *logs):
            file.unlink(missing_ok=True)
        if not any(self.path.iterdir()):
            self.path.rmdir()

    @property
    def lock(self) -> Path:
        """Held by the command that works on the stack."""
        return self.path / "lock"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait for, then keep out, any other command on this folder."""
        # Others on this machine have no business with the keys and the data in it.
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.lock.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
