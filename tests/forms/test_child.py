"""The limited child: whatever it does, the caller gets a named answer and the next call works."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cases.errors import Refused
from forms import child, forkserver
from forms.child import ChildFailed, ChildLimits, run_limited, sandbox_level

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("child")]
BAD = "tests.forms.bad_children:"
QUICK = ChildLimits(wall_seconds=1.5)


def alive_and_well():
    """The next call works."""
    answer, data = run_limited(BAD + "echo", {"a": 1}, b"abc")
    assert (answer, data) == ({"seen": {"a": 1}, "size": 3}, b"cba")


def test_header_and_bytes_come_back_whole():
    """A megabyte goes in and comes out unchanged but for what the function did to it."""
    payload = os.urandom(1_000_000)
    answer, data = run_limited(BAD + "echo", {"name": "fax.tif"}, payload)
    assert answer == {"seen": {"name": "fax.tif"}, "size": len(payload)}
    assert data == payload[::-1]


@pytest.mark.parametrize(
    ("function", "header", "limits", "reason"),
    [
        ("abort", {}, QUICK, "crashed"),
        ("kill_myself", {}, QUICK, "crashed"),
        ("leave", {}, QUICK, "crashed"),
        ("stumble", {}, QUICK, "crashed"),
        ("hang", {}, QUICK, "timed_out"),
        ("spin", {}, replace(QUICK, cpu_seconds=1, wall_seconds=30), "timed_out"),
        ("eat_memory", {}, ChildLimits(memory=600_000_000), "out_of_memory"),
        ("flood", {"size": 3_000_000}, replace(QUICK, output=1_000_000), "too_large"),
        ("fill_disk", {}, replace(QUICK, file_size=1_000_000, wall_seconds=30), "crashed"),
    ],
)
def test_misbehaviour_has_a_name_and_the_next_call_works(function, header, limits, reason):
    """Each way of not coming to an end is named, and nothing of it reaches the next call."""
    with pytest.raises(ChildFailed) as failed:
        run_limited(BAD + function, header, b"", limits)
    assert failed.value.reason == failed.value.code == reason
    alive_and_well()


def test_a_refusal_in_the_child_is_raised_again_as_its_own_kind():
    """What the function refuses on purpose arrives as the same kind, code and reasons."""
    with pytest.raises(Refused) as refused:
        run_limited(BAD + "refuse", {})
    assert (refused.value.code, refused.value.reasons) == ("unsigned", ("unsigned",))


def test_an_exceptions_text_never_leaves_the_child():
    """Type, file and line are told; the text, which may hold medical content, is not."""
    with pytest.raises(ChildFailed) as failed:
        run_limited(BAD + "stumble", {})
    assert "ValueError at bad_children.py" in failed.value.detail
    assert "secret" not in failed.value.detail + str(failed.value)


def wait_until(condition):
    """Wait for it, but not for ever."""
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def started_by(word):
    """Number and folder of the grandchild that `hang_with_children` started with that word; None once it is gone."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_text().split("\0")
        except OSError:
            continue
        if line[3:4] == [word]:
            return int(process.name), Path(line[4])
    return None


def test_the_whole_group_dies_and_its_folder_goes():
    """A program that a stopped child started is gone with it, and so is what they wrote."""
    word = f"grandchild-{os.getpid()}-a"
    with ThreadPoolExecutor(1) as pool:
        stuck = pool.submit(
            run_limited, BAD + "hang_with_children", {"word": word}, b"", replace(QUICK, processes=None)
        )
        wait_until(lambda: started_by(word))
        _, folder = started_by(word)
        assert isinstance(stuck.exception(), ChildFailed)
    assert not folder.exists()
    wait_until(lambda: started_by(word) is None)


