"""The desk: where what comes in becomes commands, and what follows from events becomes letters and documents.

Here the parts meet that do not know each other: store, mail, documents, configuration and the core. Each module
handles one kind of key of the engine, or writes for the others.
"""
