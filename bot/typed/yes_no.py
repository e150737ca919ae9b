"""Yes, no and not sure in people's words. One module, so that no and not sure stay apart."""

from __future__ import annotations

import re

from rules.language.answers import NO, YES, Answer, NotSure, Value
from rules.language.kinds import Fact
from rules.language.kinds.yes_no import YesNo

from .lexicon import likeness
from .likeness import Likeness, asks
from .plain import clauses, key, mend, shorten, words, words_in
from .reader import Reader
from .readings import Ambiguous, Offered, Reading, Understood, Unreadable, offered
from .words import FactWords

QUIET = frozenset({"yes", "no", "y", "n", "yep", "yeah", "nope", "nah"})
HINT = 'Please say "yes", "no" or "not sure".'

# Not sure. The tables are in full forms: key() makes "don't" and "dont" into "do not".
PERSON = words(
    "i | we | am | are | have | would | honestly | frankly | sorry | well | um | uh | er | hm | hmm",
    "oh | ok | okay | so | yeah | just | really | still | tbh | to be honest | actually | afraid",
    "unfortunately | sadly | right now | currently | at the moment | good question | please | and",
)
DEGREE = words(
    "so | too | really | very | quite | entirely | completely | totally | fully | that | yet",
    "at all | for | exactly | actually | absolutely | 100 | 100 percent | possibly | even",
)
SAY = words("say | tell | know | remember | recall | answer | judge | guess | estimate")
IGNORANCE = words(  # of the person: "it does not know our products" is about the model
    "dunno | duno | donno | idk | idek | unsure | uncertain | beats me | search me | you tell me",
    rf"(?:do|did) not (?:{DEGREE} )*(?:know|remember|recall|have (?:a|any|an) (?:clue|idea))",
    rf"not (?:{DEGREE} )*(?:sure|certain)",
    r"(?:no|not (?:got )?(?:a|any|the))(?: \w+)? (?:idea|clue)",
    rf"(?:can|could) not (?:{DEGREE} )*{SAY}(?! so\b(?! far))",  # "can't say so" is a no
    "would not know | no way (?:to|of) (?:know|knowing|tell|telling|say|saying)",
    "(?:who|god|nobody|no one) (?:really )?knows | (?:anyones|anybodys|your) guess",
    "not (?:decided|thought about|figured)",
)
OBSCURITY = words(
    rf"(?:hard|difficult|tough|impossible|tricky|too early|too soon) to {SAY}",
    rf"not (?:{DEGREE} )*(?:clear|known|decided)",
)
UNKNOWN = words(  # common words, so nothing but a small word may follow
    "skip | pass | next | unknown | unclear | undecided | tbd | tba | shrug | we will see",
    "to be (?:determined|decided|confirmed) | no (?:information|info|data|numbers|answer|opinion)",
)
TAIL = words("sorry | tbh | really | honestly | still | this | that | it | one | for | now | yet")
UNCOUNTED = words(  # no answer to "how many?", but a no to "have you measured?"
    r"(?:not|never) (?:(?:been|yet|really|ever|even) )*"
    r"(?:measur|count|track|check|look|monitor|log|record)\w*"
)

