"""A process takes away its own rights: on the disk by Linux Landlock, which needs no root and no set-up, and root's.

Allowed is what is named; keys, databases and other people's files are not. Kernels without Landlock (before 5.13, or
switched off) leave things as they were, and `confine` says so. Constants: include/uapi/linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from typing import Final

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # system calls, the same on all 64-bit machines
ASK_VERSION: Final = 1
PATH_BENEATH: Final = 1
NO_NEW_PRIVILEGES: Final = 38  # prctl
CAPABILITIES_VERSION: Final = 0x20080522  # capset(2), _LINUX_CAPABILITY_VERSION_3: two words a set

EXECUTE, WRITE_FILE, READ_FILE, READ_DIRECTORY, REMOVE_FILE, MAKE_SOCKET = 1, 2, 4, 8, 32, 512
OF_FILES: Final = EXECUTE | WRITE_FILE | READ_FILE  # the kernel takes no other right for what is no folder
READ: Final = EXECUTE | READ_FILE | READ_DIRECTORY
# Of what lies in /dev only these, which hold nothing: disks lie there too, and in /dev/shm other programs' memory.
DEVICES: Final = tuple(f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom"))
ALL_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}  # by version of the interface
NO_TCP, STAY_INSIDE = 3, 3  # bind and connect (version 4); abstract sockets and signals to outside (version 6)


def confine(readable: Iterable[str], writable: Iterable[str], sockets: Iterable[str] = ()) -> bool:
    """Keep this process and its children to these files and folders, for ever; whether the kernel can do that.

    In folders of `sockets` they may make sockets and remove files, and neither read nor write any.
    DEVICES stay readable and writable. TCP goes too where the kernel knows how.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ASK_VERSION)
    if version < 1:
        return False
    every = ALL_RIGHTS[min(version, 3)]
    rules = _ruleset(libc, version, every)
    if rules < 0:
        return False
    try:
        for folder in readable:
            _allow(libc, rules, folder, READ)
        for folder in writable:
            _allow(libc, rules, folder, every)
        for folder in sockets:
            _allow(libc, rules, folder, MAKE_SOCKET | REMOVE_FILE)
        for device in DEVICES:
            _allow(libc, rules, device, READ_FILE | WRITE_FILE)
        libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(libc.syscall(RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def give_up_privileges() -> None:
    """Root keeps its name and none of its powers, for ever.

    Where no user namespace can be had (in a chroot, say) a child of root's has them all: it could read every process's
    environment past Landlock, and raise its own limits.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)  # or a program that it starts would have them again
    none = struct.pack("=6I", *[0] * 6)  # effective, permitted and inheritable, of each word
    libc.capset(struct.pack("=Ii", CAPABILITIES_VERSION, 0), none)


def _ruleset(libc: ctypes.CDLL, version: int, every: int) -> int:
    parts = [every, NO_TCP, STAY_INSIDE][: 1 if version < 4 else 2 if version < 6 else 3]
    attributes = struct.pack(f"={len(parts)}Q", *parts)
    return int(libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0))


def _allow(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    """What is not there needs no right."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights &= rights if stat.S_ISDIR(os.fstat(fd).st_mode) else OF_FILES
        libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, fd), 0)
    finally:
        os.close(fd)
