"""Search words: what is put into the full-text index and how a typed query becomes a safe MATCH expression.

Chinese text has no spaces, so each run of characters is indexed as overlapping single characters and pairs
(``物业费`` → ``物 物业 业 业费 费``). A query is split the same way and asked as a phrase; any word of one, two,
three or more characters is therefore found wherever it stands. The index column uses FTS5's ``unicode61``; the
tokens contain nothing but letters and digits that this tokenizer keeps whole, and characters that it may not know
(rare names of the CJK extensions, other scripts) are spelled out as ``z`` + hexadecimal + ``z``.
"""

import re
import unicodedata

LONGEST_QUERY = 200
"""Characters of a query that are looked at; the rest is ignored."""


_SPELLED = re.compile(r"z[0-9a-f]{3,6}z\Z")


def _plain(text: str) -> str:
    """NFKC, case folded and NFKC again, so that composed, full-width and capital forms meet."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _is_letter(char: str) -> bool:
    return char.isalnum() and char < "\u0250"


def _spelled(char: str) -> str:
    """A character that stands alone, in a form that the tokenizer keeps."""
    return char if "\u4e00" <= char <= "\u9fcc" or "\u3400" <= char <= "\u4db5" else f"z{ord(char):x}z"


def index_tokens(text: str) -> list[str]:
    """The tokens of a text in order: words of Latin letters and digits whole, everything else single and in pairs."""
    tokens: list[str] = []
    word = ""
    before = ""
    for char in _plain(text):
        if _is_letter(char):
            word += char
            before = ""
            continue
        if unicodedata.category(char)[0] == "M":
            continue
        if word:
            tokens.append(word)
            word = ""
        if not char.isalnum():
            before = ""
            continue
        single = _spelled(char)
        if before:
            tokens.append(before + single)
        tokens.append(single)
        before = single
    if word:
        tokens.append(word)
    return tokens


def index_text(text: str) -> str:
    """The tokens joined by spaces, as they are stored in the index column."""
    return " ".join(index_tokens(text))


def query_tokens(query: str) -> list[list[str]]:
    """One list of tokens for each part of the query that stands between spaces; parts without a token vanish."""
    parts = _plain(query[:LONGEST_QUERY]).split()
    return [tokens for tokens in map(index_tokens, parts) if tokens]


def fts_match(query: str) -> str:
    """A MATCH expression for FTS5: all parts must occur, each as a phrase; never a syntax error.

    A part that ends in a Latin word or a number finds longer words too (``gre`` finds ``green``). A query without
    any letter or digit gives the empty phrase, which finds nothing.
    """
    phrases = []
    for tokens in query_tokens(query):
        prefix = "*" if _is_letter(tokens[-1][-1]) and not _SPELLED.search(tokens[-1]) else ""
        phrases.append('"' + " ".join(tokens) + '"' + prefix)
    return " AND ".join(phrases) or '""'
