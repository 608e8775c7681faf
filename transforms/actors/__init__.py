"""Who a phrase names: states, their bodies and offices, organisations, armed groups, persons in office on a day."""

from transforms.actors.dictionary import Actor, ActorDictionary, Match, load_actors

__all__ = ["Actor", "ActorDictionary", "Match", "load_actors"]
