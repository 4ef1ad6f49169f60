"""Parsing of bytes into a message: MIME, charsets, HTML and lines, within limits; nothing here interprets a mail."""
