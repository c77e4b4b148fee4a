"""What a killed program left is taken away once nobody can still be sending it."""

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from muster.web.intake.models import Upload
from muster.web.intake.uploads import BRINGING_S, sweep


@pytest.mark.django_db
def test_old_leavings_go_and_open_uploads_stay(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "arriving"
    folder = tmp_path / "files" / "intake"
    said = {"compartment": "north", "into": "register.source:1", "name": "a.csv", "size": 1, "sha256": "", "wanted": {}}
    kept = Upload.objects.create(**said, brought_by="0" * 32)
    for path in (kept.folder, folder / "left", folder / "now", settings.FILE_UPLOAD_TEMP_DIR):
        path.mkdir(parents=True)
    for path in (folder / "left" / "content", tmp_path / "arriving" / "old", tmp_path / "arriving" / "new"):
        path.write_bytes(b"x")
    for path in (kept.folder, folder / "left", tmp_path / "arriving" / "old"):
        long_ago_s = path.stat().st_mtime - BRINGING_S - 60
        os.utime(path, (long_ago_s, long_ago_s))
    assert sweep() == 2
    assert sorted(path.name for path in folder.iterdir()) == sorted([kept.ref.hex, "now"])
    assert [path.name for path in (tmp_path / "arriving").iterdir()] == ["new"]
