"""Maps to draw: a rich one in German (nine phases, two curves, a service blueprint), and one of sixty steps."""

from __future__ import annotations

import datetime as dt

from sojourn.documents.cells import Binding, Cell, Figure
from sojourn.documents.map import Lane, LaneKind, MapDocument, MapStep, Phase, Scope

UP_TO = dt.date(2026, 9, 30)
_TITLES = (
    "Aufmerksamkeit", "Informationsbeschaffung", "Angebotsvergleich", "Antragstellung", "Legitimationsprüfung",
    "Vertragsabschluss", "Kontoeröffnung", "Nutzung", "Weiterempfehlung",
)  # fmt: skip
PHASES = tuple(
    Phase(id=f"p{number}", title=title, steps=(MapStep(f"s{number}", f"Schritt {number}"),) if number == 3 else ())
    for number, title in enumerate(_TITLES)
)
_REACH = (1.0, 0.714, 0.44, 0.23, 0.19, 0.171, 0.165, 0.094, 0.021)
_FELT = (None, 0.62, 0.1, -0.9, -1.63, None, 0.84, 0.6, 1.92)
_WORDS = {
    "actions": "Vergleicht Angebote auf dem Telefon, während sie auf den Bus wartet",
    "touchpoints": "Produktseite",
    "channels": "web, app",
    "needs": "Ich will vor der Legitimationsprüfung wissen, welche Unterlagen ich brauche.",
    "gains": "Rückruf nach zwei Stunden",
    "questions": "Was kostet die Kontoführung im zweiten Jahr?",
    "expectations": "Erwartet: Antwort am selben Tag. Erlebt: drei Tage.",
    "evidence": "Bestätigungsschreiben mit Zugangsdaten",
    "frontstage": "Berater ruft zurück",
    "backstage": "Bonitätsprüfung durch Sachbearbeiterinnen der Kreditabteilung",
    "systems": "Kernbankensystem, Dokumentenmanagement",
    "owners": "Abteilung Privatkundengeschäft",
    "durations": "Wartet 3 Tage",
    "metrics": "Antragsabbruchquote",
    "opportunities": "Unterlagenliste vorab zeigen",
    "risks": "Datenschutzgrundverordnungskonformitätsprüfung",
    "moments": "Zum ersten Mal mit einem Menschen gesprochen",
}
_LONG = (
    "“Ich habe die ganze Geschichte noch einmal erzählt. Warum fragt mich jeder dasselbe, wenn doch alles im Computer "
    "steht? Beim dritten Mal habe ich aufgelegt.”"
)
_TITLE_OF = {
    "actions": "Was sie tun", "touchpoints": "Kontaktpunkte", "channels": "Kanäle", "needs": "Bedürfnisse",
    "gains": "Lichtblicke", "questions": "Fragen", "expectations": "Erwartung und Wirklichkeit", "evidence": "Belege",
    "frontstage": "Vor der Bühne", "backstage": "Hinter der Bühne", "systems": "Systeme",
    "owners": "Verantwortungsbereiche", "durations": "Dauer", "metrics": "Kennzahlen",
    "opportunities": "Möglichkeiten", "risks": "Risiken", "moments": "Entscheidende Momente",
}  # fmt: skip


def share(value: float, n: int = 98_412) -> Figure:
    """A measured share with its likely range."""
    low, high = max(value - 0.012, 0), min(value + 0.012, 1)
    return Figure(
        "share", value, low, high, n, count=round(value * n), data_up_to=UP_TO, first=dt.date(2026, 1, 1), last=UP_TO
    )


def felt(value: float, n: int = 214, spread: float = 0.18) -> Figure:
    """A measured feeling with its likely range."""
    return Figure("feeling", value, value - spread, value + spread, n, of="answers", data_up_to=UP_TO)


def rich() -> MapDocument:
    """Nine phases, twenty lanes and the three lines of a service blueprint; simulated data."""
    lanes = (
        _reach(),
        _curve(),
        _beliefs(),
        _lane("touchpoints"),
        _lane("channels"),
        _pain(),
        _thoughts(),
        _lane("actions"),
    )
    lanes += (_lane("needs"), _lane("gains"), _lane("opportunities"), _line("line_of_interaction", "Interaktionslinie"))
    lanes += (_lane("frontstage"), _line("line_of_visibility", "Sichtbarkeitslinie"), _lane("backstage"))
    lanes += (_line("line_of_internal_interaction", "Interne Interaktionslinie"), _lane("systems"), _lane("owners"))
    lanes += (_lane("durations"), _lane("metrics"), _lane("risks"), Lane("q", "questions", "Fragen"), _lane("moments"))
    return MapDocument(
        title="Ich eröffne ein Konto, ohne zweimal dasselbe erklären zu müssen",
        id="konto", personas=("pendlerin", "berufseinsteiger"), scenario="Wechsel der Hausbank nach einem Umzug",
        goal="Das neue Konto benutzen", owner="Maria Schmidt-Rottenmeier", review=dt.date(2027, 1, 15),
        data="Beispielbank", simulated=True, scope=Scope(between=(dt.date(2026, 1, 1), UP_TO)),
        phases=PHASES, lanes=lanes,
        note="Die Zahlen gelten für Privatkundinnen und Privatkunden.",
    )  # fmt: skip


