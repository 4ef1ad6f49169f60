"""The board: pages on which everybody sees where the contracts stand that concern them. Nothing is decided here."""
