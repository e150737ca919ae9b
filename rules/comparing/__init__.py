"""Two versions of a rule set side by side, and logged interviews replayed under one."""