# Yes and no. What may stand around them and change nothing is told by the tables below.
PLAIN_YES = words(
    "yes | yeah | yep | yup | yea | yeh | yah | ya | ye | yess | yass | yas | yessir | yeap | aye"
)
PLAIN_NO = words("no | nope | nah | naw | nay | nop | noo | nein | negative")
NOT_A_NO = words(  # begin like a no, and are none
    "need | doubt | question | problem | worries | one | matter | comment | preference | difference | idea",
    "clue | answer | opinion | harm | more | less",
)
FIRM = words(  # a yes alone; with an answer after them that answer
    "absolutely | definitely | certainly | of course | ofc | surely | sure | totally | obviously",
    "clearly | for sure | i am sure | 100 | 100 percent | naturally | most definitely | very much | indeed",
)
YES_ALONE = words(  # more words may turn these round
    "y | yes please | sure thing | you bet | right | correct | true | exactly | precisely | ok",
    "affirmative | okay | done | already | positive | without a doubt | no doubt",
    "no question | by all means | agreed | si | oui | ja | uh huh | mhm | big time",
)
NO_ALONE = words(
    "n | not | never | false | wrong | incorrect | not right | not true | afraid not | uh uh",
    "nothing yet | none yet | not us | not once",
    "i (?:would|can|could) not say (?:so|that) | not ever",
)
NO_FIRST = words(
    "not (?:yet|really|rly|at all|now|currently|so far|anymore|any more|even|remotely|as yet)",
    "not (?:at present|at the moment|right now|today|this time|a chance|in the slightest)",
    "no longer | nowhere near | by no means | far from it | no way",
)
NOTHING = words("none | nothing | nil | null | na | n a | not applicable | zero | 0 | nada")
HEDGES = words(
    "maybe | perhaps | possibly | probably | prolly | likely | unlikely | apparently | supposedly",
    "hopefully | kind of | kinda | sort of | sorta | somewhat | partly | partially | in part | half",
    "halfway | 50 50 | fifty fifty | to (?:some|a|an|a certain) (?:extent|degree) | up to a point",
    "in a way | in some (?:ways|cases) | some of | for some | a bit | a little | bit of both | ish",
    "mostly | mainly | largely | generally | in general | usually | normally | typically | often",
    "for the most part | sometimes | occasionally | now and then | rarely | seldom | hardly",
    "barely | at times | once in a while | from time to time | depends | depending | varies | either",
    "both | neither | more or less | pretty much | nearly | almost | good enough | meh | so so",
    "not (?:quite|always|every|everything|entirely|completely|fully|exactly|all|often|much|sure)",
    "i (?:think|guess|suppose|believe|hope|reckon|assume|doubt) | do not think | doubt it | afaik",
    "as far as i know | to my knowledge | could be | might | may be | it may | should be | it should",
    "(?:yeah|yea|yah|ya|yes|sure|oh) right | oh (?:sure|yeah) | yeah sure | as if",  # in mockery
    "would be | it would | would say so | in theory | supposed to | if | unless | except | though",
    "although | however | only | mixed | eventually | soon | in progress | working on it",
    "scratch that | getting there | going to | planning to | one day | still (?:need|have) | wait | hold on",
)
OPENING = words(
    "well | um | uh | er | oh | ah | hm | hmm | so | honestly | actually | hell | heck | a | an | big",
    "hard | clear | firm | the answer is | that is | that would be | it is | i would say | we say | hi",
    "right now | so far | at the moment | currently | at present | today | for now | hey | ok | okay",
    "just | sorry | sadly | unfortunately | to be honest | tbh | for us | in our case | i mean | wait",
)
SUBJECT = words("i | we | it | they | you | that | this | there | these | those | he | she")
ADVERB = words("already | really | still | actually | sure | also | always | all | ever")
VERB = words("am | are | is | do | does | did | have | has | done | tried")
ENDING = words(
    "yet | to do | do | done | doing | it | that | this | so | indeed | really | actually | at all",
    "be | been | have | has | too | now | today | currently | right now | need | needed",
    "required | already | need it | need that | have it | have that | do it | do that | tried",
    "at the moment | for now | so far | until now | anymore | any more | a lot | for sure",
    r"for (?:\w+ )?(?:days|weeks|months|years|ages) | (?:got|gotten) (?:a?round) to",
)
QUIET_TAIL = rf"{OPENING}|{ENDING}|{TAIL}|{SUBJECT}"  # behind a yes or no it says nothing
LACK = rf"\b{words('no | not | none | nothing | nobody | never | neither | zero | without')}\b"
PLACES = {  # as a terminal lists them
    "1": Understood(Value(YES), "Yes"),
    "2": Understood(Value(NO), "No"),
    "3": Understood(NotSure(), "not sure"),
}

