"""A terminal that keeps what it shows, whatever the one is that tests are run on."""

import io

from rich.console import Console


class Terminal(io.StringIO):
    """Something that shows what a console draws."""

    @property
    def console(self) -> Console:
        return Console(file=self, force_terminal=True, width=80, _environ={"TERM": "xterm"})
