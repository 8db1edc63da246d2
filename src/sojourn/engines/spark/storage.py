"""Where a cluster's workspace keeps its data: a folder that all machines see, or a bucket.

Read and written through pyarrow's file systems alone, by the driver and the workers alike. Spark's own readers are not
asked: they would need packages that PySpark does not bring.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from sojourn.errors import ClusterError, MissingExtra
from sojourn.files import write_whole

Options = Mapping[str, str]
SECRETS = ("key", "secret", "token", "password", "credential", "connection_string")
"""What the name of an option has in it where its value is a secret."""


class Storage:
    """Files by their path below `url`. It can travel to workers; its options show up nowhere."""

    def __init__(self, url: str, options: Options | None = None) -> None:
        """`url` is a folder, or like "s3://bucket/shop".

        `options` are those of the file system, such as access_key, secret_key, endpoint_override of S3; what is not
        given comes from the environment of each machine.
        """
        self.url, self._options = absolute(url), dict(options or {})

    def __repr__(self) -> str:
        """Without options: they may be credentials."""
        return f"Storage({self.url!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Storage, (self.url, self._options)

    @cached_property
    def _opened(self) -> tuple[pafs.FileSystem, str]:
        with said_plainly(self):
            return file_system(self.url, self._options)

    @property
    def is_local(self) -> bool:
        """Whether it is a folder of this machine."""
        return "://" not in self.url

    def at(self, url: str) -> Storage:
        """Another place, with the same options where it is of the same kind."""
        same = url.partition("://")[0] == self.url.partition("://")[0]
        return Storage(url, self._options if same else None)

    def hidden(self, text: str) -> str:
        """A text without the secrets among the options; their other words, such as a region, help who reads it."""
        for name, value in self._options.items():
            if any(word in name.lower() for word in SECRETS):
                text = text.replace(str(value), "***") if value else text
        return text

    def open(self, name: str) -> pq.ParquetFile:
        """A Parquet file, to be read in parts."""
        system, base = self._opened
        with said_plainly(self):
            return pq.ParquetFile(f"{base}/{name}" if name else base, filesystem=system)

    def table(self, name: str, columns: Sequence[str] | None = None, where: Any = None) -> pa.Table:
        """A Parquet file; of `columns` those that it has."""
        system, base = self._opened
        with said_plainly(self):
            if columns is not None:
                there = pq.read_schema(f"{base}/{name}", filesystem=system).names
                columns = [column for column in columns if column in there]
            return pq.read_table(f"{base}/{name}", columns=columns, filesystem=system, filters=where, partitioning=None)

    def write(self, name: str, table: pa.Table) -> int:
        """Write a Parquet file; returns its size in bytes."""
        system, base = self._opened
        path = f"{base}/{name}"
        with said_plainly(self):
            self._make_room(path)
            pq.write_table(table, path, filesystem=system, compression="zstd", compression_level=1)
            return int(system.get_file_info(path).size)

    def get(self, name: str) -> bytes | None:
        """The bytes of a file; None where it is not there."""
        system, base = self._opened
        with said_plainly(self):
            if system.get_file_info(f"{base}/{name}").type == pafs.FileType.NotFound:
                return None
            with system.open_input_stream(f"{base}/{name}") as file:
                return bytes(file.read())

    def put(self, name: str, content: bytes) -> None:
        """Make or replace a file in one step: a reader sees the old one or this one."""
        system, base = self._opened
        path = f"{base}/{name}"
        with said_plainly(self):
            self._make_room(path)
            if system.type_name == "local":
                write_whole(Path(path), content)
                return
            with system.open_output_stream(path) as file:
                file.write(content)

    def names(self, below: str) -> list[str]:
        """The files below a folder, in the order of their names; empty where there is none."""
        system, base = self._opened
        with said_plainly(self):
            found = system.get_file_info(pafs.FileSelector(f"{base}/{below}".rstrip("/"), True, True))
        files = [one.path for one in found if one.type == pafs.FileType.File]
        return sorted(path.removeprefix(base).lstrip("/") for path in files)

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; one that is gone already is no error."""
        system, base = self._opened
        for name in names:
            try:
                system.delete_file(f"{base}/{name}")
            except FileNotFoundError:
                continue

    def _make_room(self, path: str) -> None:
        """Folders are made where they are real."""
        system, _ = self._opened
        if system.type_name == "local":
            system.create_dir(path.rpartition("/")[0], recursive=True)


class Reader:
    """A storage as an argument of a function that is cached: all are alike, so that the cache goes by the url."""

    def __init__(self, storage: Storage) -> None:
        """Reads this storage."""
        self.storage = storage

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reader)

    def __hash__(self) -> int:
        return 0


def absolute(url: str) -> str:
    """A URL as all machines understand it: workers have a working directory of their own."""
    return url.rstrip("/") if "://" in url else str(Path(url).absolute())


def file_system(url: str, options: Options) -> tuple[pafs.FileSystem, str]:
    """The file system of a URL and the path in it. Raises MissingExtra, ClusterError."""
    scheme, separator, path = url.partition("://")
    if not separator or scheme == "file":
        return pafs.LocalFileSystem(), str(Path(path or url).absolute())
    if scheme in ("s3", "s3a", "s3n"):
        return pafs.S3FileSystem(**_from_environment(options)), path
    try:
        import fsspec
    except ImportError:
        raise MissingExtra("fsspec", "spark") from None
    try:
        opened = fsspec.filesystem(scheme, **options)
    except (ImportError, ValueError) as error:
        raise ClusterError(f'No file system for "{scheme}://": {error}. Install it on all machines.') from None
    return pafs.PyFileSystem(pafs.FSSpecHandler(opened)), path


def _from_environment(options: Options) -> dict[str, str]:
    """Options of S3; an endpoint that the environment names is one, too. Credentials pyarrow finds by itself."""
    import os

    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    return ({"endpoint_override": endpoint} if endpoint else {}) | dict(options)


class said_plainly:  # noqa: N801 - reads as a sentence after "with"
    """What a file system says, without its options, and with the next step."""

    def __init__(self, storage: Storage) -> None:
        """Errors are about this storage."""
        self._storage = storage

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FileNotFoundError) or not isinstance(error, OSError | pa.ArrowException):
            return
        said = self._storage.hidden(str(error)).splitlines()
        raise ClusterError(
            f"{self._storage.url} cannot be used: {said[0] if said else kind}. Check that every machine of the cluster "
            "reaches it, and its credentials (environment, or storage_options=)."
        ) from None
