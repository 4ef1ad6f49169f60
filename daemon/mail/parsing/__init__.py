"""From bytes to a message: MIME, charsets, HTML and lines, within limits. Nothing here says what a mail means."""
