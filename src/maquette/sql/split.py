"""SQL text into statements, as psql reads it: by tokens alone, so one broken statement does not take the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["statement", "meta", "copy"]

TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<remark>--[^\n]*)
    | (?P<block>/\*)
    | (?P<quoted>[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)|'[^']*(?:'|\Z)|"[^"]*(?:"|\Z))
    | (?P<dollar>\$(?P<tag>[^\W\d]\w*)?\$)
    | (?P<word>[^\W\d][\w$]*)
    | (?P<number>\$?\d[\w.]*)
    | (?P<mark>[;()\\])
    | (?P<other>[^\s\w;()\\'"$/-]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
BLOCK_EDGE = re.compile(r"/\*|\*/")
DATA_END = re.compile(r"^\\\.[ \t]*\r?(?:\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One statement without its semicolon, and the 1-based line on which it begins.

    ``kind``: a statement; a "meta" command of psql (backslash and the rest of its line); or a "copy" FROM STDIN, whose
    data lines are left out. ``lead`` is what stood before it: comments and space.
    """

    sql: str
    line: int
    kind: Kind = "statement"
    lead: str = ""


@dataclass(slots=True)
class _Reader:
    """Walks over the tokens of ``text``; ``start`` is where the statement under way begins, None between statements."""

    text: str
    at: int = 0
    mark: int = 0  # end of the last piece
    start: int | None = None
    line: int = 1
    counted: int = 0  # up to where lines are counted
    words: list[str] = field(default_factory=list)  # of the statement under way
    parentheses: int = 0
    bodies: int = 0  # BEGIN ATOMIC and CASE still open
    pieces: list[Piece] = field(default_factory=list)

    def read(self) -> tuple[Piece, ...]:
        while self.at < len(self.text):
            token = TOKEN.match(self.text, self.at)
            assert token  # every character is a token at least
            self.at = token.end()
            if token["block"]:
                self._skip_comment()
            elif token["space"] or token["remark"]:
                continue
            elif token["mark"] == "\\":
                self._end(token.start(), "statement")
                self.start, end = token.start(), self.text.find("\n", self.at)
                self.at = end if end >= 0 else len(self.text)
                self._end(self.at, "meta")
            elif token["mark"] == ";":
                if self._inside():
                    continue
                copies = self.words[:1] == ["copy"] and ("from", "stdin") in zip(
                    self.words, self.words[1:], strict=False
                )
                self._end(token.start(), "copy" if copies else "statement")
                self.mark = self.at
                if copies:
                    self._skip_data()
            else:
                if self.start is None:
                    self.start = token.start()
                self._note(token)
        self._end(len(self.text), "statement")
        return tuple(self.pieces)

    def _note(self, token: re.Match[str]) -> None:
        """What the token means for where the statement ends."""
        if word := token["word"]:
            word = word.lower()
            if word == "end" and self.bodies:
                self.bodies -= 1
            elif (word == "case" and self.bodies) or (word == "atomic" and self.words[-1:] == ["begin"]):
                self.bodies += 1
            self.words.append(word)
        elif token["dollar"]:
            end = self.text.find(token["dollar"], self.at)
            self.at = end + len(token["dollar"]) if end >= 0 else len(self.text)
        elif token["mark"]:
            self.parentheses += 1 if token["mark"] == "(" else -1

    def _inside(self) -> bool:
        """Whether a semicolon here stands inside the statement.

        Parentheses hold semicolons in CREATE RULE alone; elsewhere an open one is an error that ends here.
        """
        rule = self.words[:1] == ["create"] and "rule" in self.words[1:4]
        return self.bodies > 0 or (rule and self.parentheses > 0)

    def _end(self, end: int, kind: Kind) -> None:
        if self.start is not None:
            self.line += self.text.count("\n", self.counted, self.start)
            self.counted = self.start
            sql = self.text[self.start : end].rstrip()
            self.pieces.append(Piece(sql, self.line, kind, self.text[self.mark : self.start]))
            self.mark = end
        self.start, self.parentheses, self.bodies = None, 0, 0
        self.words.clear()

    def _skip_comment(self) -> None:
        depth = 1
        while depth:
            edge = BLOCK_EDGE.search(self.text, self.at)
            if edge is None:
                self.at = len(self.text)
                return
            depth += 1 if edge[0] == "/*" else -1
            self.at = edge.end()

    def _skip_data(self) -> None:
        """Go past the lines of data, which begin on the next line and end with a line of a backslash and a dot."""
        begin = self.text.find("\n", self.at) + 1
        end = DATA_END.search(self.text, begin) if begin else None
        self.at = self.mark = end.end() if end else len(self.text)


def split(text: str) -> tuple[Piece, ...]:
    """The statements of ``text`` in order; never raises.

    Strings, quoted names, dollar quotes, nested comments and BEGIN ATOMIC bodies are kept whole (manual, 4.1 "Lexical
    Structure", and psql, "Meta-Commands").
    """
    return _Reader(text).read()
