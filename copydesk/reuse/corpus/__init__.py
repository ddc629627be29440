"""Texts as words and units: what every later step reads."""
