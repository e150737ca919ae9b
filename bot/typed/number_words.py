"""The words around a number in an answer: how sure, more or less, of what, how often."""

from __future__ import annotations

from rules.language.periods import ADVERBS, LENGTHS, PERIOD_OF

from .amounts import NAMES, SCALES
from .plain import each, words, words_in
from .units import ALSO_CALLED, OTHER_THINGS

VAGUE = words(
    "little | bit | few | couple | several | many | lot | lots | plenty | tons | loads | handful",
    "dozens | hundreds | thousands | millions | billions | bunch | heaps | countless | tens",
    "(?:double|triple) digits | (?:five|six|seven) figures | a ton | infinite | unlimited",
)
VAGUE_ALONE = words("much | high | low | huge | small | large | enough | varies | depends")
AFTER = {
    ">=": words("(?:or|and) (?:more|above|higher|over|up|upwards) | upwards | plus | \\+"),
    "<=": words("(?:or|and) (?:less|fewer|below|lower|under)"),
}
SIGNS = {  # in this order: "no more than" before "more than"
    ">=": words(
        "at (?:the )?least | (?:no|not|never) (?:less|fewer) than | (?:not|never) (?:under|below)",
        "minimum of | minimum | min | upwards of | starting (?:at|from) | > = | = > | ≥",
    ),
    "<=": words(
        "at (?:the )?most | at max | (?:no|not|never) (?:more|higher|greater) than",
        "(?:not|never) (?:over|above)",
        "up to | upto | maximum of | maximum | max | as (?:many|much) as | capped at | tops",
        "< = | = < | ≤ | not exceeding",
    ),
    ">": words(
        "(?:more|greater|higher|bigger|larger) than | over | above | beyond | exceeding",
        "north of | in excess of",
    ),
    "<": words(
        "(?:less|fewer|lower|smaller) (?:than|then) | under | below | almost | nearly | shy of",
        "south of | not quite | never (?:hit|hits|reached|reaches)",
    ),
}
ROUGH = words(
    "about | around | approximately | approx | roughly | circa | ca | ish | or so | give or take",
    "odd | some | say | anywhere | maybe | perhaps | probably | possibly | likely | estimated | guess",
    "estimate | think | average | avg | on average | typically | usually | normally | generally",
    "mostly | ballpark | somewhere | something like | like | close to | near | expected | ~ | ≈",
    "more or less | (?:or )?thereabouts | rough | just about | \\+ / - | suppose | believe | assume",
    "in the (?:region|order|neighborhood|ballpark) of | varies | depends",
)
FILLER = words(
    "we | i | get | have | it | its | is | are | there | be | will | would | am | currently | now",
    "today | right | so | far | just | only | well | um | hmm | hm | uh | oh | ok | okay | of | total",
    "in total | the | them | our | at | handle | need | see | receive | process | expect | make | do",
    "run | send | please | us | actually | honestly | exactly | that | this | yes | yeah | number",
    "answer | volume | for | with | got | had | already | collected | slightly | bit | all | in all",
    "overall | being | lets | were | little | my | hi | sorry | thanks | serve | handling | getting",
    "having | can | must | should | as | want | collect | each | yet | possible | on hand | hand",
    "ready | api | labelled | labeled | training | here | times | time | x | anything | too",
)
# No noun of the thing counted: in "80 more a day" and "2 per user a day" something is missing.
NO_NOUN = words(
    "in | on | at | for | to | of | with | without | by | from | per | not | no | less | more | fewer",
    "if | when | or | and | but | than | until | before | after | then | ago | percent | only | soon",
    "later | next | last | extra | additional | up | down | minus | negative | between | few | every",
    "each | until | till | through | thousand | million | billion | hundred | dozen | k | m | b",
)
EVERY = "(?:/|per|pr|a|an|one|each|every|in|over|within|during|last|past|this|the|p|for|on|most|of)"
PERIOD = "|".join(sorted(PERIOD_OF, key=len, reverse=True))
LONG_PERIOD = "|".join(w for w in PERIOD_OF if len(w) > 2 and w[-1] != "s")
SLOW_PERIOD = "|".join(
    w for w in LONG_PERIOD.split("|") if LENGTHS[PERIOD_OF[w]] >= LENGTHS["hour"]
)
PLANNED = frozenset(
    each(
        "need needs want wants will would should must can could had were was expect plan each only",
        "never",
    )
)
TODAY = frozenset(
    each("now currently usually normally today get takes take had were was need want")
)
KNOWN = words_in(
    *(VAGUE, VAGUE_ALONE, ROUGH, FILLER, EVERY, NO_NOUN, *AFTER.values(), *SIGNS.values()),
    *(*NAMES, *SCALES, *PERIOD_OF, *ADVERBS, *ALSO_CALLED, *OTHER_THINGS),
)
QUIET = frozenset(  # beside a number and its unit in an answer that nobody addressed to us
    each("about around roughly under over at least most to between and a an per each every k m")
)
