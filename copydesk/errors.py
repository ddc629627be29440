"""The errors copydesk raises, each with what a batch does about it."""

from __future__ import annotations


class CopydeskError(Exception):
    """Base of every error that copydesk raises on purpose."""


class ArticleError(CopydeskError):
    """One article cannot be used: the batch puts it into quarantine under `reason` and goes on."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type[ArticleError], tuple[str, str]]:
        return type(self), (self.reason, str(self))


class BatchError(CopydeskError):
    """The batch cannot be run as asked (a path, a setting): it stops, and nothing is published."""


class StoreError(BatchError):
    """An object store does not answer, or refuses: nothing is wrong with any article. It can be run again."""


class GoneError(BatchError):
    """There is nothing of the source's name: a task waits for it, and a batch that is finished needs it no more."""


def article_error(error: Exception, stage: str) -> ArticleError:
    """The error itself where it was raised on purpose; else one that says in which stage what went wrong."""
    if isinstance(error, ArticleError):
        return error
    return ArticleError(f"{stage}_failed", f"{type(error).__name__}: {error}")
