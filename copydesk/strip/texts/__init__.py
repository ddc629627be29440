"""A scrape that is text already, judged."""
