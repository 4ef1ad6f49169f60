"""Mails that try to break their reader: a value or a named refusal, in bounded time and memory."""
