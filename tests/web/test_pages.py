"""What every answer of the site carries."""

from django.test import Client


def test_an_address_that_is_not_there_still_carries_the_whole_policy(client: Client) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
