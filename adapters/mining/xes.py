"""XES (IEEE 1849): the cases of one kind, a trace each, for programs that know one notion of a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from adapters.mining.mined import MinedCase, MinedEvent
from domain.events import SYSTEM

EXTENSIONS = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
}
"""Names of the standard's own extensions; nothing is fetched from them."""

NOTHING: AttributesImpl[str] = AttributesImpl({})


def write_xes(cases: Iterable[MinedCase], file: Path) -> int:
    """Write the cases; returns the number of events."""
    events = 0
    with file.open("w", encoding="utf-8") as out:
        xml = XMLGenerator(out, "utf-8", short_empty_elements=True)
        xml.startDocument()
        xml.startElement("log", AttributesImpl({"xes.version": "1.0", "xes.features": ""}))
        for name, (prefix, uri) in EXTENSIONS.items():
            element(xml, "extension", {"name": name, "prefix": prefix, "uri": uri})
        element(xml, "classifier", {"name": "环节", "keys": "concept:name"})
        for case in cases:
            xml.startElement("trace", NOTHING)
            text(xml, "concept:name", case.number or case.id)
            for mined in case.events:
                write_event(xml, mined)
                events += 1
            xml.endElement("trace")
        xml.endElement("log")
        xml.endDocument()
    return events


def write_event(xml: XMLGenerator, mined: MinedEvent) -> None:
    actor = mined.event.envelope.actor
    xml.startElement("event", NOTHING)
    text(xml, "concept:name", mined.name)
    moment(xml, "time:timestamp", mined.event.occurred_at)
    text(xml, "lifecycle:transition", "complete")
    text(xml, "org:resource", actor.person if actor.person != SYSTEM.person else "SYSTEM")
    for name, value in (("org:group", actor.unit), ("org:role", actor.role)):
        if value:
            text(xml, name, value)
    text(xml, "duban:event", mined.id)
    text(xml, "duban:topic", mined.type)
    moment(xml, "duban:recorded", mined.event.timestamp)
    xml.endElement("event")


def text(xml: XMLGenerator, key: str, value: str) -> None:
    element(xml, "string", {"key": key, "value": value})


def moment(xml: XMLGenerator, key: str, at: datetime) -> None:
    element(xml, "date", {"key": key, "value": at.isoformat(timespec="milliseconds")})


def element(xml: XMLGenerator, name: str, attributes: Mapping[str, str]) -> None:
    xml.startElement(name, AttributesImpl(dict(attributes)))
    xml.endElement(name)
