"""The research desk: what is done with articles once they are found. One module per thing."""
