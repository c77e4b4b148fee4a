"""The register's database with real transactions: files are read beside it."""

from tests.web.register.conftest import transactional_db

__all__ = ["transactional_db"]
