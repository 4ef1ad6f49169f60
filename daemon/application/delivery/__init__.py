"""Letters going out, and what happens to those that cannot be delivered."""
