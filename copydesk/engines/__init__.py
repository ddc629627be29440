"""Where a batch is worked on besides one machine: an engine is one module, and `engine.py` says what it can do."""
