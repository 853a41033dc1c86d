"""What ends the benchmark: a command that failed, or answers that differ."""


class Failure(Exception):
    """Says what happened, to what."""


class NotThere(Exception):
    """A command or an option that this build of Picket does not have."""
