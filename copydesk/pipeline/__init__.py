"""What engines run: the stages over parts of a batch, as functions from rows to rows."""
