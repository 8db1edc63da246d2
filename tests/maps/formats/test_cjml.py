"""CJML 2.0 in and out, opened again with xml.etree."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given

from sojourn.documents.cells import Cell
from sojourn.documents.map import Lane, MapDocument, MapStep, Phase
from sojourn.errors import DefinitionError, UnreadableSource
from sojourn.maps.formats.cjml import read, write
from tests.maps.formats.documents import heads, maps, numbers, texts, whole

PARCEL = """\
<?xml version="1.0" encoding="UTF-8"?>
<CJML version="2.0">
  <actualJourney>
    <journeyID>J7</journeyID>
    <journeyTitle>I get my parcel</journeyTitle>
    <journeyPhases>
      <journeyPhase phaseID="order">
        <phaseName>Order</phaseName><phaseDescription>At home</phaseDescription>
      </journeyPhase>
      <journeyPhase phaseID="wait"><phaseName>Wait</phaseName></journeyPhase>
    </journeyPhases>
    <journeyShortSummary>A birthday present</journeyShortSummary>
    <actors>
      <endUser actorID="u1"><actorName>Ann</actorName></endUser>
      <serviceProvider actorID="s1"><companyName>Shop</companyName></serviceProvider>
      <serviceProvider actorID="s2"><companyName>Post</companyName></serviceProvider>
    </actors>
    <touchpoints>
      <actualAction>
        <touchpointID>T1</touchpointID><belongsTo phaseIDref="order"/>
        <initiator><refersTo actorIDref="u1"/><initiatorLabel>Choose a book</initiatorLabel></initiator>
      </actualAction>
      <actualCommunicationPoint>
        <touchpointID>T2</touchpointID><belongsTo phaseIDref="order"/>
        <initiator><refersTo actorIDref="u1"/><initiatorLabel>Order it</initiatorLabel></initiator>
        <receiver><refersTo actorIDref="s1"/><receiverLabel>Take the order</receiverLabel></receiver>
        <channel><channelName>web</channelName></channel>
        <touchpointExperience>
          <experienceDescription>Easy</experienceDescription><experienceRating>5</experienceRating>
        </touchpointExperience>
      </actualCommunicationPoint>
      <actualCommunicationPoint>
        <touchpointID>D3</touchpointID><belongsTo phaseIDref="wait"/><compliance>adhoc</compliance>
        <initiator><refersTo actorIDref="s2"/><initiatorLabel>Announce a delay</initiatorLabel></initiator>
        <receiver><refersTo actorIDref="u1"/><receiverLabel>Read that it is late</receiverLabel></receiver>
        <channel><channelName>sms</channelName></channel>
        <comment>Sent twice</comment>
        <timestamps><timeConsumed>2026-01-05T10:00:00</timeConsumed></timestamps>
      </actualCommunicationPoint>
    </touchpoints>
  </actualJourney>
