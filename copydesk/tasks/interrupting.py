"""A run that is stopped from outside (Ctrl-C, kill, a time limit) says so in a line, with all that it started."""

from __future__ import annotations

import os
import signal
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SAID = "stopped by {name}; what is finished is kept: the same command goes on from there"


class Stopped(KeyboardInterrupt):
    """Raised in the process that got the signal: luigi lets no other exception pass."""

    def __init__(self, signum: int) -> None:
        super().__init__(SAID.format(name=signal.Signals(signum).name))
        self.signum = signum
        self.status = 128 + signum


def end_by(stopped: Stopped) -> None:
    """The process ends by the signal that stopped it, as whoever sent it expects."""
    signal.signal(stopped.signum, signal.SIG_DFL)
    os.kill(os.getpid(), stopped.signum)


def stop_on_signals() -> None:
    """From now on SIGINT and SIGTERM raise Stopped here, and end processes that are forked from this one at once.

    These leave nothing that the next run takes for a result: as after kill -9.
    """
    here = os.getpid()

    def stop(signum: int, _: FrameType | None) -> None:
        if os.getpid() != here:
            os._exit(128 + signum)
        for one in SIGNALS:  # the second one of an impatient user would be a traceback
            signal.signal(one, signal.SIG_IGN)
        raise Stopped(signum)

    for one in SIGNALS:
        signal.signal(one, stop)
