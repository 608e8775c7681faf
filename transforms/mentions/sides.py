"""Who stands on which side of an event: actors and recipients as rows, direction, and parties only implied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from transforms.mentions.cast import JOINT, PEOPLE, SEVERAL, UNKNOWN, Cast
from transforms.mentions.happenings import Happening
from transforms.places import Gazetteer

Row = dict[str, Any]

RECIPIENT_BY = ("against", "on", "upon", "at", "towards", "toward", "to", "into", "with", "over", "about", "from")
"""Prepositions that bring whom an act is aimed at, likeliest first."""
AIMED = ("towards", "toward", "at", "on", "against", "into")
"""Prepositions after which a place stands for the country that it lies in."""
FIGHTING = frozenset({"ASSAULT", "MOBILIZE", "RETREAT"})
PEACEFUL_MODES = frozenset({"police", "release", "resign", "access"})
TRUCE = frozenset({"concede.truce", "retreat.ceasefire", "retreat.ceasefire.holds"})
PERSONAL = frozenset({"assault.kill", "assault.die", "assault.assassinate", "coerce.arrest", "coerce.deport"})
DIRECT = frozenset({"PROTEST"})
"""Types aimed at a party only where it is named itself: a protest against a law names nobody."""
OWN = frozenset({"retreat.withdraw", "retreat.disarm", "sanction.withdraw.presence"})
"""Entries whose object is the actor's own: troops, arms, envoys. So are those of mobilisation."""
OPPOSING = frozenset({"ACCUSE", "THREATEN", "REQUEST", "REJECT", "SANCTION"})
ASKING = frozenset({"REQUEST"})
STATE = frozenset({"MIL", "GOV", "COP", "JUD", "LEG", "SPY", "OPP", "PTY"})
"""Sectors that belong to a state: without its name they are those of the country at hand."""
LOCAL = STATE | {"CVL", "MED", "EDU", "JRN", "REL", "LAB"}
HOME = LOCAL | {"REB", "PRM"}
CIVIL_STATE = STATE - {"MIL", "GOV"}
"""Police, courts, parties: a story that names them plainly means those of the country it names first."""
SIDING = frozenset({"allied", "friendly", "pro-government"})
"""Words that make an armed group one of the state beside which it fights."""
THING = frozenset({"it", "this", "that", "its", "which", "them"})


@dataclass(slots=True)
class Sides:
    """Rows of both sides, their direction, how surely they are known (0 to 1), and whether a mere thing does it."""

    actors: list[Row] = field(default_factory=list)
    recipients: list[Row] = field(default_factory=list)
    direction: str = "directed"
    confidence: float = 0.5
    is_by_thing: bool = False


@dataclass(slots=True)
class Tokens:
    """Head tokens around a happening: who acts, on whom, and complements that may be aimed at, by trust."""

    agents: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    aimed: list[int] = field(default_factory=list)


