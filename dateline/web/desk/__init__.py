"""The pages of the research desk, one module each."""
