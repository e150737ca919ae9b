"""A rule set compiled: classes of answers, reduced diagrams."""
