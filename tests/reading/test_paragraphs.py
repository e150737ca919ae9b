"""First paragraphs with traps: what is proposed is so, and plain amounts are among it.

First run, before anybody had read them: 53 proposals, 52 of them right; of 172 questions that
the paragraphs answer 52 were filled; 36 of 52 plain amounts were read; one number was wrong (the
four examples of the rarest category, taken for all there are). The kinds that were missed, and the
wrong one, were mended after that with these paragraphs at hand, so today's figures prove less.

A second set (paragraphs_second), by others, was read for the first time after all that: 21
proposals, 18 of them right; of 110 questions that are answered 18 were filled; 12 of 21 plain
amounts were read. One number was wrong (the claims that a whole market sees in a year), one gap
(a text that must stay on the own server, taken for *private*) and one limit (a discharge letter,
taken for *regulated*). It has been read since, like the first.

A third set (paragraphs_third), by others again, was read for the first time after that: 30 proposals,
all right; of 110 questions that are answered 30 were filled; 24 of 31 plain amounts were read.

A fourth set (paragraphs_fourth), by others again, was read for the first time after that: 34 proposals,
all right; of 164 questions that are answered 34 were filled; 22 of 36 plain amounts were read.

A fifth set (paragraphs_fifth), by somebody else, was read for the first time after that: 19 proposals,
all right; of 97 questions that are answered 19 were filled; 14 of 27 plain amounts were read. So of
amounts put in ways that nobody here has seen, a little over half are read: fewer than hoped for.
"""

from __future__ import annotations

import pytest

from rules.language.kinds.number import Number

from .accepted import RULES, paragraphs

PARAGRAPHS = paragraphs()
PROPOSED = [(paragraph, each) for paragraph in PARAGRAPHS for each in paragraph.proposed]


def test_nearly_all_that_is_proposed_is_right():
    right = [each for paragraph, each in PROPOSED if paragraph.bears_out(each)]
    assert len(right) >= 0.95 * len(PROPOSED)


def test_one_question_in_six_is_filled():
    answered = sum(len(paragraph.right) for paragraph in PARAGRAPHS)
    filled = [each for paragraph, each in PROPOSED if each.fact in paragraph.right]
    assert len(filled) >= answered / 6


def test_nine_of_ten_plain_amounts_are_read():
    plain = sum(len(paragraph.amounts) for paragraph in PARAGRAPHS)
    assert sum(paragraph.amounts_read for paragraph in PARAGRAPHS) >= 0.9 * plain


@pytest.mark.parametrize("paragraph", PARAGRAPHS, ids=lambda paragraph: paragraph.subject)
def test_no_number_and_no_gap_is_wrong_and_every_quote_stands_in_the_text(paragraph):
    for each in paragraph.proposed:
        assert each.quote
        assert each.quote in paragraph.text
        if each.fact == "gap" or isinstance(RULES.facts[each.fact], Number):
            assert paragraph.bears_out(each), each
