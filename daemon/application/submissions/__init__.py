"""Drafts, from the folder or a mail to a contract or a new version, and the documents that are made of them."""
