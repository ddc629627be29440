"""The errors copydesk raises, each with what a batch does about it."""


class CopydeskError(Exception):
    """Base of every error that copydesk raises on purpose."""


class ArticleError(CopydeskError):
    """One article cannot be used: the batch puts it into quarantine under `reason` and goes on."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class BatchError(CopydeskError):
    """The batch cannot be run as asked (a path, a setting): it stops, and nothing is published."""
