import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ids import (
    CODE_ALPHABET,
    PLAIN_ALPHABET,
    CaseNumber,
    case_number,
    code_from_url,
    code_id,
    code_url,
    damm_digit,
    device_code,
    group_case_number,
    group_code_id,
    group_progress_code,
    parse_case_number,
    parse_code_id,
    parse_progress_code,
    parse_temporary_number,
    progress_code,
    temporary_number,
    uuid7,
)

QR_ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
NUMBERS = st.builds(
    case_number,
    st.text("0123456789", min_size=9, max_size=9),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.integers(1, 9999),
)
CODES = st.integers(0, 2**40 - 1).map(code_id)


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_uuid7_is_a_version_7_uuid_that_sorts_by_time(ms: int, rand: bytes) -> None:
    made = uuid.UUID(uuid7(ms, rand))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == ms
    assert str(made) == uuid7(ms, rand)
    assert ms == 0 or uuid7(ms - 1, b"\xff" * 10) < str(made)


def test_uuid7_uses_its_randomness_and_refuses_wrong_sizes() -> None:
    seen = {uuid7(1, value.to_bytes(10, "big")) for value in (0, 1, 2**61, 2**62, 2**73)}
    assert len(seen) == 5
    for ms, rand in ((-1, b"0" * 10), (2**48, b"0" * 10), (1, b"0" * 9)):
        with pytest.raises(ValueError, match="uuid7"):
            uuid7(ms, rand)


def test_case_number_is_read_as_it_is_printed() -> None:
    number = case_number("620402101", date(2026, 11, 21), 42)
    assert number == "62040210126112100421"
    assert group_case_number(number) == "620402101 261121 0042 1"
    assert parse_case_number(" 620402101－261121 ００42 1 ") == CaseNumber(
        "620402101", date(2026, 11, 21), 42
    )


@given(NUMBERS)
def test_case_number_round_trip(number: str) -> None:
    parts = parse_case_number(group_case_number(number))
    assert parts is not None
    assert case_number(parts.township, parts.day, parts.counter) == number


@given(NUMBERS)
def test_every_wrong_digit_and_every_swap_of_neighbours_is_found(number: str) -> None:
    for place in range(20):
        for digit in "0123456789":
            if digit != number[place]:
                assert parse_case_number(number[:place] + digit + number[place + 1 :]) is None
        if place and number[place - 1] != number[place]:
            swapped = number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]
            assert parse_case_number(swapped) is None


def test_what_is_not_a_case_number() -> None:
    for digits in ("6204021012613210042", "6204021012611210000"):
        assert parse_case_number(digits + damm_digit(digits)) is None
    for text in ("", "abc", "1" * 20, "6204021012611210042", "٦" * 20):
        assert parse_case_number(text) is None
    for township, day, counter in (
        ("62040210", date(2026, 1, 1), 1),
        ("62040210X", date(2026, 1, 1), 1),
        ("620402101", date(2026, 1, 1), 0),
        ("620402101", date(2026, 1, 1), 10_000),
        ("620402101", date(1999, 1, 1), 1),
    ):
        with pytest.raises(ValueError, match=r"township|counter|date"):
            case_number(township, day, counter)


@given(st.integers(0, 1023), st.integers(0, 2**20 - 1))
def test_temporary_numbers_are_distinct_and_read_tolerantly(slot: int, counter: int) -> None:
    number = temporary_number(device_code(slot), counter)
    assert len(number) == 7
    assert parse_temporary_number(f" {number[:3].lower()}-{number[3:].lower()} ") == number
    assert temporary_number(device_code(slot), (counter + 1) % 2**20) != number


def test_what_is_not_a_temporary_number() -> None:
    for text in ("", "L220000", "X222222", "L22222", "L2222222"):
        assert parse_temporary_number(text) is None
    for slot in (-1, 1024):
        with pytest.raises(ValueError, match="does not fit"):
            device_code(slot)
    for device in ("A", "A0", "ABC"):
        with pytest.raises(ValueError, match="device code"):
            temporary_number(device, 1)


@given(CODES)
def test_printed_codes_survive_typing(code: str) -> None:
    assert len(code) == 9
    assert set(code) <= QR_ALPHANUMERIC
    loose = code.replace("0", "o").replace("1", "l").replace("V", "u").lower()
    assert parse_code_id(f" {loose[:4]}-{loose[4:8]} {loose[8:]}\n") == code
    assert parse_code_id(code.replace("1", "I").replace("0", "O")) == code
    assert parse_code_id(group_code_id(code)) == code


@given(CODES, st.integers(0, 8), st.integers(0, 8), st.sampled_from(CODE_ALPHABET))
def test_every_wrong_character_and_every_swap_is_found(code: str, one: int, two: int, char: str) -> None:
    if char != code[one]:
        assert parse_code_id(code[:one] + char + code[one + 1 :]) is None
    if code[one] != code[two]:
        swapped = list(code)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        assert parse_code_id("".join(swapped)) is None


@given(CODES, st.sampled_from(["mq.example.gov.cn", "127.0.0.1:8443", "XN--FIQS8S.CN"]))
def test_the_address_in_the_code_is_alphanumeric_and_found_again(code: str, host: str) -> None:
    url = code_url(host, code)
    assert url == f"HTTPS://{host.upper()}/Q/{code}"
    assert set(url) <= QR_ALPHANUMERIC
    for seen in (url, url.lower(), url + "/", url + "?from=wechat", url + "#top", code):
        assert code_from_url(seen) == code


def test_addresses_that_are_not_ours() -> None:
    code = code_id(5)
    for url in ("", "HTTPS://A.CN/X/" + code, "HTTPS://A.CN/Q/", "HTTPS://A.CN/Q/12345678", "https://a.cn"):
        assert code_from_url(url) is None
    for host in ("", "a b", "例.cn", "a.cn/x", "a.cn:"):
        with pytest.raises(ValueError, match="host"):
            code_url(host, code)
    with pytest.raises(ValueError, match="printed code"):
        code_url("a.cn", code.lower())


@given(st.integers(0, 2**30 - 1))
def test_progress_codes(value: int) -> None:
    code = progress_code(value)
    assert not set(code) & set("01OI")
    assert parse_progress_code(group_progress_code(code).lower()) == code
    assert parse_progress_code(" ".join(code)) == code


def test_what_is_not_a_progress_code() -> None:
    for text in ("", "ABCDE", "ABCDEFG", "ABCDE0", "ABC-DEO", "中文字符进度"):
        assert parse_progress_code(text) is None
    with pytest.raises(ValueError, match="does not fit"):
        progress_code(2**30)


def test_alphabets() -> None:
    assert len(CODE_ALPHABET) == len(set(CODE_ALPHABET)) == 32
    assert len(PLAIN_ALPHABET) == len(set(PLAIN_ALPHABET)) == 32


@given(st.text())
def test_no_text_makes_a_parser_fail(text: str) -> None:
    for parse in (
        parse_case_number,
        parse_code_id,
        parse_progress_code,
        parse_temporary_number,
        code_from_url,
    ):
        parse(text)
