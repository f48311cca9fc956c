"""Articles as other programs read them: `citation.py` for one, `formats.py` for any number."""
