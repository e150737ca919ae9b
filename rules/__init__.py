"""What we advise. Pure: no clock, no network, no storage, no platform.

    from pathlib import Path
    from rules import compile_rules, interview, load, possible_outcomes

    diagram = compile_rules(load(Path("rules/sets/ertas.yaml")))
    interview(diagram, {}).next_fact                         # "prompt_optimised"
    possible_outcomes(diagram, {"prompt_optimised": "no"})   # (("improve_prompt",),)

Everything is a walk over the compiled diagram. Errors: RuleSetError for a rule set that can't be
used, with every fault; AnswerError for an answer that doesn't fit its fact.
"""

from .charts.draw import draw, draw_svg
from .checks.check import Checked, check
from .comparing.versions import diff, replay
from .diagram.compiler import compile_rules
from .diagram.diagram import Diagram, Verdict
from .interview.explain import Recommendation
from .interview.explain import recommend as explain
from .interview.interview import Interview, interview, possible_outcomes
from .interview.what_if import sufficient, what_if
from .interview.why import why, why_not
from .language.answers import Answer, AnswerError, Chosen, NotSure, Range, Value, from_json, to_json
from .language.faults import RuleSetError
from .language.model import RuleSet
from .loading.load import load, loads, shipped

__all__ = [
    "Answer",
    "AnswerError",
    "Checked",
    "Chosen",
    "Diagram",
    "Interview",
    "NotSure",
    "Range",
    "Recommendation",
    "RuleSet",
    "RuleSetError",
    "Value",
    "Verdict",
    "check",
    "compile_rules",
    "diff",
    "draw",
    "draw_svg",
    "explain",
    "from_json",
    "interview",
    "load",
    "loads",
    "possible_outcomes",
    "replay",
    "shipped",
    "sufficient",
    "to_json",
    "what_if",
    "why",
    "why_not",
]
