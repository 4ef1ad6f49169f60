"""Letters: composed from what the core knows, in the reader's language, as text and HTML, then as MIME bytes."""
