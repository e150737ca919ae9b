"""Flowcharts, drawn from the rules."""
