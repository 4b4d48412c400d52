"""What the service answers when a request can't be served.

BatchError          ServerException, 500
└── RefusedError    ClientException, 400: the request is wrong, or names what does not exist
"""


class BatchError(Exception):
    """The service failed; the caller may try again."""

    code = "ServerException"
    status = 500


class RefusedError(BatchError):
    """The request was refused; it will be refused again."""

    code = "ClientException"
    status = 400

    @classmethod
    def missing(cls, kind: str, name: str) -> "RefusedError":
        """Say that nothing of this kind has this name or ARN."""
        return cls(f"{kind} {name} does not exist.")