class Sider:
    """Finds the sides of the happenings of one article."""

    def __init__(self, cast: Cast, gazetteer: Gazetteer) -> None:
        """Take the parties of the article, and the gazetteer for places that are aimed at."""
        self._cast = cast
        self._stage = cast.stage
        self._grammar = cast.grammar
        self._document = cast.document
        self._gazetteer = gazetteer

    def find(self, happening: Happening, statement: Row | None) -> Sides:
        """Return both sides as the grammar gives them, the implied ones where it gives none."""
        tokens = self._tokens(happening, statement)
        fights, frame = fights_in(happening), happening.frame
        rows = self._cast.rows
        sides = Sides(actors=self._speakers(tokens.agents, statement) or rows(tokens.agents, fights))
        hurts = _hurts(happening)
        patients = tokens.patients
        if happening.type == "MOBILIZE" or happening.hit.trigger.id in OWN:
            tokens.others += [t for owned in patients for t in self._grammar.roles(owned).by_case.get("from", ())]
            patients = []
        if happening.type in ("ACCUSE", "SUPPORT", "REJECT"):
            patients = [t for t in patients if self._document.lemma[t].lower() not in THING]
        if frame == "mutual":
            sides.actors = rows([*tokens.agents, *patients, *tokens.others], fights)
        else:
            struck = self._residents(tokens.aimed) if fights else []
            direct = happening.type in DIRECT
            sides.recipients = (
                rows(patients, fights, hurts=hurts, direct=direct)
                or struck
                or (self._known(rows(tokens.others, fights, direct=direct)) if frame != "about" else [])
            )
            if hurts and not _besides(sides.recipients, sides.actors):
                sides.recipients = self._cast.numbered(patients) or sides.recipients
            sides.recipients = self._abroad(sides, tokens, fights) or sides.recipients
        sides.is_by_thing = not sides.actors and any(map(self._is_thing, tokens.agents))
        if frame in ("undergo", "host"):
            sides.actors, sides.recipients = sides.recipients, sides.actors
        self._direct(sides, happening, tokens)
        return sides

    def settle(self, sides: Sides, happening: Happening, statement: Row | None, place: Sequence[str]) -> None:
        """Give forces, officials and civilians of no named country that of the place, of who speaks, or of the article."""
        there = place[0] if len(place) == 1 else None
        speaks = statement["speaker_country"][0] if statement and len(statement["speaker_country"]) == 1 else None
        hostile = happening.type in ("ASSAULT", "COERCE")
        for row in sides.actors:
            if row["country"] is None and row["sector"] == "UAF" and row["name"].split()[0] in SIDING:
                row["country"] = next((other["country"] for other in sides.actors if other["country"]), None)
            elif row["country"] is None and row["sector"] in HOME:
                own = speaks if row["sector"] in STATE else None
                first = self._stage.first if row["sector"] in CIVIL_STATE else None
                row["country"] = own or (there if row["sector"] != "MIL" else None) or self._stage.home or first
            elif row["country"] is None and row["sector"] == "UNK" and self._is_named(row):
                row["country"] = self._stage.home
        actor = sides.actors[0]["country"] if len(sides.actors) == 1 else None
        for row in sides.recipients:
            is_anybody = happening.type in ("ASSAULT", "ACCUSE") and _is_anybody(row)
            if (
                happening.type != "ASSAULT"
                and row["country"] is None
                and row["sector"] == "UNK"
                and self._is_named(row)
            ):
                row["country"] = self._stage.home
            if row["country"] is not None or row["sector"] not in HOME or is_anybody:
                continue
            if hostile:
                victim = speaks if speaks != actor else None
                row["country"] = there or victim or self._stage.other(actor) or self._stage.home
            else:
                own = actor if happening.type == "AGREE" and row["sector"] == "CVL" else None
                abroad = self._stage.other(actor) if happening.type in OPPOSING else None
                row["country"] = (
                    there if happening.type == "CONSULT" else (abroad or own or self._stage.home or speaks or actor)
                )

    def _is_named(self, row: Row) -> bool:
        """Whether a row is a person by name, not a phrase."""
        return row["span"] is not None and all(word[:1].isupper() for word in row["name"].split())

    def _tokens(self, happening: Happening, statement: Row | None) -> Tokens:
        """Gather the tokens, from the outermost word of the happening inward; outer words are trusted first."""
        grammar, trigger = self._grammar, happening.hit.trigger
        found = Tokens()
        own = {t for t in happening.tokens if self._document.lemma[t].lower() not in self._cast.person | JOINT}
        own |= {happening.head, *(operator.head for operator in happening.operators)}
        for node in _nodes(happening):
            roles = grammar.roles(node)
            is_noun = self._document.upos[node] in ("NOUN", "PROPN")
            agents, patients = self._armed_by(roles.agents), [] if is_noun else list(roles.patients)
            others = [t for case in (*trigger.to, *RECIPIENT_BY) for t in roles.by_case.get(case, ())]
            aimed = [t for case in AIMED for t in roles.by_case.get(case, ())]
            if is_noun:
                agents += self._cast.demonyms(node)
                by_of = roles.by_case.get("of", [])
                (agents if trigger.of == "actor" and not roles.agents else patients).extend(by_of)
            if between := roles.by_case.get("between", []) + roles.by_case.get("among", []):
                agents, happening.frame = [*agents, *between], "mutual"
            if happening.type in ASKING and node != happening.head and not is_noun:
                patients, others, aimed = ([] if found.patients or found.others else agents), [], []
                agents = []
            for into, tokens in (
                (found.agents, agents if not found.agents or is_noun else []),
                (found.patients, patients if not found.patients else []),
                (found.others, others),
                (found.aimed, aimed),
            ):
                into += [
                    t for t in tokens if t not in own and t not in into and not self._tells(t, happening, statement)
                ]
        if happening.frame == "mutual" and not found.others:
            for token in happening.tokens:
                found.others += [t for t in grammar.roles(token).by_case.get("with", ()) if t not in found.agents]
        told_between = (
            grammar.roles(happening.told_by).by_case.get("between") if happening.told_by is not None else None
        )
        if told_between:
            found.agents += [t for t in told_between if t not in found.agents]
            happening.frame = "mutual"
        found.patients = [t for t in found.patients if not self._is_event(t)]
        things = self._cast.means - JOINT
        found.others = [t for t in found.others if not self._is_event(t) and self._document.lemma[t] not in things]
        if happening.hit.trigger.needs_obligation and happening.inner is None:
            obliged = (self._grammar.subject(clause) for clause in self._grammar.children(happening.head, "ccomp"))
            found.patients = [token for token in obliged if token is not None]
        for harm in happening.harms if happening.frame != "mutual" else ():
            found.patients += [t for t in self._victims(harm) if t not in found.patients]
        return found

    def _armed_by(self, agents: Iterable[int]) -> list[int]:
        """Return agents, a weapon's by whom or from where it was fired: "shells fired from the Pakistani side"."""
        found = []
        for token in agents:
            fired = self._grammar.children(token, "acl") if self._document.lemma[token] in self._cast.means else []
            by = [t for verb in fired for t in self._fired_by(verb) if t != token]
            found += by or [token]
        return found

    def _fired_by(self, verb: int) -> list[int]:
        roles = self._grammar.roles(verb)
        return roles.agents or roles.by_case.get("from", [])

    def _is_thing(self, token: int) -> bool:
        """Whether a noun can do no harm on anybody's purpose: a storm, an animal, a wine."""
        means = self._cast.means
        return (
            self._document.upos[token] == "NOUN"
            and not self._is_event(token)
            and self._document.lemma[token] not in means
        )

    def _is_event(self, token: int) -> bool:
        """Whether a token names an event: nobody who could be acted on."""
        return token in self._cast.hits and self._document.lemma[token] not in self._cast.human

    def _victims(self, harm: int) -> list[int]:
        """Return whom a word of harm names: the object of killing, the subject of dying."""
        roles = self._grammar.roles(harm)
        return roles.agents if self._cast.hits[harm].trigger.frame == "undergo" else roles.patients

    def _tells(self, token: int, happening: Happening, statement: Row | None) -> bool:
        """Whether a token is who tells the event, whom a tree may take for a part of what is told ("..., he said").

        In "denied using force" the speaker acts after all: a clause without subject takes it from the verb of saying.
        """
        span = statement["speaker_span"] if statement else None
        if span is None or self._document.deprel[happening.clause] in ("xcomp", "advcl"):
            return False
        return bool(span["start"] <= self._document.start[token] < span["end"])

    def _known(self, rows: list[Row]) -> list[Row]:
        """Return the rows of which country or sector is known: a complement of any other kind is no party."""
        return [row for row in rows if row["country"] or row["sector"] != "UNK"]

    def _speakers(self, agents: Sequence[int], statement: Row | None) -> list[Row]:
        """Return whom a pronoun means by the words it stands in: "we", "it" who speaks, "they" the other side."""
        if statement is None or len(agents) != 1 or self._document.upos[agents[0]] != "PRON":
            return []
        form = self._document.form(agents[0]).lower()
        speaker = self._cast.speaker(statement)
        if form in ("we", "i") or (form == "it" and statement["form"] != "direct"):
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

    def _abroad(self, sides: Sides, tokens: Tokens, fights: bool) -> list[Row]:
        """Return whom another complement names where the first names the actor's own: "recalled its envoy from Tehran"."""
        own = {row["country"] for row in sides.actors}
        if not sides.recipients or any(row["country"] not in own or row["country"] is None for row in sides.recipients):
            return []
        return [row for row in self._cast.rows(tokens.others, fights) if row["country"] not in (None, *own)]

    def _direct(self, sides: Sides, happening: Happening, tokens: Tokens) -> None:
        """Set direction and confidence; bring in the parties that only the article as a whole names."""
        fights = fights_in(happening)
        is_mutual = happening.frame == "mutual"
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
        elif happening.type in ASKING and len(codes[0]) == 1 and codes[1] <= codes[0] and happening.inner is not None:
            sides.recipients = []
        elif not is_mutual:
            sides.recipients = _besides(sides.recipients, sides.actors)
        if is_mutual and fights and not sides.actors and happening.harms:
            victims = self._cast.rows([t for harm in happening.harms for t in self._victims(harm)], fights, hurts=True)
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

    def _is_reciprocal(self, tokens: Tokens, among: Sequence[int]) -> bool:
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


