"""Where people cancel, pause and resubmit."""

from dataclasses import replace

from batch_relay.domain.resubmissions import Resubmission
from batch_relay.domain.statuses import JobStatus
from batch_relay.services.cancel_run import Cancel, cancel_run
from batch_relay.services.pause_run import pause_run
from batch_relay.services.resubmit_samples import Resubmit, resubmit_samples
from batch_relay.services.start_samples import Starting, start_samples
from batch_relay.services.steer_samples import Steering, steer_samples
from tests.examples import AnyCatalog
from tests.unit.services.world import RUN, World

WHOLE = Cancel(reason="wrong reference")


class Desk(World):
    """A world whose operators' queues are worked off at once."""

    def __post_init__(self):
        super().__post_init__()
        self.files = None
        self.catalog = AnyCatalog()

    def cancel(self, cancel=WHOLE):
        run = cancel_run(RUN, cancel, runs=self.runs, samples=self.samples, steering=self.steering)
        self.steer()
        return run

    def steer(self, fragile=lambda ports: ports):
        for part in self.steering.sent:
            steer_samples(part, ports=fragile(self.ports(Steering)))

    def pause(self, *, paused):
        pause_run(RUN, paused=paused, runs=self.runs, samples=self.samples, steering=self.steering)
        self.steer()

    def resubmit(self, resubmit=Resubmit(), **again):  # noqa: B008 - a frozen value
        if again:
            resubmit = replace(resubmit, again=Resubmission(**again))
        run = resubmit_samples(
            RUN,
            resubmit,
            runs=self.runs,
            samples=self.samples,
            workflows=self.workflows,
            starts=self.starts,
            catalog=self.catalog,
            clock=self.clock,
        )
        for part in self.starts.sent:
            start_samples(part, ports=self.ports(Starting))
        return run

    def fail(self):
        self.submit()
        self.change(JobStatus.FAILED, exit_code=127)

    def submit_again(self, *, generation=2, token="t2"):
        key = replace(self.state().attempt_key, generation=generation, number=1)
        return self.submit_attempt(key, token)
