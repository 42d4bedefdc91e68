"""Other people's readers on a public set, each through its own door. One file a reader; most run in `.venv-bench`."""