def _nodes(happening: Happening) -> list[int]:
    """Return clause and head of a happening and of those inside it, from the outermost in."""
    nodes: list[int] = []
    step: Happening | None = happening
    while step is not None:
        nodes += [step.clause, step.head]
        step = step.inner
    return list(dict.fromkeys(nodes))


def fights_in(happening: Happening) -> bool:
    """Whether a state takes part in the happening with its armed forces."""
    is_force = happening.type in FIGHTING and happening.mode not in PEACEFUL_MODES
    return is_force or happening.hit.trigger.id in TRUCE


def _hurts(happening: Happening) -> bool:
    """Whether only people can be whom it is done to: killing, arresting, freeing."""
    trigger = happening.hit.trigger
    return trigger.id in PERSONAL or bool({"person", "captive"} & trigger.object) or bool(happening.harms)


def _besides(rows: list[Row], others: list[Row]) -> list[Row]:
    """Return the rows that are not among the others: in "the police detained 46 of them" the police are not "them"."""
    names = {row["name"] for row in others}
    return [row for row in rows if row["name"] not in names]


def _is_anybody(row: Row) -> bool:
    """Whether nothing but a number is said of people: they may be anybody's."""
    last = (row["name"] or "").lower().split()[-1:] or [""]
    return last[0] in SEVERAL or last[0].rstrip("s") in SEVERAL or last[0].isdigit() or last[0] in PEOPLE - {"civilian"}
