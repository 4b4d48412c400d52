"""What can go wrong with the local stack.

BatchRelayError
└── StackError    the message says what failed and what to do
"""

from batch_relay.domain.errors import BatchRelayError


class StackError(BatchRelayError):
    """The local stack can't do what was asked."""
