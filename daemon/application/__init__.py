"""Where what comes in becomes commands, and what follows from events becomes letters and documents.

Here the parts meet that do not know each other: store, mail, documents, configuration and the core.
"""
