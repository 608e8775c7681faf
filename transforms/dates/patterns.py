"""The forms a date takes in news text, by the sign that gives each away: patterns with the functions that read them.

Where a pattern has a group ``expr``, that group is the expression and the rest only its surroundings.
"""

from __future__ import annotations

import re

from transforms.dates import reading

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
LONG_WEEKDAY = r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
WEEKDAY = rf"(?:{LONG_WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\b\.?(?=,? (?:\d|{MONTH})))"
DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
YEAR = r"(?:1[5-9]|20)\d\d(?![\d%:]|[.,]\d)"
RELATIVE_YEAR = r"(?:last|this|next|the same|that|the previous) year"
IN_YEAR = rf"(?:,? (?:of |in )?(?:(?P<year>{YEAR})|(?P<other_year>{RELATIVE_YEAR})))"
TO = r"(?:\s?[-–—/]\s?| to | through | until | till | and )"
COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty"
    r"|forty|fifty|several|a few|a couple of|a decade)"
)
UNIT = r"(?P<unit>day|week|month|year|decade)s?"
ON_NIGHT = r"(?:(?P<night>(?:the )?night (?:of|from|between|on) (?:the )?))?"
ON_WEEKDAY = rf"(?:{WEEKDAY}(?: (?:morning|afternoon|evening|night))?,? \(?)?"
PART = r"(?: (?P<part>morning|afternoon|evening|night)\b)?"
WHICH = r"(?i:(?P<which>last|this coming|this|next|coming|past|previous|following))"
SPLIT = (
    r"(?P<split>early|late|mid|the (?:beginning|start|middle|end) of|the (?:first|second) half of|(?:at the )?end of)"
)
MAYBE_SPLIT = rf"(?:(?i:{SPLIT})[ -](?:in )?)?"
BEFORE_MONTH = r"(?i:in|since|until|by|during|from|through|of|after|before|between|throughout|last|for)"
BEFORE_YEAR = (
    r"(?:in|since|until|by|during|from|through|of|after|before|between|throughout|the year|year|back in|the|a|as of|and|to"
    r"|early|late|mid|to the)"
)
NOT_A_YEAR = r"(?![ -](?:people|soldiers|troops|civilians|men|women|dollars|euros|km|kilomet|miles|metres|meters|strong|square)|')"
WITHIN = r"(?:in|over|during|for|within|throughout)"
SEASON = r"(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
BETWEEN = r"(?:(?:from|between) )?"