EITHER = ((Value(YES), "Yes"), (Value(NO), "No"), (NotSure(), "not sure"))
NO_FIRST_OFFERED = (EITHER[1], EITHER[0], EITHER[2])
A_SENTENCE = 3  # words: who writes so many has said something
KNOWN = words_in(PERSON, DEGREE, IGNORANCE, OBSCURITY, UNKNOWN, PLAIN_YES, PLAIN_NO, FIRM)
KNOWN |= words_in(YES_ALONE, NO_ALONE, NO_FIRST, HEDGES, OPENING, SUBJECT, ADVERB, VERB, ENDING)
SMALL = {*re.findall("[a-z]+", PERSON + TAIL + OPENING)}  # beside a doubt they say nothing
_DOUBT = re.compile(
    rf"(?:{PERSON} )*(?:(?:{IGNORANCE}|(?:(?:it|that|this) )?(?:is )?{OBSCURITY})(?P<tail>(?: .*)?)"
    rf"|(?:(?:it|that) (?:is )?)?{UNKNOWN}(?: {TAIL})*)"
)
_UNCOUNTED = re.compile(rf"(?:{PERSON} |do |did )*{UNCOUNTED}(?P<tail>(?: .*)?)")
_PLAIN = re.compile(rf"(?:(?P<yes>{PLAIN_YES})|{PLAIN_NO}(?! {NOT_A_NO}\b))(?: .*)?")
_BEGINS = re.compile(rf"(?:{NO_FIRST}|{PLAIN_YES}|{PLAIN_NO}(?! {NOT_A_NO}\b))(?: (?P<more>.+))?")
_STATEMENT = re.compile(
    rf"(?P<subject>{SUBJECT} )?(?:{ADVERB} )*(?P<before>(?:not|never) )?{VERB}"
    rf"(?: {ADVERB})*(?P<after> (?:not|never)\b)?(?P<more>(?: .*)?)"
)
_DONE = re.compile(r"\b(?:have|has|had|did|done|tried)\b")
_TURN = re.compile(r"\b(?:wait|actually|rather|i mean|sorry|hold on|scratch that)\b")
_TWICE = re.compile(
    rf"(?<=\S) (?:and |or |then )?(?=(?:{PLAIN_YES}|{PLAIN_NO})(?:$| (?:{PLAIN_YES}|{PLAIN_NO})\b))"
)
_SEEMING = re.compile(r"\b(?:without a doubt|no doubt|all or nothing)\b")  # only look like a hedge


def split_doubt(typed: str, reader: Reader[Fact]) -> tuple[bool, str, bool]:
    """Whether the person says they don't know, what they say besides, and if a clause says it.

    "idk 500" holds a number, but the words after a doubt about yes or no are about the doubt; a
    plain yes or no counts everywhere.
    """
    rest, doubtful, says_more = [], False, False
    for clause in clauses(typed):
        said = key(mend(clause, KNOWN))
        found = _DOUBT.fullmatch(said) or (reader.uncounted_is_doubt and _UNCOUNTED.fullmatch(said))
        tail = ((found["tail"] or "") if found else clause).strip()
        doubtful |= bool(found)
        if {*key(tail).split()} <= SMALL:
            continue
        says_more |= not found
        if not found or reader.tells_besides(tail):
            rest.append(tail)
    return doubtful, ", ".join(rest), says_more


def lean(typed: str) -> str | None:
    """The yes or the no that stands in the text, if only one of them does."""
    named = {answer for word in key(typed).split() if (answer := _plain(word))}
    return named.pop() if len(named) == 1 else None


def _closer(what: str) -> str:
    return f'Is {what} closer to yes or to no? You can also say "not sure".'


def _parts(typed: str) -> list[str]:
    """Clauses as keys, cut again where somebody corrects themselves or answers twice."""
    whole = [part for each in clauses(mend(typed, KNOWN)) for part in _TURN.split(key(each))]
    return [part.strip() for each in whole for part in _TWICE.split(each) if part.strip()]


def _plain(clause: str) -> str | None:
    found = _PLAIN.fullmatch(clause)
    return found and (YES if found["yes"] else NO)


def _answer(clause: str) -> str | None:
    """The yes or no that a clause is, with its opening ("well", "of course") or without."""
    if re.fullmatch(rf"(?:{OPENING} )*{FIRM}", clause):
        return YES
    opened = re.sub(rf"^(?:(?:{OPENING}|{FIRM}) )+", "", clause)
    return _unopened(clause) or _unopened(opened)


def _unopened(clause: str) -> str | None:
    if plain := _plain(clause):
        return plain
    if re.fullmatch(YES_ALONE, clause):
        return YES
    if re.fullmatch(NO_ALONE, clause) or re.fullmatch(rf"{NO_FIRST}(?: .*)?", clause):
        return NO
    found = _STATEMENT.fullmatch(clause)  # "we did", "it does not yet"
    if not found or not re.fullmatch(rf"(?: {ENDING})*", found["more"]):
        return None
    return NO if found["before"] or found["after"] else YES


def _of_something_done(clause: str, fact: YesNo) -> bool:
    """Whether it says what was done, where nobody asked that: "haven't got round to it"."""
    plain = _plain(re.sub(rf"^(?:(?:{OPENING}|{FIRM}) )+", "", clause))
    return not plain and bool(_DONE.search(clause)) and not _DONE.search(key(fact.ask))


