"""Pages leave compressed, and what a browser kept is still recognised."""

import gzip


def test_a_page_leaves_compressed_for_who_can_read_that(lisbon_client):
    plain = lisbon_client.get("/en/about/privacy/")

    compressed = lisbon_client.get("/en/about/privacy/", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in plain.headers
    assert compressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(compressed.content) == plain.content
    assert "Accept-Encoding" in compressed["Vary"]


def test_a_kept_page_is_recognised_though_each_compression_has_another_length(lisbon_client):
    first = lisbon_client.get("/en/about/privacy/", headers={"accept-encoding": "gzip"})

    again = lisbon_client.get("/en/about/privacy/", headers={"accept-encoding": "gzip", "if-none-match": first["ETag"]})

    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
