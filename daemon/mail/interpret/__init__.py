"""From a person's own words to a reading: a verdict, a command, a question, or unclear."""
