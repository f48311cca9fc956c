"""PATH → Records: folders, archives, encodings, and one file per format in ``formats/``."""
