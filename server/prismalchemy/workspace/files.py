"""Text files on disk: reading without exceptions, writing all or nothing.

Paths are absolute POSIX paths as `str` everywhere in this package, as in `SourceFile.path`.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LARGEST = 32 * 1024 * 1024
"""Bytes; a larger file is refused, since nobody writes one by hand and an editor would stall on it."""

_BOM = b"\xef\xbb\xbf"
_OTHER_UNICODE = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text without its byte order mark, and whether it had one."""

    text: str
    bom: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that cannot be read.

    `reason` is one line: what is wrong, then what to do. `line` and `column` count from 1; None where there is no
    place to name. `remains` is what of the text can be made out, for guessing what the file would have been.
    """

    path: str
    reason: str
    line: int | None = None
    column: int | None = None
    remains: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A file's text before and after: `before` is None for a file that is to be created, `after` for one that goes."""

    path: str
    before: str | None
    after: str | None


class WriteError(Exception):
    """Nothing, or not everything, could be written; the message is one line that begins with the path."""


def absolute(path: str | os.PathLike[str]) -> str:
    """The absolute POSIX path, symbolic links kept as they are."""
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - Path.resolve would follow links


def read_text(path: str) -> Text | Unreadable:
    """The text of a UTF-8 file; line ends are kept as they are."""
    data = _read_bytes(path)
    return data if isinstance(data, Unreadable) else decode(path, data)


def decode(path: str, data: bytes) -> Text | Unreadable:
    """The text in the bytes of a file."""
    if data.startswith(_OTHER_UNICODE):
        return Unreadable(path, "the file is UTF-16, not UTF-8; save it as UTF-8", 1, 1)
    bom = data.startswith(_BOM)
    if bom:
        data = data[len(_BOM) :]
    zero = data.find(b"\0")
    if zero >= 0:
        reason = "the file is binary, not text; exclude it or restore it"
        return Unreadable(path, reason, *_place(data, zero), data.decode("utf-8", "replace"))
    try:
        return Text(data.decode("utf-8"), bom)
    except UnicodeDecodeError as error:
        byte = data[error.start]
        reason = f"byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"
        return Unreadable(path, reason, *_place(data, error.start), data.decode("utf-8", "replace"))


def write_changes(changes: Sequence[Change], *, aside: str | None = None) -> None:
    """Writes all changes, each by a temporary file in the same folder that then takes the file's place.

    The places are taken in the order of the changes, so a process that is killed leaves the first ones of them, each
    of them whole. Files that go are deleted when all others are in their places.

    Nothing is written unless every file still holds the text it had when it was read. A byte order mark, the
    permissions and a symbolic link are kept.

    Args:
        changes: what to write.
        aside: a folder, on the same file system, in which new folders are filled before they get their names: each is
            there with all of its files or not at all. Where it is None, folders are made in their places.

    Raises:
        WriteError: a file was changed by someone else, cannot be written, or would have to exist (or not exist);
            what was written up to there is taken back.
    """
    marks = [_check(change) for change in changes]
    missing = _missing_folders(changes)
    staged: list[_Staged] = []
    done: list[tuple[Change, bool]] = []
    current = ""
    try:
        folders: dict[str, _Staged] = {}
        for change, mark in zip(changes, marks, strict=True):
            current = change.path
            if change.after is None:
                continue
            top = None if aside is None or change.before is not None else _outermost_missing(current)
            if top is None:
                staged.append(_Staged(*_stage(current, change.after, bom=mark), [(change, mark)]))
                continue
            if top not in folders:
                assert aside is not None
                folders[top] = _Staged(_folder_aside(top, aside), top, [])
                staged.append(folders[top])
            inside = os.path.relpath(os.path.realpath(current), top)
            folders[top].changes.append((change, mark))
            _write_new(Path(folders[top].temporary, inside), change.after)
        while staged:
            current = staged[0].changes[0][0].path
            Path(staged[0].temporary).replace(staged[0].target)
            done += staged.pop(0).changes
        for change, mark in zip(changes, marks, strict=True):
            current = change.path
            if change.after is None:
                Path(current).unlink()
                done.append((change, mark))
    except BaseException as error:
        for change, mark in reversed(done):
            _undo(change, bom=mark)
        done.clear()
        if isinstance(error, OSError):
            raise WriteError(f"{current}: the file cannot be written ({_explain(error)})") from error
        raise
    finally:
        for one in staged:
            _remove(Path(one.temporary))
        if len(done) < len(changes):
            for folder in missing:
                with suppress(OSError):
                    Path(folder).rmdir()


