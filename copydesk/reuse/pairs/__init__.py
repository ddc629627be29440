"""Which units hold the same: candidates, exact comparison, two passes."""
