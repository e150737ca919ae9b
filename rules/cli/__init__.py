"""`python -m rules`: the commands beside check and advise."""
