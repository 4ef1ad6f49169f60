"""The pure core: what a contract is and what may happen to it. Imports nothing but the standard library and itself."""
