"""The dump of a whole page: told from a light scrape, and its article found in it, by a trained model."""
