"""Drafts and forms coming in, contracts and sheets going out."""
