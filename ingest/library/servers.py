"""The servers that hold parts of a library, so that any number of machines can share it."""

from dataclasses import dataclass

from assistant.ingest.errors import UsageError
from assistant.ingest.library.catalog_contract import Catalog
from assistant.ingest.library.chroma_server import ChromaAddress


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers of a library.

    Attributes:
        catalog_url: A PostgreSQL database, such as postgresql://user@host/database; SQLite in the library's folder if None.
        chroma: A Chroma server; embedded Chroma in the library's folder if None.
    """

    catalog_url: str | None = None
    chroma: ChromaAddress | None = None

    def open_catalog(self, create: bool) -> Catalog:
        """Opens the catalog at `catalog_url`.

        Args:
            create: Whether to create its tables if they are missing.

        Raises:
            LibraryError: If there is no catalog, or it cannot be opened.
            UsageError: If the address is not PostgreSQL's, its driver is missing, or no Chroma server is set.
        """
        assert self.catalog_url is not None
        if not self.catalog_url.startswith(("postgresql://", "postgres://")):
            raise UsageError(
                "the setting catalog_url is no address of PostgreSQL; it must be like postgresql://user@host/database"
            )
        if self.chroma is None:
            raise UsageError(
                "the setting catalog_url needs chroma_url beside it: machines that share a catalog cannot share embedded Chroma; "
                "start a server with: chroma run --path DIR"
            )
        from assistant.ingest.library.postgres.catalog import open_postgres

        return open_postgres(self.catalog_url, create)
