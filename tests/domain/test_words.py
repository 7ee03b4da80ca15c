from collections.abc import Iterator

import pytest
import sqlcipher3
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.words import LONGEST_QUERY, fts_match, index_text, index_tokens, query_tokens, seeker


@pytest.fixture(scope="module")
def index() -> Iterator[sqlcipher3.Connection]:
    store = sqlcipher3.connect(":memory:")
    store.execute("CREATE VIRTUAL TABLE found USING fts5(words, tokenize='ascii')")
    yield store
    store.close()


def finds(store: sqlcipher3.Connection, text: str, query: str) -> bool:
    store.execute("DELETE FROM found")
    store.execute("INSERT INTO found(words) VALUES (?)", (index_text(text),))
    row = store.execute("SELECT count(*) FROM found WHERE found MATCH ?", (fts_match(query),)).fetchone()
    return bool(row[0])


def test_tokens() -> None:
    assert index_tokens("缴物业费A区") == ["缴", "缴物", "物", "物业", "业", "业费", "费", "a", "区"]
    assert index_tokens("Ｎｏ．１２　É") == ["no", "12", "e"]
    assert index_tokens("张𬭎") == ["张", "张𬭎", "𬭎"]
    assert index_tokens("a\u0301b，\u0301c") == ["ab", "c"]
    assert query_tokens(" 物业 *** 3组 ") == [["物", "物业", "业"], ["3", "组"]]


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("暖", True),
        ("供暖", True),
        ("暖不", True),
        ("不供暖", False),
        ("小区供", True),
        ("供暖 楼上", True),
        ("供暖 物业", False),
        ("３栋", True),
        ("gre", True),
        ("GREEN", True),
        ("een", False),
        ("ｃａｆÉ", True),
        ("cafe", True),
        ("Café", True),
        ("𬭎", True),
        ("张𬭎家", True),
        ("鿫", True),
        ("", False),
        ("，。*", False),
        ('"暖"', True),
        ("暖 OR 水", False),
        ("words:暖", False),
    ],
)
def test_words_of_any_length_are_found(index: sqlcipher3.Connection, query: str, hit: bool) -> None:
    text = "绿城Green小区供暖不热，3栋张𬭎家楼上鿫漏水，Café旁"
    assert finds(index, text, query) is hit


def test_prefix_is_only_for_plain_words() -> None:
    assert fts_match("gre") == '"gre"*'
    assert fts_match("物业") == '"物业"'
    assert fts_match("物业费") == '"物业 业 业费"'
    assert fts_match("物") == '"物"'
    assert fts_match("物，物业，业") == '"物 物 物业 业 业"'
    assert fts_match("A物业") == '"a 物 物业"'
    assert fts_match("𬭎") == '"𬭎"'
    assert fts_match("jazz") == '"jazz"*'


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("供暖物业费小区3栋aB𬭎é一ﬁ½ß"),
        st.sampled_from("\"'*()^:-+{}[]\\ \x00ANDORNOTNEAR"),
    ),
    max_size=40,
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_no_query_is_a_syntax_error(index: sqlcipher3.Connection, query: str) -> None:
    index.execute("SELECT count(*) FROM found WHERE found MATCH ?", (fts_match(query),)).fetchone()


@settings(max_examples=400, deadline=None)
@given(st.data(), TEXTS)
def test_every_part_of_a_chinese_text_is_found(
    index: sqlcipher3.Connection, data: st.DataObject, text: str
) -> None:
    hanzi = st.text(
        st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF, categories=["Lo"]), min_size=1, max_size=5
    )
    rare = st.text(st.characters(min_codepoint=0x20000, max_codepoint=0x323AF), min_size=1, max_size=3)
    word = data.draw(st.one_of(hanzi, rare, st.tuples(hanzi, rare).map("".join)))
    if index_tokens(word):
        assert finds(index, f"{text}，{word}", word)
        assert finds(index, f"前{word}后{text}", word)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.text(st.sampled_from("供暖物，a𬭎"), min_size=1, max_size=6).filter(index_tokens))
def test_asking_fewer_words_finds_the_same(index: sqlcipher3.Connection, text: str, query: str) -> None:
    tokens = index_tokens(query)
    whole = '"' + " ".join(tokens) + '"' + ("*" if fts_match(query).endswith("*") else "")
    for case in (text, text + query, query + text, text.replace("，", "")):
        index.execute("DELETE FROM found")
        index.execute("INSERT INTO found(words) VALUES (?)", (index_text(case),))
        asked = [
            index.execute("SELECT count(*) FROM found WHERE found MATCH ?", (match,)).fetchone()
            for match in (whole, fts_match(query))
        ]
        assert asked[0] == asked[1]


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_token_stays_whole_in_the_index(index: sqlcipher3.Connection, text: str) -> None:
    for token in set(index_tokens(text)):
        assert token.isalnum()
        assert finds(index, token, token)


def test_every_single_character_is_one_token(index: sqlcipher3.Connection) -> None:
    index.execute("DELETE FROM found")
    index.execute("CREATE VIRTUAL TABLE IF NOT EXISTS seen USING fts5vocab(found, 'row')")
    chars = [chr(n) for n in range(0x80, 0x32400) if not 0xD800 <= n < 0xE000 and chr(n).isalnum()]
    tokens = {token for char in chars for token in index_tokens(char)}
    index.execute("INSERT INTO found(words) VALUES (?)", (" ".join(sorted(tokens)),))
    (total,) = index.execute("SELECT sum(cnt) FROM seen").fetchone()
    assert total == len(tokens)


def test_long_queries_are_cut() -> None:
    assert len(fts_match("供" * 100_000)) < 5 * LONGEST_QUERY


QUERIES = st.one_of(
    TEXTS,
    st.text(st.sampled_from("供暖物，a𬭎é 3"), min_size=1, max_size=6),
    st.sampled_from(("gre", "caf", "暖不", "供暖 楼上", "３栋", "cafe\u0301", "ﬁ")),
)


@settings(max_examples=600, deadline=None)
@given(TEXTS, QUERIES, st.booleans())
def test_a_text_outside_the_index_is_found_by_the_same_queries(
    index: sqlcipher3.Connection, text: str, query: str, inside: bool
) -> None:
    whole = f"{text}{query}{text}" if inside else text
    assert seeker(query)(whole) is finds(index, whole, query)