</CJML>
"""


def test_a_journey_becomes_a_map():
    taken = read(PARCEL.encode(), "parcel.cjml")
    document = taken.document
    assert (document.title, document.id, document.state) == ("I get my parcel", "J7", "as-is")
    assert (document.personas, document.scenario) == (("Ann",), "A birthday present")
    assert heads(document) == [("Order", ["Choose a book", "Order it"]), ("Wait", ["Read that it is late"])]
    assert document.phases[0].note == "At home"
    assert texts(document) == [
        ("Actions", "Order/Choose a book", ["Choose a book"]),
        ("Actions", "Order/Order it", ["Order it"]),
        ("Actions", "Wait/Read that it is late", ["Read that it is late"]),
        ("Channels", "Order/Order it", ["web"]),
        ("Channels", "Wait/Read that it is late", ["sms"]),
        ("Thoughts", "Order/Order it", ["Easy"]),
        ("Frontstage", "Order/Order it", ["Take the order"]),
        ("Frontstage", "Wait/Read that it is late", ["Announce a delay"]),
        ("Service providers", "Order/Order it", ["Shop"]),
        ("Service providers", "Wait/Read that it is late", ["Post"]),
        ("Deviations", "Wait/Read that it is late", ["ad hoc"]),
        ("Comments", "Wait/Read that it is late", ["Sent twice"]),
    ]
    assert numbers(document) == [2.0]
    assert {cell.provenance for _, _, cell in document.cells()} == {"asserted"}
    assert taken.losses == ("A map has no place for these elements of CJML: timestamps (1).",)


def test_a_journey_that_was_read_is_written_again_without_change():
    document = read(PARCEL.encode(), "parcel.cjml").document
    written = write(document)
    assert read(written.content, "parcel.cjml").document == document
    assert not [loss for loss in written.losses if "left out" in loss]


def test_references_by_name_and_touchpoints_without_phases_are_read():
    text = PARCEL.replace('actorIDref="s1"', 'actorIDref="Shop"').replace('<belongsTo phaseIDref="order"/>', "")
    document = read(text.encode(), "a.xml").document
    assert heads(document) == [
        ("Order", []),
        ("Wait", ["Read that it is late"]),
        ("Choose a book", []),
        ("Order it", []),
    ]
    assert ("Service providers", "Order it/", ["Shop"]) in texts(document)


def test_namespaces_are_looked_through():
    text = (
        PARCEL.replace("<", "<c:")
        .replace("<c:/", "</c:")
        .replace("<c:?", "<?")
        .replace("<c:CJML", '<c:CJML xmlns:c="urn:c"')
    )
    assert read(text.encode(), "a.xml").document == read(PARCEL.encode(), "a.xml").document


def test_one_of_several_journeys_is_chosen():
    journey = PARCEL[PARCEL.index("  <actual") : PARCEL.index("</CJML>")]
    planned = journey.replace("actual", "planned").replace("J7", "P1").replace("I get my parcel", "As it should be")
    both = PARCEL.replace("</CJML>", planned + "</CJML>").encode()
    first, second = read(both, "a.cjml"), read(both, "a.cjml", journey="P1")
    assert (first.document.state, first.losses[-1]) == ("as-is", "A map is one journey: J7 was read, P1 left out.")
    assert (second.document.state, second.document.title) == ("to-be", "As it should be")
    with pytest.raises(UnreadableSource, match=r'a\.cjml has no journey "X"\. There are: J7, P1\.'):
        read(both, "a.cjml", journey="X")


def test_ratings_below_one_mean_that_they_run_from_minus_two():
    text = PARCEL.replace("<experienceRating>5", "<experienceRating>-1")
    assert numbers(read(text.encode(), "a.cjml").document) == [-1.0]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'
BROKEN = {
    "empty": (b"  ", UnreadableSource, "a.cjml is empty."),
    "no XML": (b"journey\n", UnreadableSource, "a.cjml is broken XML at line 1, column 0: syntax error."),
    "cut off": (PARCEL[:500].encode(), UnreadableSource, "Was it written to the end?"),
    "entities": (
        (BOMB + "<CJML>&b;</CJML>").encode(),
        UnreadableSource,
        "a.cjml declares a document type (x), which no CJML",
    ),
    "another file": (
        (OUTSIDE + "<CJML/>").encode(),
        UnreadableSource,
        "declares a document type (x), which no CJML file needs",
    ),
    "too deep": (
        b"<CJML>" + b"<a>" * 60 + b"</a>" * 60 + b"</CJML>",
        UnreadableSource,
        "a.cjml has more than 50 levels",
    ),
    "too much": (b"<CJML>" + b"<a/>" * 200_001 + b"</CJML>", UnreadableSource, "a.cjml has more than 200,000 elements"),
    "too large": (b"<CJML>" + b" " * 20_000_000, UnreadableSource, "a map has at most 20,000,000. Is it a log?"),
    "a log": (b"<log><trace/></log>", UnreadableSource, "a.cjml begins with <log> and holds no plannedJourney"),
    "nothing in it": (b"<CJML><actualJourney/></CJML>", UnreadableSource, "the journey has no touchpoints."),
    "a far rating": (
        PARCEL.replace("Rating>5", "Rating>9").encode(),
        DefinitionError,
        "a.cjml, touchpoint T2: a rating of 9 is outside. Ratings run from 1 (worst) to 5, or from -2 to 2.",
    ),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_file_is_refused_with_its_place_and_the_next_step(broken):
    content, error, message = BROKEN[broken]
    with pytest.raises(error) as refused:
        read(content, "a.cjml")
    assert message in str(refused.value)


def test_a_map_is_written_with_the_elements_of_cjml():
    root = ElementTree.fromstring(write(whole()).content)
    journey = root[0]
    assert (root.tag, root.get("version"), journey.tag) == ("CJML", "2.0", "actualJourney")
    assert [element.tag for element in journey] == [
        "journeyID", "journeyTitle", "journeyPhases", "journeyShortSummary", "journeyLongSummary", "actors",
        "touchpoints",
    ]  # fmt: skip
    assert [phase.get("phaseID") for phase in journey.iter("journeyPhase")] == ["awareness", "buy", "loyalty", "churn"]
    assert [point.findtext("initiator/initiatorLabel") for point in journey.find("touchpoints")] == [
        "See the flyer", "Pay", "Leave", "Loyalty", "Leaving",
    ]  # fmt: skip
    assert [rating.text for rating in journey.iter("experienceRating")] == ["3.5", "2.2"]


def test_what_cjml_cannot_hold_is_named_and_counted():
    losses = write(whole()).losses
    assert losses[:3] == (
        (
            "CJML has one label, channel, comment and experience a touchpoint: 9 cells of Actions, Reach, "
            "Feelings to be, Pains and Ideas were left out."
        ),
        "CJML cannot say what was measured. Read back as assumed: 1 cell.",
        "CJML has a rating for a feeling, no text: the words of 1 feeling were left out.",
    )


def test_a_planned_journey_has_no_experience_and_it_is_said():
    lane = Lane("feelings", "feelings", "Feelings", cells={"pay": (Cell(asserted=1.0),)})
    document = MapDocument("m", state="to-be", phases=(Phase("pay", "Pay"),), lanes=(lane,))
    written = write(document)
    assert ElementTree.fromstring(written.content).find("plannedJourney/touchpoints/plannedAction") is not None
    assert written.losses == (
        "CJML has experiences in actual journeys only, and this one is planned: 1 cell of Feelings was left out.",
    )


@given(maps())
def test_a_map_that_was_read_does_not_change_any_more(document):
    once = read(write(document).content, "a.cjml").document
    assert heads(once) == [
        (p.title, [] if [s.title for s in p.steps] == [p.title] else [s.title for s in p.steps])
        for p in document.phases
    ]
    assert once.simulated == document.simulated
    assert read(write(once).content, "a.cjml").document == once


def test_markup_in_texts_stays_text():
    document = MapDocument("<b>&amp;", phases=(Phase("p", "a < b", steps=(MapStep("s", '"x" & y'),)),))
    assert heads(read(write(document).content, "a.cjml").document) == heads(document)
