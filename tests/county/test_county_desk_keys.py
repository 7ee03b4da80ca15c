"""The county's key for its desks: opening what was sealed for it, and taking the work in it exactly once."""

from __future__ import annotations

import io
import secrets
from pathlib import Path
from typing import Any

import httpx
import pytest

from county import desk_keys, desk_pair
from county.console import main
from county.server import County
from tests.county.rig import START, Clock, Desk, command, make_county, new_id, register, told
from wire import sealed_file, sealing
from wire.codec import encode_command, to_json
from wire.sealed_file import Header, KeptCommand, KeptDraft, KeptFile

KEY = bytes(range(32))


def parcel(county: County, path: Path, records: list[Any], device: str = "d-1", cut: int = 0) -> bytes:
    """A sealed file as a desk writes it, for the county's key of now; its bytes."""
    public = desk_pair.public_key(county.database)
    slot = sealing.seal_for_administrator(KEY, public, secrets.token_bytes)
    header = Header(sealed_file.MAGIC, secrets.token_hex(16), device, START, sealing.key_id(KEY), [slot])
    held = io.BytesIO()
    sealed_file.write(held, header, KEY, records, secrets.token_bytes)
    data = held.getvalue()[: len(held.getvalue()) - cut]
    path.write_bytes(data)
    return data


def kept(
    county: County, seq: int, given: Any, login: str = "t.operator1", state: str = "pending"
) -> KeptCommand:
    with county.database.read() as connection:
        from county.store.accounts import find_account

        account = find_account(connection, login)
    assert account is not None
    actor = county.dictionaries.current().actor(account.person)
    assert actor is not None
    return KeptCommand(
        seq, given.id, given.case_id, given.body.kind, actor.id, to_json(actor), encode_command(given), START, state
    )  # fmt: skip


def test_a_desk_learns_the_public_half_and_nobody_else(server: Any, desk_at: Any) -> None:
    county, url = server
    desk: Desk = desk_at(server)
    answer = desk.http.get(
        "/session/v1/desk-key",
        headers={"Authorization": f"Bearer {desk.session['access']}", "X-Device": desk.device},
    )
    assert answer.status_code == 200
    assert bytes.fromhex(answer.json()["public"]) == desk_pair.public_key(county.database)
    with httpx.Client(base_url=url, trust_env=False) as stranger:
        assert stranger.get("/session/v1/desk-key").status_code == 401
    private = desk_pair.private_keys(county.database)[0].hex()
    assert private not in answer.text


def test_sealed_work_is_applied_once_for_its_author(server: Any, desk_at: Any, tmp_path: Path) -> None:
    """The desk is lost; the county takes its work; then the desk comes back and sends the same."""
    county, _ = server
    desk: Desk = desk_at(server)
    case_id = new_id()
    given = [command(case_id, register("井盖丢了")), command(new_id(), register("路灯不亮"))]
    path = tmp_path / "u.sealed"
    photo = b"photo" * 1000
    from hashlib import sha256

    records = [
        *(kept(county, n, g) for n, g in enumerate(given)),
        kept(county, 9, command(new_id(), register("原来就没有接受")), state="rejected"),
        KeptDraft("d", "register", "", "p", "{}", START),
        KeptFile(sha256(photo).hexdigest(), "image/png", START, photo),
    ]
    parcel(county, path, records, desk.device)
    taken = desk_keys.take(county, path)
    assert (taken.applied, taken.known, taken.cards, taken.files, taken.cut) == (2, 0, 1, 1, False)
    assert not taken.refused
    assert county.blobs.path(sha256(photo).hexdigest()) is not None
    again = desk_keys.take(county, path)
    assert (again.applied, again.known) == (0, 2)
    late = desk.push(*given)["outcomes"]
    assert [o["kind"] for o in late] == ["duplicate", "duplicate"]
    with county.database.read() as connection:
        from county.store import feed

        found = {e.rev for e in feed.find(connection, "case", case_id)}
    assert len(found) == 1
    rows = [r for r in desk.pull_all() if r["id"].startswith(f"{case_id}:1")]
    assert told(rows)[0][1]["by"] == desk.person


