"""A date as a text states it, and the Chinese calendar's days beside those of our own."""

from dataclasses import dataclass
from datetime import date, timedelta

REPUBLIC = 1911  # 民國元年 is 1912
Stated = tuple[int | None, int | None, int | None]  # year, month, day


@dataclass(frozen=True)
class Date:
    """A date as a text has it; what the text does not state is ``None``.

    ``start`` and ``end`` are code points, the end exclusive. A ``year`` below 200 is short (98年) or of the
    Republic. ``last`` is the last day of a period (中旬, Q1), ``near`` the date before it in a range or list, whose
    year it takes. A date is ``lunar``, ``worded`` where its words are to be kept beside the day (民國, 80年代),
    ``open`` where no day follows from it (07/08/2021).
    """

    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    last: Stated | None = None
    lunar: bool = False
    worded: bool = False
    open: bool = False
    near: "Date | None" = None

    @property
    def has_year(self) -> bool:
        """Say whether the text states the year, here or at the date before it in a range."""
        return self.year is not None or (self.near is not None and self.near.has_year)

    def fits(self, day: str) -> bool:
        """Say whether a calendar day, ``YYYY-MM-DD``, agrees with all that the text says.

        >>> Date(0, 5, None, 3, 10).fits("2020-03-10")
        True
        """
        if self.lunar:
            return self._fits_lunar(date.fromisoformat(day))
        at = (y, _, _) = tuple(map(int, day.split("-")))
        if self.year is not None and self.year < 200:
            at = (y % 100 if y % 100 == self.year else y - REPUBLIC, *at[1:])

        def filled(stated: Stated) -> list[int]:
            return [own if part is None else part for part, own in zip(stated, at, strict=True)]

        first = (self.year, self.month, self.day)
        return filled(first) <= list(at) <= filled(self.last or first)

    def _fits_lunar(self, day: date) -> bool:
        if self.open:
            return False
        for offset in range(2):  # 除夕 is the day before a new year's first, whatever its number
            lunar = lunar_of(day + timedelta(days=offset))
            own = (1, 1) if offset else (self.month, self.day)
            if offset and (self.month, self.day) != (12, 30):
                return False
            if lunar is not None and lunar[1:] == own:
                return self.year is None or self.year in (lunar[0] - offset, day.year)
        return False


def lunar_of(day: date) -> tuple[int, int, int] | None:
    """Return year, month and day of the Chinese calendar; ``None`` in a leap month and outside 1900–2100."""
    from borax.calendars.lunardate import InvalidLunarDateError, LunarDate

    try:
        lunar = LunarDate.from_solar(day)
    except (InvalidLunarDateError, ValueError, OverflowError):
        return None
    return None if lunar.leap else (lunar.year, lunar.month, lunar.day)


def solar_of(year: int, month: int, day: int) -> date | None:
    """Return the day of a date of the Chinese calendar, ``None`` for none; the last of the 12th month is the eve."""
    from borax.calendars.lunardate import LunarDate

    eve = (month, day) == (12, 30)
    try:
        lunar = LunarDate(year + 1, 1, 1) if eve else LunarDate(year, month, day)
        return date.fromordinal(lunar.to_solar_date().toordinal() - eve)
    except ValueError:
        return None
