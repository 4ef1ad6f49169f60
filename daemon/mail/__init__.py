"""Reading mail that comes in, writing letters, and the servers that carry both."""
