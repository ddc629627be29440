"""How a process really ends, or does not: in calls into libraries of C that nothing in Python stops."""

import ctypes
import faulthandler
import os
import signal


def crash() -> None:
    """Reads where nothing is: SIGSEGV."""
    faulthandler.disable()  # pytest's
    ctypes.string_at(0)


def abort() -> None:
    """As a library does that finds itself in a state that cannot be: SIGABRT."""
    faulthandler.disable()
    os.abort()


def leave() -> None:
    """As a library does that calls exit."""
    os._exit(7)


def be_killed() -> None:
    """By whoever: SIGKILL."""
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    """Waits for ever for a lock that it holds itself; SIGALRM finds no Python to stop."""
    lock = ctypes.create_string_buffer(64)
    pthread_mutex_lock = ctypes.CDLL(None).pthread_mutex_lock
    pthread_mutex_lock(lock)
    pthread_mutex_lock(lock)


def take_all_memory() -> None:
    """As much as there is."""
    held = []
    while True:
        held.append(bytearray(b"\1") * 10_000_000)
