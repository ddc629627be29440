"""The Luigi tasks by a short name, in the checkout: `luigi --module tasks`. They stand in `copydesk/tasks/`."""

from copydesk.tasks import *  # noqa: F403
