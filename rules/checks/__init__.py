"""Proofs, and what is worth a second look."""
