"""A second start skips the preparation only when nothing it depends on has changed."""

from config.local.prepared import fingerprint, is_prepared, remember


def test_what_was_prepared_for_this_very_code_is_not_prepared_again(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "models.py").write_text("a = 1")
    mark = fingerprint([source], facts={"port": "8000"})

    before = is_prepared(tmp_path, mark)
    remember(tmp_path, mark)

    assert (before, is_prepared(tmp_path, mark)) == (False, True)


def test_a_changed_file_another_port_and_another_database_are_prepared_anew(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "models.py").write_text("a = 1")
    remember(tmp_path, fingerprint([source], facts={"port": "8000", "database": "one"}))

    other_port = fingerprint([source], facts={"port": "8001", "database": "one"})
    other_database = fingerprint([source], facts={"port": "8000", "database": "two"})
    (source / "models.py").write_text("a = 12")
    other_code = fingerprint([source], facts={"port": "8000", "database": "one"})

    assert [is_prepared(tmp_path, mark) for mark in (other_port, other_database, other_code)] == [False] * 3
