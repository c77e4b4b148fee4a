"""The register's database with real transactions, and its way of asking as a given actor: files are read beside it."""

from tests.web.register.conftest import enter, transactional_db

__all__ = ["enter", "transactional_db"]
