import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from batch_relay.reports.page import page
from batch_relay.reports.summary import Summary
from batch_relay.wire.usage import UsageItem
from tests.unit.reports.runs import AT, RUN, attempt, failed, sample

EVIL = """<script>alert("x")</script>'&"""


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.open, self.said = [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self.open += [] if tag == "meta" else [tag]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said += data


def html(*samples, run=RUN, definition=None):
    summary = Summary()
    for one in samples:
        summary.add(one)
    return page(run, definition or {}, summary, at=AT)


def test_the_page_sums_up_what_ran():
    said = Reader(html(sample("S1", attempt(ran=3600)), failed())).said
    for words in ("w for p", "1 SUCCEEDED (50.0%)", "exit code 3", "1.0 h", "job-definition/"):
        assert words in said


def test_failures_are_grouped_by_reason_and_name_samples():
    said = Reader(html(*(failed(f"S{n}") for n in range(12)), failed("odd", "no disk"))).said
    assert "12" in said
    assert "S9 and 2 more" in said
    assert "no disk" in said


def test_the_names_of_columns_of_numbers_stand_where_the_numbers_do():
    assert '<th scope="col" class="number">Jobs</th>' in html(sample("S1", attempt()))
    assert '<th scope="col">Analysis</th>' in html(sample("S1", attempt()))


def test_a_cost_that_nobody_knows_is_not_nothing():
    free = UsageItem(jobs=1, dollars=0)
    unpriced = html(sample("S1", attempt(usage=free)), run=RUN.model_copy(update={"used": free}))
    assert "not known: its queues have no price" in Reader(unpriced).said
    assert ">Cost</th>" not in unpriced
    assert ">Cost</th>" in html(sample("S1", attempt()))


def test_retries_are_counted_by_what_was_decided():
    twice = '<td class="number">2</td><td class="number">1</td><td>application</td><td>again</td>'
    assert twice in html(failed("a"), failed("b"))


def test_whatever_names_and_reasons_hold_is_text():
    evil = failed(EVIL, EVIL)
    reader = Reader(html(evil, definition={"x": EVIL}, run=RUN.model_copy(update={"reason": EVIL})))
    assert "script" not in reader.tags
    assert reader.said.count(EVIL) >= 3


@given(text=st.text())
def test_every_element_is_closed_whatever_is_told(text):
    assert Reader(html(failed(text, text))).open == []


def test_the_page_asks_nothing_of_anybody():
    reader = Reader(html(sample("S1", attempt()), failed()))
    assert not {"link", "img", "script", "iframe", "object"} & set(reader.tags)
    assert not {"src", "href", "style", "onload", "onclick"} & {n for n, _ in reader.attributes}
    assert "url(" not in html(sample())


def test_the_policy_allows_its_own_style_and_nothing_else():
    whole = html(sample("S1", attempt()))
    style = re.search("<style>(.*)</style>", whole, re.DOTALL)[1]
    checksum = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{checksum}'" in whole


def test_both_themes_are_served():
    assert "prefers-color-scheme: dark" in html()


def test_a_run_that_has_done_nothing_has_a_page():
    assert "w for p" in html()


def test_ten_thousand_samples_make_a_small_page():
    many = [sample(f"S{n}", attempt(after=n)) for n in range(10_000)]
    assert len(html(*many)) < 50_000
