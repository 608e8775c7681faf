"""Who stands on which side of an event: actors and recipients as rows, direction, and parties only implied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from transforms.mentions.arguments import ASKING, PERSONAL, ArgumentFinder, Arguments
from transforms.mentions.cast import UNKNOWN, Cast
from transforms.mentions.happenings import Happening
from transforms.places import Gazetteer

Row = dict[str, Any]

FIGHTING = frozenset({"ASSAULT", "MOBILIZE", "RETREAT"})
PEACEFUL_MODES = frozenset({"police", "release", "resign", "access"})
TRUCE = frozenset({"concede.truce", "retreat.ceasefire", "retreat.ceasefire.holds"})
DIRECT = frozenset({"PROTEST"})
"""Types aimed at a party only where it is named itself: a protest against a law names nobody."""


@dataclass(slots=True)
class Sides:
    """Rows of both sides, their direction, how surely they are known (0 to 1), and whether a mere thing does it."""

    actors: list[Row] = field(default_factory=list)
    recipients: list[Row] = field(default_factory=list)
    direction: str = "directed"
    confidence: float = 0.5
    is_by_thing: bool = False


class Sider:
    """Finds the sides of the happenings of one article."""

    def __init__(self, cast: Cast, gazetteer: Gazetteer) -> None:
        """Take the parties of the article, and the gazetteer for places that are aimed at."""
        self._cast = cast
        self._stage = cast.stage
        self._grammar = cast.grammar
        self._document = cast.document
        self._gazetteer = gazetteer
        self._arguments = ArgumentFinder(cast)

    def find(self, happening: Happening, statement: Row | None) -> Sides:
        """Return both sides as the grammar gives them, the implied ones where it gives none."""
        tokens = self._arguments.find(happening, statement)
        fights, rows = fights_in(happening), self._cast.rows
        sides = Sides(actors=self._speakers(tokens.agents, statement) or rows(tokens.agents, fights))
        if tokens.is_mutual:
            happening.frame = "mutual"
            sides.actors = rows([*tokens.agents, *tokens.patients, *tokens.others], fights)
        else:
            sides.recipients = self._struck(happening, tokens, sides, fights)
        sides.is_by_thing = not sides.actors and any(map(self._is_thing, tokens.agents))
        if happening.frame in ("undergo", "host"):
            sides.actors, sides.recipients = sides.recipients, sides.actors
        self._direct(sides, happening, tokens)
        return sides

    def _struck(self, happening: Happening, tokens: Arguments, sides: Sides, fights: bool) -> list[Row]:
        """Return on whom a directed happening is done: whom it names, who lives where it is aimed, who else stands by it."""
        rows, hurts = self._cast.rows, happening.hit.trigger.id in PERSONAL or _takes_people(happening)
        direct = happening.type in DIRECT
        found = rows(tokens.patients, fights, hurts=hurts, direct=direct)
        found += [row for row in rows(tokens.victims, fights, hurts=True) if row not in found]
        if not found and fights:
            found = self._residents(tokens.aimed)
        if not found and happening.frame != "about":
            found = self._known(rows(tokens.others, fights, direct=direct), happening)
        if happening.type == "ACCUSE" and len(found) > 1:  # "filed a case against Israel at the court"
            found = [row for row in found if row["sector"] != "JUD"] or found
        if (hurts or tokens.victims) and not _besides(found, sides.actors):
            found = self._cast.numbered([*tokens.patients, *tokens.victims]) or found
        return found

    def _is_thing(self, token: int) -> bool:
        """Whether a noun can do no harm on anybody's purpose: a storm, an animal, a wine."""
        means = self._cast.means
        return (
            self._document.upos[token] == "NOUN"
            and token not in self._cast.dates  # "last month's massacre"
            and (token not in self._cast.hits or self._document.lemma[token] in self._cast.human)
            and self._document.lemma[token] not in means
        )

    def _known(self, rows: list[Row], happening: Happening) -> list[Row]:
        """Return the rows of known country or sector, and bodies of people whom the entry's own preposition brings; others are no party."""
        return [row for row in rows if row["country"] or row["sector"] != "UNK" or self._is_addressed(row, happening)]

    def _is_addressed(self, row: Row, happening: Happening) -> bool:
        token = self._cast.head_of(row)
        return (
            token is not None
            and self._grammar.case(token) in (*happening.hit.trigger.to, "to")
            and self._document.lemma[token] in self._cast.human
        )

    def _speakers(self, agents: Sequence[int], statement: Row | None) -> list[Row]:
        """Return whom a pronoun means by the words it stands in: "we", "it" who speaks, "they" the other side."""
        if statement is None or len(agents) != 1 or self._document.upos[agents[0]] != "PRON":
            return []
        form = self._document.form(agents[0]).lower()
        speaker = self._cast.speaker(statement)
        start = self._document.start[agents[0]]
        is_inside = any(span["start"] <= start < span["end"] for span in statement["content_spans"])
        if form in ("we", "i") or (form == "it" and statement["form"] != "direct" and is_inside):
            return [speaker]
        if form == "they" and statement["form"] == "direct":
            rival = self._stage.other(speaker["country"])
            return [self._cast.country(rival, True)] if rival else []
        referent = self._cast.referents.resolve(agents[0])
        if (referent is None or referent.name is None) and form in ("he", "she", "they", "it"):
            return [speaker]
        return []

    def _residents(self, tokens: Iterable[int]) -> list[Row]:
        """Return the countries of places that are aimed at: "fired in the direction of Lachin"."""
        codes: dict[str, Row] = {}
        known = self._cast.referents.parties.country_at
        for token in tokens:
            referent = self._cast.referents.resolve(token) if self._document.upos[token] == "PROPN" else None
            if referent is None or referent.actor_id or token in known:
                continue
            place = self._gazetteer.resolve(self._document.form(token), self._stage.rivals or self._stage.known)
            if len(place.countries) == 1 and place.precision != "name_only":
                codes.setdefault(place.countries[0], self._cast.country(place.countries[0], True))
        return list(codes.values())

    def _direct(self, sides: Sides, happening: Happening, tokens: Arguments) -> None:
        """Set direction and confidence; bring in the parties that only the article as a whole names."""
        fights = fights_in(happening)
        is_mutual = tokens.is_mutual
        if self._is_reciprocal(tokens, tokens.agents):
            above = self._document.head[happening.clause]
            subject = self._grammar.subject(above) if above >= 0 else None
            sides.actors = self._cast.rows(self._grammar.conjuncts(subject), fights) if subject is not None else []
            is_mutual = True
        elif self._is_reciprocal(tokens, (*tokens.patients, *tokens.others)):
            is_mutual = True
            if len(sides.actors) < 2:
                sides.actors = self._cast.rivals(fights) or sides.actors
            sides.recipients = []
        codes = [{row["country"] for row in side} for side in (sides.actors, sides.recipients)]
        if len(codes[0]) > 1 and codes[0] == codes[1]:
            sides.recipients, is_mutual = [], True
        elif (
            happening.type in ASKING
            and happening.inner is not None
            and len(codes[0]) == 1
            and codes[1] <= codes[0] - {None}
            and not self._is_asked(sides, happening)
        ):
            sides.recipients = []
        elif not is_mutual:
            sides.recipients = _besides(sides.recipients, sides.actors)
        if is_mutual and fights and not sides.actors and happening.harms:
            harmed = [t for harm in happening.harms for t in self._arguments.befell(harm)]
            victims = self._cast.rows(harmed, fights, hurts=True)
            is_mutual = len(victims) != 1
            sides.actors, sides.recipients = (victims, []) if is_mutual else ([], victims)
        if is_mutual:
            sides.direction = "undirected" if happening.type == "ASSAULT" else "mutual"
            if fights and len({row["country"] for row in sides.actors}) < 2 and not len(sides.actors) > 1:
                self._imply(sides)
        is_outside = not {row["country"] for row in sides.actors} & set(self._stage.rivals)
        if happening.type == "REQUEST" and happening.mode == "yield" and not sides.recipients and is_outside:
            sides.recipients = self._cast.rivals(False)
        known = [row for row in (*sides.actors, *sides.recipients) if row["country"]]
        sides.confidence = min(0.95, 0.4 + 0.25 * bool(sides.actors) + 0.15 * len(known))
        if not sides.actors and (sides.direction == "directed" or fights):
            sides.actors, sides.confidence = [dict(UNKNOWN)], 0.4

    def _is_asked(self, sides: Sides, happening: Happening) -> bool:
        """Whether the verb of asking itself names whom it asks, and not only what is asked for does."""
        roles = self._grammar.roles(happening.head)
        asked = {
            *roles.patients,
            *(t for case in ("to", "on", "upon", "from", "of") for t in roles.by_case.get(case, ())),
        }
        return any(self._cast.head_of(row) in asked for row in sides.recipients)

    def _is_reciprocal(self, tokens: Arguments, among: Sequence[int]) -> bool:
        """Whether the sides act on each other: "each other", "one another", "each blames the other"."""
        lemma, children = self._document.lemma, self._document.children
        for token in among:
            pair = {lemma[token].lower(), *(lemma[child].lower() for child in children[token])}
            if pair & {"other", "another"}:
                agents = {lemma[c].lower() for agent in tokens.agents for c in (agent, *children[agent])}
                return bool((pair | agents) & {"each", "one"})
        return False

    def _imply(self, sides: Sides) -> None:
        """Complete the two sides of a fight from the parties at odds in the article, or from its home."""
        codes = [row["country"] for row in sides.actors if row["country"]]
        rivals, home = self._stage.rivals, self._stage.home
        if not sides.actors and self._stage.opposed:
            sides.actors = self._cast.rivals(True)
        elif rivals and all(code in rivals for code in codes):
            sides.actors += [self._cast.country(code, True) for code in rivals if code not in codes]
        elif home is not None and len(codes) == 1 and home not in codes:
            sides.actors.append(self._cast.country(home, True))


def fights_in(happening: Happening) -> bool:
    """Whether a state takes part in the happening with its armed forces."""
    is_force = happening.type in FIGHTING and happening.mode not in PEACEFUL_MODES
    if happening.inner is not None and happening.inner.type == "SANCTION":  # to lift sanctions is no retreat of troops
        return False
    return is_force or happening.hit.trigger.id in TRUCE


def _takes_people(happening: Happening) -> bool:
    """Whether only people can be whom it is done to: arresting, freeing."""
    return bool({"person", "captive"} & happening.hit.trigger.object)


def _besides(rows: list[Row], others: list[Row]) -> list[Row]:
    """Return the rows that are not among the others: in "the police detained 46 of them" the police are not "them"."""
    names = {row["name"] for row in others}
    return [row for row in rows if row["name"] not in names]
