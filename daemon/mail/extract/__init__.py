"""Extraction of a person's own words: sent letters, quotes, signatures and disclaimers are taken out of a mail."""
