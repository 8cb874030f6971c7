"""English reports: who, when, how much and what was done, each by a sentence of its own."""

import pytest

import graph.extract as ex

PUBLISHED = "2021-07-07"  # a Wednesday


def rows(text: str, published: str = PUBLISHED) -> list[dict]:
    return ex.to_rows(ex.extract(text + "\n", published=published))


def one(text: str) -> dict:
    [row] = rows(text)
    return row


def names(row: dict, key: str) -> list[str]:
    return [item["name"] for item in row[key]]


def amounts(row: dict) -> list[tuple]:
    return [(q["value"], q["measure"] or "", q["bound"], q["of"] or "", q["role"]) for q in row["quantities"]]


def said(text: str) -> list[str]:
    return [row["did"] for row in rows(text)]


# ---- sentences ----


@pytest.mark.parametrize(
    "line",
    [
        "MARLOW, July 3 (AP) - ",
        "PORT ELLIS, Fla. (Reuters) — ",
        "LONDON – ",
        "NEW HAVEN, Conn., July 3, 2021 -- ",
    ],
)
def test_a_dateline_is_no_part_of_the_sentence(line):
    row = one(f"{line}The county sent 12 boats to Ashby.")
    assert names(row, "who") == ["county"]
    assert row["when"]["start"] is None
    assert row["source"]["start"] == len(line)


def test_abbreviations_end_no_sentence():
    row = one("On Feb. 3 Dr. Ana M. Ruiz of St. Mary's treated 12 patients.")
    assert names(row, "who") == ["Ana M. Ruiz"]
    assert row["when"]["start"] == "2021-02-03"


# ---- who ----


def test_a_number_before_the_doers_counts_them():
    row = one("Two hundred volunteers from the county have cleared the main road.")
    assert names(row, "who") == ["volunteers"]
    assert names(row, "from") == ["county"]
    assert amounts(row) == [(200, "", "exact", "volunteers", "doer")]


def test_a_list_of_doers():
    row = one("The fire department, the Red Cross and volunteers searched the valley.")
    assert names(row, "who") == ["fire department", "Red Cross", "volunteers"]


@pytest.mark.parametrize(
    ("text", "who", "type_"),
    [
        ("Mayor Rita Holm visited Ashby.", "Rita Holm", "person"),
        ("Rita Holm, 41, a nurse from Ashby, visited the camp.", "Rita Holm", "person"),
        ("Fire Chief Tom O'Dell led the search.", "Tom O'Dell", "person"),
        ("The Department of Public Works repaired the bridge.", "Department of Public Works", "unit"),
        ("Members of the rowing club rescued a dog.", "Members of the rowing club", "group"),
        ("A rescue team from Ashby searched the valley.", "rescue team", "team"),
        ("Four crews cleared the road.", "crews", "team"),
    ],
)
def test_what_doers_are(text, who, type_):
    row = one(text)
    assert [(a["name"], a["type"]) for a in row["who"]] == [(who, type_)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "The Harbour Safety Agency closed the pier. The agency repaired it in June.",
            "Harbour Safety Agency",
        ),
        ("The Lantern Fund gave the school $500. The charity also delivered books.", "Lantern Fund"),
        ("Mayor Rita Holm opened the camp. Holm thanked the volunteers.", "Rita Holm"),
        ("Mayor Rita Holm opened the camp. She thanked the volunteers.", "Rita Holm"),
        ("Twelve firefighters reached Ashby. They evacuated 30 residents.", "firefighters"),
    ],
)
def test_a_later_mention_means_who_was_named(text, who):
    last = rows(text)[-1]
    assert names(last, "who") == [who]
    assert "who" in last["inferred"]


def test_a_second_verb_keeps_the_doer_and_says_so():
    first, second = rows("Engineers inspected the dam and repaired two gates.")
    assert names(first, "who") == names(second, "who") == ["Engineers"]
    assert "who" in second["inferred"]
    assert "who" not in first.get("inferred", [])


