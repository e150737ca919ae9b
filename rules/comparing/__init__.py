"""Two rule sets side by side: versions of one, or two that read the same answers."""
