"""What is shown, in words and structure, on no platform."""
