"""What people are told of an error: one line that says what to do."""

from botocore.exceptions import ClientError
from typer.exceptions import TyperException

from batch_relay.adapters.errors import code
from batch_relay.domain.errors import BatchRelayError

# What pydantic puts before each message of ours and Typer's.
_NOISE = "Value error, "
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def of_command_line(error: TyperException) -> str:
    """Return what is wrong with a command line, and where to look it up; empty after help."""
    said = error.format_message().replace(_NOISE, "").rstrip(". \n")
    # Typer exports no class of its own that has them.
    context, option = getattr(error, "ctx", None), getattr(error, "option_name", "")
    if not said or context is None:
        return said
    command, root = context.command_path, context.find_root()
    if context is not root and option in {name for one in root.command.params for name in one.opts}:
        before, _, after = command.partition(" ")
        return f"{said} here; it goes before the noun: `{before} {option} … {after}`"
    return f"{said}; see `{command} --help`"


def of_error(error: BatchRelayError) -> str:
    """Return what an error says; of what AWS denies to the caller, who that is."""
    denied = error.__cause__
    if isinstance(denied, ClientError) and code(denied) in _DENIED:
        said = denied.response["Error"].get("Message", denied.operation_name)
        return f"{said}; ask for that permission, or choose another --profile."
    return str(error)
