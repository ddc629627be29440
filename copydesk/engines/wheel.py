"""The library as a wheel, made of what is installed here: what an engine's workers have of copydesk."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import copydesk
from copydesk.settings import shipped_config

NAME = f"copydesk-{copydesk.__version__}-py3-none-any.whl"
_INFO = f"copydesk-{copydesk.__version__}.dist-info"
_METADATA = f"Metadata-Version: 2.1\nName: copydesk\nVersion: {copydesk.__version__}\n"
_WHEEL = "Wheel-Version: 1.0\nGenerator: copydesk\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
# A worker has no scheduler to talk to.
_LEFT_OUT = ("tasks", "__pycache__")
_SETTINGS = ("copydesk.toml",)


def make_wheel(folder: Path) -> Path:
    """The wheel in the folder: the library and its data, without the tasks. The same library gives the same bytes."""
    path = folder / NAME
    files = dict(_files())
    files |= {f"{_INFO}/METADATA": _METADATA.encode(), f"{_INFO}/WHEEL": _WHEEL.encode()}
    record = "".join(f"{name},sha256={_digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{_INFO}/RECORD"] = f"{record}{_INFO}/RECORD,,\n".encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in files.items():
            wheel.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def _files() -> Iterator[tuple[str, bytes]]:
    package = Path(copydesk.__file__).parent
    for path in sorted(package.rglob("*")):
        inside = path.relative_to(package)
        if path.is_file() and not set(_LEFT_OUT) & set(inside.parts) and inside.parts[0] != "config":
            yield f"copydesk/{inside.as_posix()}", path.read_bytes()
    for name in _SETTINGS:
        yield f"copydesk/config/{name}", shipped_config(name).read_bytes()


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
