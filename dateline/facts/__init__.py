"""Article → Facts: one module a kind; ``extract.py`` lists them in order."""
