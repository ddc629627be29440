"""Where a batch is worked on besides this machine: an engine is one module here, and `engine.py` says what it can do."""
