"""The words of an author, and what people may answer."""