def test_what_the_desk_sent_first_is_not_taken_twice(server: Any, desk_at: Any, tmp_path: Path) -> None:
    county, _ = server
    desk: Desk = desk_at(server)
    given = [command(new_id(), register("先到")), command(new_id(), register("后到"))]
    desk.push(given[0])
    parcel(county, tmp_path / "u.sealed", [kept(county, n, g) for n, g in enumerate(given)], desk.device)
    taken = desk_keys.take(county, tmp_path / "u.sealed")
    assert (taken.applied, taken.known) == (1, 1)


def test_an_old_key_still_opens_after_a_renewal(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data", Clock())
    try:
        parcel(county, tmp_path / "old.sealed", [])
        desk_pair.renew(county.database, county.settings.randomness)
        parcel(county, tmp_path / "new.sealed", [])
        assert desk_keys.open_key(county, tmp_path / "old.sealed") == KEY
        assert desk_keys.open_key(county, tmp_path / "new.sealed") == KEY
        assert len(desk_pair.private_keys(county.database)) == 2
    finally:
        county.close()


def test_a_cut_file_gives_what_is_whole(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data", Clock())
    try:
        given = [command(new_id(), register(f"第 {n} 件")) for n in range(4)]
        records = [kept(county, n, g) for n, g in enumerate(given)]
        whole = parcel(county, tmp_path / "u.sealed", records)
        parcel(county, tmp_path / "cut.sealed", records, cut=len(whole) // 4)
        taken = desk_keys.take(county, tmp_path / "cut.sealed")
        assert taken.cut
        assert 1 <= taken.applied < 4
    finally:
        county.close()


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "data"
    county = make_county(folder, Clock())
    path = tmp_path / "u.sealed"
    parcel(county, path, [kept(county, 1, command(new_id(), register("井盖丢了")))])
    county.close()
    assert main(["desk-key", "--data", str(folder), "show"]) == 0
    shown = capsys.readouterr().out
    assert main(["desk-key", "--data", str(folder), "code", str(path)]) == 0
    code = capsys.readouterr().out.rsplit("：", 1)[1].strip()
    assert sealing.key_of_code(code) == KEY
    assert main(["desk-key", "--data", str(folder), "take", str(path)]) == 0
    assert "已上报 1 条" in capsys.readouterr().out
    assert main(["desk-key", "--data", str(folder), "renew"]) == 0
    assert capsys.readouterr().out != shown
    assert main(["desk-key", "--data", str(folder), "code"]) == 1
    other = make_county(tmp_path / "other", Clock())
    parcel(other, tmp_path / "foreign.sealed", [])
    other.close()
    assert main(["desk-key", "--data", str(folder), "code", str(tmp_path / "foreign.sealed")]) == 1
    assert "不是为本县封存" in capsys.readouterr().err
    (tmp_path / "junk").write_bytes(b"\x00" * 5000)
    for action in ("code", "take"):
        assert main(["desk-key", "--data", str(folder), action, str(tmp_path / "junk")]) == 1
        assert "没有改动" in capsys.readouterr().err


def test_an_author_who_left_the_directory_is_named_and_the_others_pass(tmp_path: Path) -> None:
    county = make_county(tmp_path / "data", Clock())
    try:
        one = kept(county, 1, command(new_id(), register("在册")))
        import msgspec

        gone = msgspec.structs.replace(
            kept(county, 2, command(new_id(), register("离职"))), actor_id="p-gone"
        )
        parcel(county, tmp_path / "u.sealed", [gone, one])
        taken = desk_keys.take(county, tmp_path / "u.sealed")
        assert taken.absent == {"p-gone"}
        assert taken.applied == 1
    finally:
        county.close()
