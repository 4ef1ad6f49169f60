# What a person or CI runs. Every target sets up what it needs.
.DEFAULT_GOAL := help