FORMS = {
    "month": (
        (
            rf"\b{BETWEEN}{ON_NIGHT}{ON_WEEKDAY}(?:the )?(?P<day>{DAY})(?: (?P<month>{MONTH}))?{TO}(?:the )?(?P<to_day>{DAY})"
            rf" (?:of )?(?P<to_month>{MONTH}){IN_YEAR}?",
            reading.day,
        ),
        (rf"\b{ON_NIGHT}{ON_WEEKDAY}(?:the )?(?P<day>{DAY})(?:[ -]|\. )(?:of )?(?P<month>{MONTH}){IN_YEAR}?{PART}", reading.day),
        (rf"\b(?P<day>{DAY})-(?P<month>{MONTH})-(?P<year>{YEAR})", reading.day),
        (
            rf"\b{BETWEEN}{ON_NIGHT}{ON_WEEKDAY}(?P<month>{MONTH}) (?P<day>{DAY}){TO}(?:(?P<to_month>{MONTH}) )?(?:the )?"
            rf"(?P<to_day>{DAY}){IN_YEAR}?",
            reading.day,
        ),
        (rf"\b{ON_NIGHT}{ON_WEEKDAY}(?P<month>{MONTH})[ -](?:the )?(?P<day>{DAY}){IN_YEAR}?{PART}", reading.day),
        (rf"\b(?:[Ff]rom |[Bb]etween )?{MAYBE_SPLIT}(?P<month>{MONTH}){TO}(?P<to_month>{MONTH}){IN_YEAR}?(?! \d)", reading.month),
        (rf"\b{MAYBE_SPLIT}(?P<month>{MONTH}){IN_YEAR}", reading.month),
        (rf"\b{MAYBE_SPLIT}{WHICH} (?P<month>{MONTH})(?! \d)\b", reading.month),
        (rf"\b(?i:{SPLIT})[ -](?P<month>{MONTH})(?! \d)", reading.month),
        (rf"\b{BEFORE_MONTH} (?P<expr>(?P<month>{MONTH}))(?![ -]\d|[’'])", reading.month),
    ),
    "weekday": (
        (rf"\b(?:{WHICH} )?(?P<weekday>{LONG_WEEKDAY})(?:(?: of)? (?P<week>last|this|next) week)?{PART}\b", reading.weekday),
        (
            rf"\b(?i:(?:in )?(?P<night>the night (?:from|of|between|to) )?)(?:from |between )?(?P<weekday>{LONG_WEEKDAY}){TO}"
            rf"(?P<to_weekday>{LONG_WEEKDAY})\b",
            reading.weekdays,
        ),
        (rf"\b(?i:overnight (?P<into>into|to|on|from)?) ?(?P<weekday>{LONG_WEEKDAY})\b", reading.overnight),
        (rf"\b(?P<week>[Ll]ast|[Tt]his|[Nn]ext) week,? (?:on )?(?P<weekday>{LONG_WEEKDAY}){PART}\b", reading.weekday),
    ),
    "unit": (
        (rf"\b(?i:(?P<count>{COUNT}) {UNIT} (?P<direction>ago|earlier|later|before|after|from now|hence|prior))\b", reading.ago),
        (rf"\b(?i:(?P<direction>in|within) (?P<count>{COUNT}) {UNIT}(?:['’]? time)?)\b(?! of)", reading.ago),
        (
            rf"\b(?i:(?:(?P<when>earlier|later) )?(?:{SPLIT} )?(?P<which>last|this|next|coming|the previous|the following|the next"
            r"|the same|that|the preceding) (?P<unit>day|week|month|year))\b(?! (?:of|for)\b)",
            reading.period,
        ),
        (r"\b(?i:(?P<which>the) (?P<unit>day) (?P<side>before|after|earlier))\b(?! yesterday| tomorrow)", reading.period),
        (
            rf"\b(?i:{WITHIN} (?:the )?(?:recent|past|last|coming|next|previous) (?:(?P<count>{COUNT}) )?"
            r"(?P<unit>day|week|month|year|decade)s)\b",
            reading.recent,
        ),
        (rf"\b(?i:{WITHIN} the (?:past|last) (?P<count>(?P<unit>day|week|month|year|decade)))\b", reading.recent),
        (r"\b(?i:the )?(?P<number>first|second|third|fourth|last) (?P<unit>week|quarter|half) of (?:the )?"
         rf"(?:(?P<month>{MONTH}),? ?)?(?:(?P<year>{YEAR})|(?P<other_year>{RELATIVE_YEAR}))?", reading.ordinal),
        (rf"\b(?i:{SPLIT}) (?P<which>the|this) (?P<unit>week|month|year)\b", reading.period),
        (rf"\b(?:{WHICH} |[Tt]he |[Oo]ver the )?weekend\b", reading.weekend),
    ),
    "today": (
        (
            r"\b(?i:(?:earlier |later )?(?P<word>today|tonight|overnight|last night|day before yesterday|day after tomorrow"
            r"|yesterday|tomorrow|this (?:morning|afternoon|evening)))(?P<part> (?:morning|afternoon|evening|night)\b)?\b",
            reading.today,
        ),
    ),
    "digit": (
        (r"\b(?P<year>(?:1[5-9]|20)\d\d)(?P<mark>[-/.])(?P<month>0?[1-9]|1[0-2])(?P=mark)(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)", reading.iso),
        (r"(?<![\d/.-])(?P<one>\d\d?)(?P<mark>[/.-])(?P<two>\d\d?)(?P=mark)(?P<year>(?:19|20)?\d\d)(?![\d/])", reading.numeric),
        (r"(?<![\d/])9/11(?![\d/])", reading.nine_eleven),
        (rf"\b(?i:(?:on|{LONG_WEEKDAY},?) the )(?P<expr>(?P<day>(?:[12]?\d|3[01])(?:st|nd|rd|th)))\b(?! [a-z])", reading.day_of_month),
        (rf"\b(?i:{BEFORE_YEAR})[ -](?P<expr>(?P<year>{YEAR})(?:{TO}(?P<to_year>{YEAR}|\d\d(?![\d:])))?){NOT_A_YEAR}", reading.year),
        (rf"\b(?i:{SPLIT})[ -](?P<year>{YEAR})", reading.year),
        (rf"(?<=\()(?P<expr>(?P<year>{YEAR})(?:{TO}(?P<to_year>{YEAR}|\d\d(?!\d)))?)(?=\))", reading.year),
        (rf"\b(?i:(?:the )?(?:{SPLIT}[ -])?)(?P<decade>(?:1[5-9]|20)\d0|['’]?[2-9]0)['’]?s\b", reading.decade),
    ),
    "season": (
        (rf"\b{MAYBE_SPLIT}(?:[Tt]he )?{SEASON}{IN_YEAR}", reading.season),
        (rf"\b{MAYBE_SPLIT}{WHICH} {SEASON}\b", reading.season),
    ),
    "feast": (
        (rf"\b(?i:(?P<feast>{'|'.join(reading.FEASTS)}))(?: Day)?{IN_YEAR}?\b", reading.feast),
    ),
}  # fmt: skip
SIGNS = {
    "month": r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    "weekday": r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*day\b",
    "unit": r"(?i:day|week|month|year|decade|quarter|half of)",
    "today": r"(?i:to(?:day|night|morrow)|yesterday|overnight|last night|this (?:morning|afternoon|evening))",
    "season": r"[SsAaFfWw](?:pring|ummer|utumn|all|inter)\b",
    "feast": rf"(?i:{'|'.join(reading.FEASTS)})",
}
"""How a word begins that gives a date away, by family."""
FIGURES = r"(?=\d)(?:\b(?:1[5-9]|20)\d\d|\d[/.-]\d|\d(?:st|nd|rd|th)\b|\d0['’]?s\b)"
# An empty group behind each family names it: one around it would keep the engine from passing over a place by its first letter.
SIGN = re.compile(rf"\b(?:{'|'.join(f'{sign}(?P<{family}>)' for family, sign in SIGNS.items())})|{FIGURES}(?P<digit>)")
PATTERNS = {
    family: tuple((re.compile(form), "expr" if "(?P<expr>" in form else 0, read) for form, read in forms)
    for family, forms in FORMS.items()
}
"""The patterns of each family, each with the group that is the expression and what reads it."""
REACH = 70  # characters before and after its sign that an expression may take: "the night from Sunday, September 13 to 14, 2022"
