"""What articles share: spans of pairs of units as passages, and clusters of them."""
