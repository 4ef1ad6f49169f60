"""A mail that came in, from the mailbox to what it leads to."""
