"""What a message, a press or a command means, decided once for all platforms."""
