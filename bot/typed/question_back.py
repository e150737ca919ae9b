"""A question that somebody puts back to us instead of an answer, and what it is about.

Pure and closed: only words of asking count, so "500?", "rag?" and "yes?" stay answers to be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, TypeAlias

from rules.language.kinds import Fact

from .plain import clauses, each, key, plain, words

Asked: TypeAlias = Literal["help", "why", "privacy"]

LONGEST = 1000  # characters
MOST_WORDS = 30  # what is longer is an account that may hold a question, and more than that
IT = words(
    "this | that | it | these | those | all this | all that | any of this | all of this | everything",
    "anything | this question | that question | the question | this (?:chat|thread|conversation)",
    "(?:my|our|the|your|these|those|its) (?:\\w+ )?(?:answers?|data|conversation|chat|input|text)",
    "what (?:i|we) (?:say|said|type|typed|write|wrote|answer|answered|enter|entered)",
)
SEEN = words(
    "logged | saved | stored | kept | recorded | private | public | confidential | anonymous",
    "shared | tracked | visible | monitored | secret | retained | audited | sent",
)
KEEP = words("log | save | store | keep | record | share | track | retain | send")
BE = words("is | are | was | were | will | does | do | gets? | can | could | would | has | have")
PEOPLE = words(
    "anyone | anybody | someone | somebody | everyone | everybody | others | other people | people",
    "who | who else | who all | my \\w+ | our \\w+ | you | the \\w+",
)
READ = words(
    "see|sees | read|reads | look at|looks at | access | get|gets | know about|knows about"
)
MEANT = words("this | that | it | you | these | those")
OPENING = words(
    "sorry | hi | hey | hello | hm+ | um+ | uh | er | oh | ok | okay | wait | and | but | so",
    "well | just | please | quick question | question | first | i see | one question",
    "before i answer | may i ask | out of curiosity | honestly | actually | excuse me",
    "(?:can|could) you (?:please )?(?:tell me|say) | tell me | not sure",
)
ANSWERED = words("yes | no | yeah | yep | nope | not yet | maybe | thanks")  # before the question
_OPENED = re.compile(rf"^(?:{OPENING} )+")
_PRIVACY = re.compile(
    rf"who (?:else |all |can |will |could |would |gets? to |is able to |is going to )*{READ}(?: (?:{IT}|me|them))?"
    rf"(?: .*)?|who (?:has|have|gets) access(?: .*)?"
    rf"|(?:where )?{BE} {IT} (?:(?:be|being|get|getting|going to be|all|really|also) )*{SEEN}(?: .*)?"
    rf"|(?:what|how) (?:is|are|gets?|will) (?:{IT} )?(?:be )?{SEEN}(?: .*)?"
    rf"|where (?:is|are|does|do|will) {IT} (?:go|be|end up|live|stored|kept|saved|logged)(?: .*)?"
    rf"|(?:do|does|will|are|is) (?:you|the bot|this bot|it|this) (?:going to )?"
    rf"(?:{KEEP}|keeping|logging|saving|storing|recording|sharing) (?:{IT}|a log|logs|me|us)(?: .*)?"
    rf"|(?:can|could|will|does|do) {PEOPLE} {READ} {IT}(?: .*)?"
    rf"|(?:can|could|will|would|does|did|has) (?!we\b|i\b|they\b)\w+ (?:see|seen|read|access|look at) {IT}(?: .*)?"
    rf"|(?:do|does|will|would|can|is|are) {IT} (?:ever |also |really )?"
    r"(?:go|going|travel|leave|end up|make it) (?:to|into|out|outside|anywhere|our|the|on|at)\b(?: .*)?"
    rf"|what (?:happens|do you do|will happen|is done) (?:to|with) {IT}(?: .*)?"
    rf"|what do you (?:{KEEP})(?: .*)?|what about (?:privacy|gdpr)"
)
_WHY = re.compile(
    rf"why (?:(?:do|would|are|did|should|must) (?:you|we|i)\b|(?:do|does|is|are|would|should|did) {MEANT}\b"
    r"|(?:do|does|is|are) (?:\w+ ){1,4}(?:matters?|relevant|important|needed|asked)\b"
    r"|this|that|so|the question|ask)(?: .*)?"
    r"|why (?:this|that) question(?: .*)?|how come(?: .*)?|for what (?:reason|purpose)"
    rf"|what (?:is|are) {MEANT} (?:question )?(?:good )?for|what for|what is the (?:point|purpose)(?: .*)?"
    rf"|(?:is|are) {MEANT} (?:question )?(?:really |even )?(?:relevant|important|necessary|needed)(?: .*)?"
    rf"|(?:does|do) {MEANT} (?:even |really )?matter(?: .*)?"
    r"|what (?:has|does) (?:this|that|it) (?:got )?(?:to do|have to do)(?: .*)?"
)
_HELP = re.compile(
    r"what (?:exactly )?(?:do|did) you mean(?: .*)?|what you mean(?: .*)?|do you mean(?: .*)?"
    r"|you mean .*|in (?:what|which) sense(?: .*)?|how (?:do|would) you define .*"
    r"|what (?:exactly )?(?:do|does) (?:.+ )?(?:mean|stand for|refer to|count as)(?: .*)?"
    r"|what (?:is|are) (?:.+ )?(?:meant|supposed to mean)(?: .*)?|what (?:would )?counts? as .*"
    r"|what (?:is|are) (?:that|this|it|these|those|an? \w+(?: \w+)?)"
    r"|(?:(?:can|could|would|will) you )?(?:please )?(?:explain|clarify|rephrase|elaborate|define)"
    r"(?: (?:that|this|it|more|the question|what .*|please|a bit|to me|again|on .*|\w+))?(?: please)?"
    r"|(?:(?:can|could|would|will) (?:you|i|we) )(?:please )?(?:give|have|get|show)"
    r"(?: me| us)? (?:an |any |some |a |one |few |more )*examples?(?: .*)?"
    r"|(?:please )?(?:give|show) (?:me|us) (?:an |any |some |a |one |few |more )*examples?(?: .*)?"
    r"|i (?:do|did) not (?:really |quite )?(?:understand|get|follow)(?: (?:this|that|it|you"
    r"|the question|what .*|the (?:word|term).*))?|what (?:you|that|this|it) means?"
    r"|(?:i )?(?:am )?(?:have )?(?:no idea|do not know|not sure) what (?:(?:you|it|.+) means?"
    r"|(?:that|this|those|these|an? \w+|\w{4,}) (?:is|are))|i am (?:confused|lost)"
    r"|never heard of (?:that|it|this|them)"
    r"|(?:how many|which(?: ones?)?|what) (?:\w+ )?(?:can|may|should|do) (?:i|we) (?:choose|pick|select"
    r"|tick|type|answer|enter)(?: .*)?|(?:can|may) (?:i|we) (?:choose|pick|select|tick) .*"
)
_FRAGMENT = re.compile(  # these only with a question mark: "some examples" may be an answer
    r"(?:any |an |some |for |e g |eg |have |got |do you have )*(?:examples?|e g|eg|instance)"
    r"(?: please)?|such as(?: what)?|like what|meaning(?: what)?|huh|pardon|come again|what"
)
_ASKING = re.compile(  # with a question mark, at the very beginning
    r"(?:what|which|who|whose|how)(?! (?:about|if|knows?)\b)(?: .*)?"
    r"|where (?:can|do|would|should|is|are) .*|when (?:do|would|should) (?:i|we|you) .*"
    r"|(?:should|do|can|may|shall|must) (?:i|we) .*"
    r"|(?:does|do|is|are) (?:this|that|it|you|these|those) (?:include|count|mean|want|need|ask\w*"
    r"|talk\w*|about|per|only about)\b(?: .*)?"
)
_TO_US = re.compile(r"\bwhy (?:do|are|would|did) you ask(?:ing)?\b")
_ABOUT = re.compile(
    r"what (?:exactly )?(?:do you mean by|is meant by|is|are|(?:would )?counts? as) (?P<named>.+?)"
    r"(?: (?:mean|meant|supposed to mean)(?: .*)?)?"
    r"|what (?:exactly )?(?:does|do) (?P<word>.+) (?:mean|stand for|refer to|count as)(?: .*)?"
)
_ABOUT_TOO = re.compile(  # what only somebody says who has been asked something
    r"(?:(?:can|could|would|will) you )?(?:please )?(?:explain|clarify|define) (?P<term>.+?)"
    r"|how (?:do|would) you define (?P<defined>.+)|what (?P<meaning>.+) means?"
    r"|(?:i )?(?:am )?(?:do not know|no idea|not sure) what (?P<unknown>.+?)(?: means?| is| are)?"
    r"|never heard of (?P<new>.+)"
)
_NO_NAME = frozenset(
    each(
        "a an the this that it you we i these those them here there by in on of for to and or my our",
        "your exactly question more please again bit me us meant term word with is are do does so",
    )
)
_COMMON = frozenset(
    each(
        "what which does have your with this that there they them when where mean means meant today",
        "right most many much been will would should could from about into than then very",
    )
)


def asked_back(text: str) -> Asked | None:
    """What somebody asks who asks back: what is meant, why we ask, or who sees it and what is kept.

    None where nothing is asked, or where an answer may be meant, with a question mark or without.
    """
    if len(text) > LONGEST or len(text.split()) > MOST_WORDS:
        return None
    typed = plain(text)
    said = [opened for clause in clauses(typed) if (opened := _opened(_in_full(clause)))]
    marked = "?" in typed
    kinds = [_kind(each, marked=marked) for each in said if not re.fullmatch(ANSWERED, each)]
    if not marked and None in kinds:  # something else is said besides
        return None
    if marked and said and typed.rstrip(" !.").endswith("?") and _ASKING.fullmatch(said[0]):
        kinds.append("help")
    return next(filter(None, kinds), None)


def plainly_asked(text: str, fact: Fact) -> bool:
    """Whether a question can hardly be meant for anybody else: nobody addressed it to us."""
    asked = asked_back(text)
    if asked != "help":
        return asked == "privacy" or bool(asked and _TO_US.search(key(text)))
    found = _ABOUT.fullmatch(_in_full(text))
    named = _telling(found["named"] or found["word"]) if found else set()
    return bool(named & _telling(f"{fact.ask} {fact.label}"))


def asked_about(text: str) -> tuple[str, ...]:
    """The words whose meaning somebody asks for: "evals" in "what do you mean by evals?"."""
    for clause in clauses(plain(text)):
        said = _opened(_in_full(clause))
        if found := _ABOUT.fullmatch(said) or _ABOUT_TOO.fullmatch(said):
            named = next(filter(None, found.groups()), "").split()
            if words := tuple(word for word in named if word not in _NO_NAME):
                return words
    return ()


def tells_of(words: Collection[str], said: str) -> int:
    """How many of these words stand in what is said, in the singular or the plural."""
    there = {*map(_one, key(said).split())}
    return sum(_one(word) in there for word in words)


def _one(word: str) -> str:
    return word.removesuffix("s") if len(word) > 3 else word  # "gas", "sms"


def _kind(clause: str, *, marked: bool) -> Asked | None:
    """What a clause asks. `marked`: somewhere stands a question mark."""
    if _PRIVACY.fullmatch(clause):
        return "privacy"
    if _WHY.fullmatch(clause) or (marked and clause == "why"):
        return "why"
    return "help" if _HELP.fullmatch(clause) or (marked and _FRAGMENT.fullmatch(clause)) else None


def _in_full(clause: str) -> str:
    """A clause as a key, with "what's" as "what is", and "u" as "you"."""
    full = re.sub(r"\b(what|who|where|how|why|when)'?s\b", r"\1 is", clause, flags=re.IGNORECASE)
    return re.sub(r"\bu\b", "you", key(full))


def _opened(clause: str) -> str:
    """A clause without the small words before its question."""
    return _OPENED.sub("", f"{clause} ").strip()


def _telling(text: str) -> set[str]:
    return {word for word in key(text).split() if len(word) > 3 and word not in _COMMON}
