"""A crew on a Dask cluster: the one file that knows Dask. Its workers need the same maquette, which brings servers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from .. import __version__
from ..advisors.selection.problem import Question
from ..model.errors import ExperimentError, UnsupportedError
from .worker import Parcel, Reply, answer, retire, version

if TYPE_CHECKING:
    from distributed import Client

SECONDS = 10  # for scheduler and workers to answer
START = "start one with: dask scheduler, and workers with: dask worker HOST:PORT"


class Cluster:
    """A crew of a cluster's workers. Each has the parcel as long as this object; with the parcel goes its twin."""

    def __init__(self, client: Client, parcel: Parcel) -> None:
        from distributed import KilledWorker

        self.lost: tuple[type[Exception], ...] = (KilledWorker, CancelledError, OSError)
        self.size = len(client.nthreads())
        self._client, self._parcel = client, parcel
        self._executor = client.get_executor(pure=False)
        self._send()

    def submit(self, questions: Sequence[Question]) -> Future[Reply]:
        future: Future[Reply] = self._executor.submit(answer, self._sent, questions)
        return future

    def mend(self) -> None:
        """Dask asks again by itself; here the parcel is lost, or the scheduler."""
        with _reaching("the Dask cluster is gone"):
            self._client.wait_for_workers(1, timeout=SECONDS)
            self._send()

    def close(self, wait: bool) -> None:
        """End the twins of this problem."""
        self._executor.shutdown(wait=False)
        with suppress(Exception):  # a cluster that is gone ends its twins itself
            self._client.run(retire, self._parcel.key, wait=wait, on_error="ignore")

    def _send(self) -> None:
        self._sent = self._client.scatter(self._parcel, broadcast=True)


@contextmanager
def open_cluster(address: str, parcel: Parcel) -> Iterator[Cluster]:
    """The workers of the cluster whose scheduler is at HOST:PORT. Raises UnsupportedError, ExperimentError."""
    try:
        from distributed import Client
    except ImportError:
        raise UnsupportedError(
            "a Dask cluster needs Dask's client, which is not installed", "pip install 'maquette[cluster]'"
        ) from None
    with _reaching(f"no Dask scheduler answers at {address}"):
        client = Client(f"tcp://{address}", timeout=SECONDS, set_as_default=False, name="maquette")
    with client:
        with _reaching(f"the Dask cluster at {address} has no workers"):
            client.wait_for_workers(1, timeout=SECONDS)
        _check(client)
        cluster = Cluster(client, parcel)
        ended = False
        try:
            yield cluster
            ended = True
        finally:
            cluster.close(wait=ended)


def _check(client: Client) -> None:
    """That all workers have this maquette."""
    try:
        versions = set(client.run(version).values())
    except ImportError as error:
        raise UnsupportedError(f"the cluster's workers lack {error.name}", "install maquette on them too") from None
    if versions != {__version__}:
        others = ", ".join(sorted(versions - {__version__}))
        raise UnsupportedError(
            f"the cluster's workers have maquette {others}, this is {__version__}", "install the same version on both"
        )


@contextmanager
def _reaching(what: str) -> Iterator[None]:
    try:
        yield
    except (OSError, TimeoutError, ValueError) as error:
        raise ExperimentError(f"{what}: {' '.join(str(error).split())[:200]}", START) from None
