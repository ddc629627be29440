"""Faults as the outside world has them: calls that fail, processes that are killed, files that are damaged."""
