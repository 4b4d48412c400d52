"""Start ministack with the local Batch in it; the settings come as JSON in the first argument."""

import json
import os
import sys
from pathlib import Path

from ministack import app

from batch_relay.local.batch.jobs.resources import Resources
from batch_relay.local.batch.plugin import register
from batch_relay.local.batch.settings import Settings

choices = json.loads(sys.argv.pop())
scratch = Path(os.environ["TMPDIR"])
environment = {"PATH": os.environ["PATH"]}
settings = Settings(
    host=Resources(**choices.pop("host")), scratch=scratch, environment=environment, **choices
)
register(app, settings)
app.main()
