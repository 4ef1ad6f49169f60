"""Trying contractd out: a mail server inside, simulated approvers, a page for playing one. Not distributed."""
