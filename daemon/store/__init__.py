"""Tables, the one transaction, search and migrations."""
