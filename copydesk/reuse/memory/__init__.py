"""What is kept of a batch for those after it, and how they look back on it."""
