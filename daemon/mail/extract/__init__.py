"""A person's own words: what we sent, quotes, signatures and disclaimers are told from what was written."""
