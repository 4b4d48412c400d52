import pytest

from manual.closed import fetched, open_ends

ELSEWHERE = "https://cdn.example.org/a"


@pytest.mark.parametrize(
    "page",
    [
        f'<script src="{ELSEWHERE}"></script>',
        f'<link rel="stylesheet" href="{ELSEWHERE}">',
        f'<img alt="" src="{ELSEWHERE}">',
        f'<iframe src="{ELSEWHERE}"></iframe>',
        f"@import '{ELSEWHERE}';",
        f'@font-face {{ src: url("{ELSEWHERE}") }}',
    ],
)
def test_what_is_fetched_from_elsewhere_is_found(page):
    assert fetched(page) == [ELSEWHERE]


@pytest.mark.parametrize(
    "page",
    [f'<a href="{ELSEWHERE}">', '<script src="../a.js">', "url(a.svg)", "url(data:image/png;x)"],
)
def test_links_and_what_is_beside_it_are_fine(page):
    assert fetched(page) == []


def test_a_protocol_of_the_page_is_elsewhere_too():
    assert fetched('<img src="//example.org/a.png">') == ["//example.org/a.png"]


def test_the_file_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.html").write_text(f'<img src="{ELSEWHERE}">')
    (tmp_path / "c.html").write_text("<p>")
    assert list(open_ends(tmp_path)) == [f"a/b.html: {ELSEWHERE}"]
