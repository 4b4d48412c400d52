"""What the simulator finds."""


class Violation(AssertionError):
    """A rule was broken; `rule` is its letter in docs/simulation.md."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(f"({rule}) {what}")
        self.rule = rule
