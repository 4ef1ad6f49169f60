"""Servers that mail comes from and goes to, behind two small protocols."""
