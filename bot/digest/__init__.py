"""The weekly digest: when it is due, what it says, what people ask of it."""
