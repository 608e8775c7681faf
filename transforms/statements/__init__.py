"""Statements: who said what, about whom, to the character."""

from transforms.statements.find import find_statements

__all__ = ["find_statements"]