def sixty() -> MapDocument:
    """Eight phases with sixty steps, cells at steps and at phases, a curve over all of them; real data."""
    counts = (7, 8, 7, 8, 7, 8, 7, 8)
    phases = tuple(Phase(f"p{n}", f"Phase {n + 1}", steps=_steps(n, count)) for n, count in enumerate(counts))
    steps = [step.id for phase in phases for step in phase.steps]
    feelings = {step: (Cell(measured=felt(1.9 * ((n * 7) % 11 - 5) / 5)),) for n, step in enumerate(steps) if n % 13}
    reached = {phase.id: (Cell(measured=share(1 - n / 9)),) for n, phase in enumerate(phases)}
    done = {step: (Cell(f"Does thing number {n}", provenance="asserted"),) for n, step in enumerate(steps)}
    pains = {step: (Cell("Calls twice", measured=share(0.2)),) for step in steps[::9]}
    owners = {phase.id: (Cell(f"Department of {phase.title}", provenance="cited"),) for phase in phases}
    lanes = (
        Lane("reach", "reach", "customers who reach it", cells=reached),
        Lane("feelings", "feelings", "Feelings", cells=feelings),
        Lane("do", "actions", "Actions", cells=done),
        Lane("pain", "pain_points", "Pain points", cells=pains),
        Lane("owners", "owners", "Owners", cells=owners),
    )  # fmt: skip
    return MapDocument(title="I get my loan", data="Bank log 2026", phases=phases, lanes=lanes)


def _steps(phase: int, count: int) -> tuple[MapStep, ...]:
    return tuple(MapStep(f"p{phase}s{k}", f"Step {k + 1} of {count}", optional=k == 2) for k in range(count))


def _reach() -> Lane:
    cells = {
        phase.id: (Cell(binding=Binding("reach"), measured=share(value)),)
        for phase, value in zip(PHASES, _REACH, strict=True)
    }
    return Lane("reach", "reach", "Wer so weit kommt", cells=cells)


def _curve() -> Lane:
    cells = {p.id: (Cell(measured=felt(value)),) for p, value in zip(PHASES, _FELT, strict=True) if value is not None}
    cells["p0"] = (Cell("Neugierig", provenance="asserted", asserted=0.3, source="Workshop", author="Maria"),)
    cells["p3"] = (Cell("Genervt", measured=felt(-0.9), binding=Binding("feeling"), asserted=1.0),)
    return Lane(
        "feelings",
        "feelings",
        "Gefühle",
        note="aus 12.940 Bewertungen; eine von vier Befragten hat geantwortet",
        persona="pendlerin",
        cells=cells,
    )


def _beliefs() -> Lane:
    values = (0, 1, 1, 1, 2, 2, -2, 1, 1.5)
    cells = {p.id: (Cell(provenance="asserted", asserted=v),) for p, v in zip(PHASES, values, strict=True)}
    return Lane("hoped", "feelings", "Gefühle, wie sie sein sollen", state="to-be", cells=cells)


def _lane(kind: LaneKind) -> Lane:
    cells = {phase.id: _cells(kind, number) for number, phase in enumerate(PHASES) if (number + len(kind)) % 4}
    return Lane(kind, kind, _TITLE_OF[kind], cells=cells)


def _cells(kind: LaneKind, number: int) -> tuple[Cell, ...]:
    text = _WORDS[kind]
    if kind in ("touchpoints", "channels", "metrics"):
        return tuple(
            Cell(f"{text} {n + 1}", binding=Binding("share"), measured=share(0.44 / (n + 1)))
            for n in range(1 + number % 3)
        )
    if number % 3 == 0:
        return (Cell(text, provenance="asserted", source="Workshop", date=dt.date(2026, 11, 3), author="Maria"),)
    return (Cell(text, provenance="cited" if number % 3 == 1 else "inferred", source="Interviewstudie 2026, Seite 14"),)


def _pain() -> Lane:
    cells = {
        "p1": (Cell("Suche ohne Ergebnis", kind="possible", binding=Binding("share"), measured=share(0.14)),),
        "p3": (
            Cell("Liefertermin erst nach der Unterschrift", binding=Binding("share"), measured=share(0.2)),
            Cell("Ruft zweimal an", binding=Binding("share"), measured=share(0.31), owner="Jo"),
        ),
        "p4": (Cell("Versteht die Legitimationsprüfung nicht", provenance="asserted", source="Callcenter"),),
    }
    return Lane("pain", "pain_points", "Schmerzpunkte", note="was sie kosten", cells=cells)


def _thoughts() -> Lane:
    cells = {
        "p0": (Cell("“Ich brauche bis nächste Woche ein Konto.”", provenance="asserted", source="Workshop"),),
        "p3": (Cell(_LONG, provenance="measured", source="Umfrage nach Anruf"),),
        "p6": (Cell("“Zwei Klicks, fertig.”", provenance="measured", source="Bewertung"),),
    }  # fmt: skip
    return Lane("thoughts", "thoughts", "Gedanken", note="in ihren Worten", cells=cells)


def _line(kind: LaneKind, title: str) -> Lane:
    return Lane(kind, kind, title)