def test_environment_is_clean_and_the_folder_private_and_gone(monkeypatch):
    """No key or database address is handed on; the folder was readable by its owner only and is removed."""
    monkeypatch.setenv("WORKSLIP_DATABASE_URL", "postgresql://secret")
    seen, _ = run_limited(BAD + "look_around", {})
    assert not [name for name in seen["env"] if name.startswith("WORKSLIP")]
    assert seen["mode"] == 0o700
    assert not Path(seen["folder"]).exists()


def test_a_child_cannot_connect():
    """At level 2 a listener on the same machine is out of reach; at level 1 we say that it is not."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if sandbox_level() >= 2:
            with pytest.raises(ChildFailed, match="stopped unexpectedly"):
                run_limited(BAD + "connect", {"port": port})
            listener.settimeout(0.2)
            with pytest.raises(TimeoutError):
                listener.accept()
        else:
            run_limited(BAD + "connect", {"port": port})


def test_a_child_can_neither_read_keys_nor_write_outside_its_folder(tmp_path):
    """At level 3 a file that was not named is out of reach, and nothing but the private folder can be written."""
    if sandbox_level() < 3:
        pytest.skip("this kernel cannot take the disk away")
    key, target = tmp_path / "page.key", tmp_path / "new"
    key.write_text("secret")
    for function, path in (("read_file", key), ("write_file", key), ("write_file", target)):
        with pytest.raises(ChildFailed) as failed:
            run_limited(BAD + function, {"path": str(path)})
        assert failed.value.detail.startswith("PermissionError")
    assert key.read_text() == "secret"
    assert not target.exists()


@pytest.mark.parametrize("where", ["/dev/shm", "/var/lib", "/etc", "/opt", "/tmp"])
def test_folders_in_which_people_keep_things_are_out_of_reach(where):
    """Other programs' memory, the installation of a service that runs as root, its settings: nothing of the kind."""
    if sandbox_level() < 3:
        pytest.skip("this kernel cannot take the disk away")
    if not os.access(where, os.W_OK):
        pytest.skip("only root keeps things there")
    with tempfile.NamedTemporaryFile(dir=where) as kept:
        for function in ("read_file", "write_file"):
            with pytest.raises(ChildFailed) as failed:
                run_limited(BAD + function, {"path": kept.name})
            assert failed.value.detail.startswith("PermissionError")


def test_no_device_can_be_opened_that_holds_something():
    """Disks are devices too, and all keys lie on them; a terminal stands for them here, since it is everywhere."""
    if sandbox_level() < 3:
        pytest.skip("this kernel cannot take the disk away")
    with pytest.raises(ChildFailed) as failed:
        run_limited(BAD + "read_file", {"path": "/dev/ptmx"}, b"", QUICK)
    assert failed.value.detail.startswith("PermissionError")


def test_the_environment_of_the_service_is_out_of_reach():
    """The kernel tells a process's environment to whoever runs as the same user; the database's password is there."""
    if sandbox_level() < 3:
        pytest.skip("this kernel cannot take the disk away")
    with pytest.raises(ChildFailed) as failed:
        run_limited(BAD + "read_file", {"path": f"/proc/{os.getpid()}/environ"})
    assert failed.value.detail.startswith("PermissionError")


def test_a_child_of_roots_has_none_of_its_powers():
    """Neither it nor a program that it starts."""
    seen, _ = run_limited(BAD + "powers", {})
    assert set(seen["own"]) == set(seen["started"]) == {"0000000000000000"}


def test_what_goes_nowhere_can_be_written():
    """Libraries send their chatter to /dev/null."""
    run_limited(BAD + "write_file", {"path": os.devnull})


def test_a_folder_that_was_named_can_be_read(tmp_path):
    """The caller says what else the child needs, such as a library of forms."""
    (tmp_path / "map").write_text("12345")
    answer, _ = run_limited(
        BAD + "read_file", {"path": str(tmp_path / "map")}, b"", ChildLimits(readable=(str(tmp_path),))
    )
    assert answer["size"] == 5


