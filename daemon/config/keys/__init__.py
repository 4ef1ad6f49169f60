"""The table of keys: what may stand in the configuration, said once, as data.

Readers take their words from it (`daemon/config/yaml_node.py`), `schema.py` makes the JSON Schema of it, `reference.py`
the reference part of docs/configuration.md. A key that is not in the table cannot be read.
"""
