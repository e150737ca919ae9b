"""Answers to the next question, the recommendation and its reasons."""
