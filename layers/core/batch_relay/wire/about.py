"""The service itself."""

from batch_relay.wire.problems import Wire


class AboutItem(Wire):
    """The service's name, and the version that is deployed."""

    name: str
    version: str