def _asked_about(said: str) -> Reading:
    """A longer statement that seems to say yes or no is worth a question, not an answer."""
    opened = re.sub(rf"^(?:{OPENING} )+", "", said)
    found = _STATEMENT.fullmatch(opened)
    denied = found and (found["before"] or found["after"] or re.search(LACK, found["more"]))
    if denied or said.startswith(("not ", "can not ")):
        return Offered(NO_FIRST_OFFERED, "Is that a no?")
    if found and found["subject"]:
        return Offered(EITHER, "Is that a yes?")
    if len(said.split()) >= A_SENTENCE:
        return Offered(EITHER, "Is that a yes or a no?")
    return Unreadable(HINT)


def _bare(clause: str, answer: str, fact: YesNo) -> bool:
    """Whether it says this answer and nothing else: "y", "no we did not", "yes, no doubt".

    What follows on a yes or no must say the same, or nothing: "no longer wrong", "yes, every month".
    Who says yes may say it in words of the question.
    """
    opened = re.sub(rf"^(?:(?:{OPENING}|{FIRM})(?: |$))+", "", clause)
    begins = _BEGINS.fullmatch(opened)
    rest = (begins["more"] or "") if begins else opened
    own = {*key(fact.ask).split()} if answer == YES else set[str]()
    if re.fullmatch(rf"(?:(?:{QUIET_TAIL}) ?)*", rest) or {*rest.split()} <= own:
        return True
    told_of = re.search(r"\btried\b", rest) and not _DONE.search(key(fact.ask))
    if _answer(rest) != answer or told_of or re.match(rf"{NO_FIRST}\b", opened):
        return False
    return not begins or _bare(rest, answer, fact)


def _first(likelier: str) -> tuple[tuple[Answer, str], ...]:
    return EITHER if likelier == YES else NO_FIRST_OFFERED


def _by_phrases(typed: str, said: str, meant: str | None, near: Likeness, fact: YesNo) -> Reading:
    """A yes or no with no more around it than its author's phrases say; else the two, to choose."""
    if near.is_no_answer(typed):
        return Offered(EITHER, "Is that a yes or a no?")
    surely = near.surely(typed)
    answer = meant or surely
    if not answer:
        denied = near.apart(typed)[1]
        likely = near.likely(typed, 1) or [NO if each == YES else YES for each in denied]
        return offered(_first(*likely)) if likely else _asked_about(said)
    if surely != answer and not all(_bare(each, answer, fact) for each in _parts(typed)):
        return Offered(_first(answer), _closer(f'"{shorten(typed)}"'))
    literal = re.fullmatch(rf"{PLAIN_YES}|{PLAIN_NO}|y|n", key(typed))
    return Understood(Value(answer), "" if literal else answer.capitalize())


class YesNoReader(Reader[YesNo]):
    """Yes and no."""

    def read(self, typed: str, fact: YesNo, words: FactWords) -> Reading:
        """Read a yes or a no. A hedge is asked back, and so is a yes beside a no."""
        said = key(mend({"+1": "yes", "-1": "no"}.get(typed, typed), KNOWN))
        if place := re.fullmatch(r"(?:(?:option|number) )?([123])", said):
            return PLACES[place[1]]
        if re.fullmatch(rf"(?:{SUBJECT} (?:{VERB}|got|have got) )?{NOTHING}", said):
            return Ambiguous(f'Does "{shorten(typed)}" mean no, or not sure?')
        clauses = (clause for clause in _parts(typed) if not _of_something_done(clause, fact))
        found = {answer for clause in clauses if (answer := _answer(clause))}
        if len(found) > 1:
            return Offered(EITHER, f"I see a yes and a no in that. {_closer('it')}")
        hedged = re.search(rf"\b{HEDGES}\b", _SEEMING.sub("", said))
        if hedged or (found and (asks(typed) or re.search(r"\bbut\b", said))):
            return Offered(EITHER, _closer(f'"{shorten(typed)}"'))
        return _by_phrases(typed, said, found.pop() if found else None, likeness(fact, words), fact)

    def hint(self, fact: YesNo) -> str:  # noqa: ARG002
        """The three words."""
        return HINT

    def plain(self, said: str, fact: YesNo) -> bool:  # noqa: ARG002
        """A plain yes or no."""
        return said in QUIET

    def tells_besides(self, tail: str) -> bool:
        """Words after a doubt about yes or no are about the doubt, but for a plain yes or no."""
        return lean(tail) is not None
