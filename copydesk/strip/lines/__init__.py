"""A line: where it is, what can be seen of it, and what its own words say."""