def test_a_second_doer_is_its_own():
    first, second = rows("Engineers inspected the dam, and the county closed two roads.")
    assert (names(first, "who"), names(second, "who")) == (["Engineers"], ["county"])


def test_partners_receivers_and_givers():
    assert names(one("Brill Steel signed an agreement with the dockers' union."), "with") == [
        "dockers' union"
    ]
    assert names(one("The county donated 40 tents to the families in Ashby."), "to") == ["families"]
    assert names(one("The camp received 40 tents from the Red Cross."), "from") == ["Red Cross"]
    row = one("The bank gave the school 300 books and $2,000.")
    assert names(row, "to") == ["school"]
    assert amounts(row) == [(300, "", "exact", "books", "goods"), (2000, "$", "exact", "", "money")]


def test_each_receiver_may_be_counted():
    row = one("The fund gave 60 families $1,000 each.")
    assert names(row, "to") == ["families"]
    assert amounts(row) == [(60, "", "exact", "families", "recipient"), (1000, "$", "exact", "", "money")]


def test_a_subject_stands_behind_a_verb_that_the_lexicon_has_not():
    row = one("The families were taken to Ashby School, where the Red Cross opened a shelter.")
    assert names(row, "who") == ["Red Cross"]
    row = one("The storm uprooted trees and crews cleared the road.")
    assert names(row, "who") == ["crews"]


# ---- what was done ----


def test_a_passive_names_its_doer_behind_by():
    row = one("Blankets and soup were handed out by the Red Cross at Ashby School.")
    assert (row["kind"], row["did"]) == ("supply", "handed out")
    assert names(row, "who") == ["Red Cross"]
    assert row["what"] == ["Blankets", "soup"]
    assert names(row, "where") == ["Ashby School"]


def test_a_passive_without_a_doer_takes_the_one_before_it_in_its_paragraph():
    last = rows("Firefighters reached the mill. Five workers were rescued.")[-1]
    assert (names(last, "who"), names(last, "to")) == (["Firefighters"], ["workers"])
    assert "who" in last["inferred"]
    assert amounts(last) == [(5, "", "exact", "workers", "recipient")]
    assert rows("Five workers were rescued.") == []
    assert said("Firefighters reached the mill.\n\nFive workers were rescued.") == ["reached"]


@pytest.mark.parametrize(
    "text",
    [
        "The county did not close the road.",
        "The county didn't close the road.",
        "The county never sent a boat.",
        "The county has not yet repaired the road.",
        "No roads were closed by the county.",
        "No one sent boats.",
        "Neither the county nor the city sent boats.",
        "The county will send boats on Friday.",
        "The county plans to send boats.",
        "The road is expected to be closed by the county.",
        "The road will be closed by the county.",
        "The county promised to send boats.",
        "The county could have sent boats.",
        "If the county sent boats, people would stay.",
        "Houses damaged by the flood stood empty.",
        "The newly repaired bridge stood empty.",
        "The county failed to send boats.",
    ],
)
def test_denials_plans_and_descriptions_are_no_deeds(text):
    assert rows(text) == []


def test_what_somebody_says_is_one_deed():
    row = one("Mayor Rita Holm said on Monday the county had donated 40 tents and opened a camp.")
    assert (row["kind"], names(row, "who")) == ("say", ["Rita Holm"])
    assert row["when"]["start"] == "2021-07-05"
    assert row["quantities"] == []
    row = one('"We sent boats and opened a camp," said Tom Reed, head of the county office.')
    assert (row["kind"], names(row, "who")) == ("say", ["Tom Reed"])


def test_what_is_told_before_its_source_is_drafted_with_the_source_as_its_reason():
    sent, told = rows("The county sent 12 boats, officials said on Tuesday.")
    assert (sent["did"], told["did"]) == ("sent", "said")
    assert sent["when"]["start"] is None
    assert (
        "as officials said"
        in ex.extract("The county sent 12 boats, officials said.\n", published=PUBLISHED).deeds[0]["reason"]
    )