def test_data_of_the_ocr_can_be_read_wherever_it_lies(tmp_path, monkeypatch):
    """Some installations keep Tesseract's data beside their own."""
    (tmp_path / "eng.traineddata").write_text("12345")
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    child._close_all()  # a fork server knows the environment it was started with
    answer, _ = run_limited(BAD + "read_file", {"path": str(tmp_path / "eng.traineddata")})
    child._close_all()
    assert answer["size"] == 5


def test_children_run_beside_each_other():
    """Eight callers at once get eight answers, each its own; one of them hanging holds nobody up."""
    with ThreadPoolExecutor(9) as pool:
        stuck = pool.submit(run_limited, BAD + "hang", {}, b"", QUICK)
        answers = list(pool.map(lambda n: run_limited(BAD + "echo", {"n": n})[0]["seen"]["n"], range(8)))
    assert answers == list(range(8))
    assert isinstance(stuck.exception(), ChildFailed)


def test_a_fork_server_that_died_is_started_again():
    """The kernel may take the server when memory is short; the next call brings a new one."""
    alive_and_well()
    server = child._servers["tests.forms.bad_children"]
    server.process.kill()
    server.process.wait(10)
    alive_and_well()


def test_a_dead_caller_leaves_nothing_behind():
    """kill -9 of the service ends its fork server, the warden and the hanging child, and removes the folder."""
    word = f"grandchild-{os.getpid()}-b"
    program = (
        f"import sys; sys.path.insert(0, {str(Path.cwd())!r});"
        "from forms.child import ChildLimits, run_limited;"
        f"run_limited({BAD + 'hang_with_children'!r}, {{'word': {word!r}}}, b'', ChildLimits(processes=None))"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as caller:
        wait_until(lambda: started_by(word))
        _, folder = started_by(word)
        caller.kill()
    wait_until(lambda: started_by(word) is None and not folder.exists())


def test_an_ordinary_user_has_the_same_child_and_cannot_fork_without_end():
    """Nothing needs root; for ordinary users the kernel counts the processes of the child's own namespace."""
    program = (
        f"import sys; sys.path[:0] = {[str(Path.cwd()), *[p for p in sys.path if 'site-packages' in p]]!r};"
        "from forms.child import run_limited, sandbox_level;"
        f"print(sandbox_level() < 2 or run_limited({BAD + 'fork_bomb'!r}, {{}})[0]['started'] < 16)"
    )
    prefix = [] if os.getuid() else ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
    nested = (
        f"import subprocess; subprocess.run([{sys.executable!r}, '-c', {program[: program.rindex(';')]!r}], check=True)"
    )
    if subprocess.run([*prefix, sys.executable, "-c", nested], cwd="/", capture_output=True).returncode:
        pytest.skip("there is no ordinary user here who can read this folder and its interpreter")
    done = subprocess.run([*prefix, sys.executable, "-c", program], cwd="/", capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr


def test_leftover_folders_are_swept(tmp_path, monkeypatch):
    """What a power cut left behind goes after a day, what is in use stays."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old, new = tmp_path / (forkserver.FOLDER_PREFIX + "old"), tmp_path / (forkserver.FOLDER_PREFIX + "new")
    old.mkdir()
    new.mkdir()
    os.utime(old, (1, 1))
    assert forkserver.sweep() == 1
    assert new.exists()
    assert not old.exists()


def test_a_fork_of_the_caller_gets_its_own_server():
    """After a fork the copy starts afresh and the original goes on."""
    alive_and_well()
    outcome: list[int] = []

    def forked() -> None:
        pid = os.fork()
        if pid == 0:
            try:
                alive_and_well()
                os._exit(0)
            except Exception:  # noqa: BLE001 - told by the exit code
                os._exit(1)
        outcome.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

    thread = threading.Thread(target=forked)
    thread.start()
    thread.join(60)
    assert outcome == [0]
    alive_and_well()
