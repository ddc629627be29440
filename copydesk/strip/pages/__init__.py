"""An HTML page, judged."""