def test_a_relative_clause_has_the_doer_before_it():
    first, second = rows("The Red Cross, which opened a camp in May, has fed 300 families.")
    assert names(first, "who") == ["Red Cross"]
    assert names(second, "who") == ["Red Cross"]
    assert first["when"]["start"] == "2021-05-01"
    assert second["when"]["start"] is None


# ---- when ----


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("on Friday", {"start": "2021-07-02", "end": "2021-07-02"}),
        ("on Wednesday", {"start": "2021-07-07", "end": "2021-07-07"}),
        ("last Wednesday", {"start": "2021-06-30", "end": "2021-06-30"}),
        ("Monday morning", {"start": "2021-07-05", "end": "2021-07-05"}),
        ("since Tuesday", {"start": "2021-07-06"}),
        ("from Monday to Wednesday", {"start": "2021-07-05", "end": "2021-07-07"}),
        ("yesterday", {"start": "2021-07-06", "end": "2021-07-06"}),
        ("last week", {"start": "2021-06-28", "end": "2021-07-04"}),
        ("last month", {"start": "2021-06-01", "end": "2021-06-30"}),
        ("last year", {"start": "2020-01-01", "end": "2020-12-31"}),
        ("three days ago", {"start": "2021-07-04", "end": "2021-07-04"}),
        ("on July 3", {"start": "2021-07-03", "end": "2021-07-03"}),
        ("on December 30", {"start": "2020-12-30", "end": "2020-12-30"}),
        ("on 3 July 2020", {"start": "2020-07-03", "end": "2020-07-03"}),
        ("from March 3 to March 5", {"start": "2021-03-03", "end": "2021-03-05"}),
        ("March 3-5", {"start": "2021-03-03", "end": "2021-03-05"}),
        ("between December 30 and January 2", {"start": "2020-12-30", "end": "2021-01-02"}),
        ("in early March", {"start": "2021-03-01", "end": "2021-03-10"}),
        ("in mid-March", {"start": "2021-03-11", "end": "2021-03-20"}),
        ("in late February", {"start": "2021-02-21", "end": "2021-02-28"}),
        ("in November", {"start": "2020-11-01", "end": "2020-11-30"}),
        ("in March 2019", {"start": "2019-03-01", "end": "2019-03-31"}),
        ("in 2019", {"start": "2019-01-01", "end": "2019-12-31"}),
        ("for three days", {"duration": "P3D"}),
        ("twice a day", {"recurrence": {"times": 2, "per": "P1D"}}),
        ("three times a week", {"recurrence": {"times": 3, "per": "P1W"}}),
        ("every day", {"recurrence": {"times": 1, "per": "P1D"}}),
        ("around the clock", {"recurrence": {"allDay": True}}),
        ("on February 30", {}),
        ("at 10:30 p.m.", {}),
    ],
)
def test_times(words, when):
    row = one(f"Engineers inspected the dam {words}.")
    assert {key: value for key, value in row["when"].items() if value} == when
    assert row["quantities"] == []


def test_running_figures_are_as_of_a_day_and_summaries():
    row = one("As of July 2, the charity had raised more than $1.5 million.")
    assert names(row, "who") == ["charity"]
    assert (row["when"]["asOf"], row["when"]["start"]) == ("2021-07-02", None)
    assert amounts(row) == [(1500000, "$", "atLeast", "", "money")]
    assert row["summary"]
    assert one("By Monday, crews had repaired 40 roofs.")["when"]["asOf"] == "2021-07-05"
    assert one("So far, crews have repaired 40 roofs.")["summary"]
    assert one("Crews repaired a total of 40 roofs.")["summary"]
    assert not one("Crews repaired 40 roofs.")["summary"]


def test_a_day_holds_for_the_later_clauses_of_its_sentence():
    first, second = rows("On Monday, crews repaired the dam; the county opened a road.")
    assert first["when"]["start"] == second["when"]["start"] == "2021-07-05"
    assert "when.start" in second["inferred"]


