"""What we advise. Pure: no clock, no network, no storage, no platform."""
