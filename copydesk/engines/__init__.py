"""Where a batch is worked on besides one machine: an engine is one module, and `engine.py` says what it can do."""

from typing import Literal

# As users call them; what is not named otherwise is done on one machine.
EngineName = Literal["local", "spark"]
