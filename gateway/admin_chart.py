"""The chart on the admin's first page: sign-ups and sign-ins day by day, as an SVG of plain attributes."""

from dataclasses import dataclass

from auth_service.activity import Day

WIDTH, HEIGHT = 700, 180
LEFT, TOP, BOTTOM = 48, 16, 28
BAR, GAP = 16, 2
FLOOR = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Bar:
    """A rectangle: `kind` is "signups" or "signins"."""

    kind: str
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Column:
    """A day: its figures, its bars, and where its label stands."""

    day: Day
    middle: int
    bars: list[Bar]


@dataclass(frozen=True)
class Chart:
    """What the template draws."""

    columns: list[Column]
    highest: int
    signups: int
    signins: int
    bar_width: int = BAR
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    floor: int = FLOOR


def chart_of(days: list[Day]) -> Chart:
    """The chart of these days, scaled to the highest of their figures."""
    highest = max(1, *(max(day.signups, day.signins) for day in days))
    return Chart(
        columns=[column(day, place, len(days), highest) for place, day in enumerate(days)],
        highest=highest,
        signups=sum(day.signups for day in days),
        signins=sum(day.signins for day in days),
    )


def column(day: Day, place: int, places: int, highest: int) -> Column:
    """The day at that place among so many."""
    middle = LEFT + (WIDTH - LEFT) * (2 * place + 1) // (2 * places)
    left, right = middle - BAR - GAP // 2, middle + GAP // 2
    return Column(
        day, middle, [bar("signups", left, day.signups, highest), bar("signins", right, day.signins, highest)]
    )


def bar(kind: str, x: int, count: int, highest: int) -> Bar:
    """A figure's bar; one that is not nothing can be seen."""
    height = -(-(FLOOR - TOP) * count // highest)
    return Bar(kind, x, FLOOR - height, height)