@dataclass(frozen=True, slots=True)
class _Staged:
    """What waits under a temporary name to take its place: a file, or a folder with all that comes into it.

    `changes` are those that are done when it is there, with their byte order marks.
    """

    temporary: str
    target: str
    changes: list[tuple[Change, bool]]


_LEFT = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")


def left_behind(folders: Iterable[str]) -> tuple[str, ...]:
    """Temporary files and folders in these folders: of a process that is at work, or of one that was killed."""
    found: list[str] = []
    for folder in folders:
        with suppress(OSError):
            found += [path.as_posix() for path in Path(folder).iterdir() if _LEFT.fullmatch(path.name)]
    return tuple(sorted(set(found)))


def _outermost_missing(path: str) -> str | None:
    """The folder highest up that is not there yet; None where the file's own folder is."""
    found = None
    for folder in Path(os.path.realpath(path)).parents:
        if folder.exists():
            break
        found = folder.as_posix()
    return found


def _folder_aside(top: str, aside: str) -> str:
    """A new folder that is to become `top`, in the folder `aside` or in what there is of it."""
    place = Path(os.path.realpath(aside))
    place = next(folder for folder in (place, *place.parents) if folder.exists())
    made = tempfile.mkdtemp(prefix=f".{posixpath.basename(top)}.", suffix=".tmp", dir=place)
    Path(made).chmod(0o777 & ~_mask())
    return made


def _write_new(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(text.encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())


def _remove(path: Path) -> None:
    """Removes what was staged, as far as that can be."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _undo(change: Change, *, bom: bool) -> None:
    """Puts back what a change has taken the place of, as far as that can be."""
    with suppress(OSError):
        if change.before is None:
            Path(change.path).unlink()
        else:
            temporary, target = _stage(change.path, change.before, bom=bom)
            Path(temporary).replace(target)


def _missing_folders(changes: Sequence[Change]) -> list[str]:
    """The folders that are to be made, the innermost ones first."""
    found = {
        folder.as_posix()
        for change in changes
        if change.before is None
        for folder in Path(change.path).parents
        if not folder.exists()
    }
    return sorted(found, key=len, reverse=True)


def _read_bytes(path: str) -> bytes | Unreadable:
    if "\0" in path:
        return Unreadable(path, "no path holds a null character; check the path")
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            return Unreadable(path, "this is a folder, not a file; name a file")
        if not stat.S_ISREG(status.st_mode):
            return Unreadable(path, "this is not a regular file; name a file")
        if status.st_size > LARGEST:
            return Unreadable(path, f"the file is larger than {LARGEST // 2**20} MiB; exclude it")
        return Path(path).read_bytes()
    except FileNotFoundError:
        return Unreadable(path, "there is no such file; check the path")
    except PermissionError:
        return Unreadable(path, "no permission to read it; change its permissions or exclude it")
    except (OSError, ValueError) as error:
        return Unreadable(path, f"it cannot be read ({_explain(error)}); check the path")


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column (from 1, in code points) of a byte offset; what does not decode counts one a byte."""
    before = data[:offset]
    line_start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    line = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1
    return line, len(before[line_start:].decode("utf-8", "replace")) + 1


def _check(change: Change) -> bool:
    """Whether the file on disk begins with a byte order mark.

    Raises:
        WriteError: the disk does not hold what the change was computed from.
    """
    if change.before is None:
        if Path(change.path).exists():
            raise WriteError(f"{change.path}: the file exists already; nothing was written")
        return False
    on_disk = read_text(change.path)
    if isinstance(on_disk, Unreadable):
        raise WriteError(f"{change.path}: {on_disk.reason}; nothing was written")
    if on_disk.text != change.before:
        raise WriteError(f"{change.path}: the file was changed meanwhile; nothing was written, run the command again")
    return on_disk.bom


def _stage(path: str, text: str, *, bom: bool) -> tuple[str, str]:
    """Writes the new text into a temporary file beside the target; both paths."""
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write((_BOM if bom else b"") + text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(_mode(target))
    except OSError:
        Path(temporary).unlink()
        raise
    return temporary, target.as_posix()


def _mode(target: Path) -> int:
    """The permission bits of the target; for a new file those that the process's mask leaves."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    return 0o666 & ~_mask()


def _mask() -> int:
    """The permission bits that new files of this process do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _explain(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
