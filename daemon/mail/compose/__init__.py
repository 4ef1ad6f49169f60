"""Composition of letters from the core's state, in the reader's language: as text and HTML, then as MIME bytes."""