# ---- how much ----


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("some 300 tents", (300, "", "about", "tents", "goods")),
        ("nearly two dozen tents", (24, "", "almost", "tents", "goods")),
        ("at least 40 tents", (40, "", "atLeast", "tents", "goods")),
        ("up to 40 tents", (40, "", "atMost", "tents", "goods")),
        ("2.5 tonnes of rice", (2.5, "tonnes", "exact", "rice", "goods")),
        ("90 crates of apples", (90, "crates", "exact", "apples", "goods")),
        ("£200", (200, "£", "exact", "", "money")),
        ("3.2m euros", (3200000, "euros", "exact", "", "money")),
        ("US$1.5 million", (1500000, "US$", "exact", "", "money")),
    ],
)
def test_quantities(words, amount):
    assert amounts(one(f"The county donated {words} to the families.")) == [amount]


def test_shares_and_rates():
    row = one("Crews contained about 40 percent of the fire, which has burned 6,000 acres.")
    assert amounts(row) == [(40, "%", "about", "fire", "rate")]
    row = one("Volunteers cooked 900 meals a day.")
    assert amounts(row) == [(900, "", "exact", "meals", "rate")]
    assert row["what"] == ["meals"]


def test_what_an_unknown_verb_says_belongs_to_no_other():
    row = one("Officers arrested four people and confiscated a dozen flares.")
    assert amounts(row) == [(4, "", "exact", "people", "whom")]
    assert names(row, "whom") == ["people"]


def test_scores_spells_and_sums_are_no_names():
    row = one("Ashby beat Marlow Rovers 3-1 in 2 hours.")
    assert (row["what"], row["quantities"]) == (["Marlow Rovers"], [])
    row = one("The league fined Marlow Rovers $20,000.")
    assert amounts(row) == [(20000, "$", "exact", "", "money")]
    assert one("The club sold seven of them.")["what"] == []


@pytest.mark.parametrize("words", ["a two-week course", "the 3rd course", "Course 12", "a course at age 45"])
def test_no_quantities(words):
    assert one(f"Rita Holm organized {words}.")["quantities"] == []


@pytest.mark.parametrize(
    ("word", "currency"),
    [("$", "USD"), ("US$", "USD"), ("£", "GBP"), ("€", "EUR"), ("euros", "EUR"), ("yen", "JPY")],
)
def test_money_has_its_iso_4217_code(word, currency):
    from graph.model.measures import measure

    assert measure(word).terms == {"currency": currency}


# ---- where ----


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("Crews searched houses near Ashby Bridge.", ["Ashby Bridge"]),
        ("Crews repaired 12 roofs in Ashby and Little Marlow.", ["Ashby", "Little Marlow"]),
        ("The county sent boats to Ashby village in July.", ["Ashby village"]),
        ("Rita Holm visited the camp.", ["camp"]),
        ("Crews repaired 12 roofs in July.", []),
        ("The county donated 40 tents to the Red Cross.", []),
    ],
)
def test_places(text, where):
    assert names(one(text), "where") == where


def test_every_draft_is_valid_and_its_spans_hold(tmp_path):
    from graph.validate.check import examine

    text = (
        "Flood crews reach Ashby\n\nASHBY, July 5 (AP) - Two hundred volunteers from the county have cleared the road "
        "since Sunday. Blankets were handed out by the Red Cross twice a day.\n\nAs of July 4, the Lantern Fund had "
        "raised more than $1.5 million. The charity gave 12 families 300 books, and crews repaired half a mile of track.\n"
    )
    made = ex.extract(text, published=PUBLISHED, identifier="ashby")
    (tmp_path / "ashby.yaml").write_text(ex.to_yaml(made), encoding="utf-8")
    (tmp_path / "ashby.txt").write_text(text, encoding="utf-8")
    found = examine([tmp_path / "ashby.yaml"], tmp_path).findings
    assert [str(f) for f in found if f.severity == "error"] == []
    assert len(made.deeds) == 5
