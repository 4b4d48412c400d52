"""`python -m benchmarks.orchestration.server`: the local stack's server, counted."""

from ministack import app as ministack

from batch_relay.local import server
from benchmarks.orchestration import meter

if __name__ == "__main__":
    meter.install(ministack)
    server.main()
