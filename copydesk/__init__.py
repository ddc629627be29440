"""The copy desk of a news archive: repairs, strips, finds what is shared, and keeps the evidence.

Four functions do what the four filters of `python -m copydesk` do, on records in memory: `repair`, `strip`, `reuse`,
`clean`; they live in `copydesk.filters`.
"""

__version__ = "0.1.0"
