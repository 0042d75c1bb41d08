"""When a snapshot is due: once for each day, through both changes of summer time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.schedule import Schedule, ScheduleError

ZONES = ("Europe/Madrid", "America/New_York", "Australia/Lord_Howe")
YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


def test_by_default_it_is_half_past_one_in_utc() -> None:
    assert Schedule().next_due(at("05-01T10:00")) == at("05-01T13:30")
    assert Schedule().next_due(at("05-01T13:30")) == at("05-02T13:30")
    assert Schedule().due_on(date(2026, 5, 1)) == at("05-01T13:30")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("hour", ["13:30", "2:30", "1:45", "0:10", "19:30", "23:50"])
def test_every_day_of_a_year_has_one_run_whatever_the_clocks_do(zone: str, hour: str) -> None:
    hours, minutes = hour.split(":")
    schedule = Schedule(f"{minutes} {hours} * * *", zone)
    dues = [schedule.due_on(day) for day in YEAR]
    assert [due.date() for due in dues if due] == YEAR


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("minute", ["30 13", "30 2", "45 1"])
def test_two_runs_are_a_day_apart_give_or_take_the_clocks_change(zone: str, minute: str) -> None:
    schedule = Schedule(f"{minute} * * *", zone)
    moment, gaps = at("01-01T00:00"), set()
    for _ in range(370):
        following = schedule.next_due(moment)
        gaps.add(following - moment)
        moment = following
    gaps = {gap for gap in gaps if gap > timedelta(hours=20)}
    assert gaps <= {timedelta(hours=hours) for hours in (23, 23.5, 24, 24.5, 25)}


def test_a_time_that_the_clocks_jump_over_comes_all_the_same() -> None:
    """In Madrid 02:00 becomes 03:00 on March 29th, 2026."""
    schedule = Schedule("30 2 * * *", "Europe/Madrid")
    assert schedule.due_on(date(2026, 3, 28)) == at("03-28T01:30")
    assert schedule.due_on(date(2026, 3, 29)) == at("03-29T01:30")
    assert schedule.due_on(date(2026, 3, 30)) == at("03-30T00:30")


def test_a_time_that_comes_twice_counts_once() -> None:
    """In Madrid 03:00 becomes 02:00 on October 25th, 2026."""
    schedule = Schedule("30 2 * * *", "Europe/Madrid")
    assert schedule.next_due(at("10-24T12:00")) == at("10-25T00:30")
    assert schedule.next_due(at("10-25T00:30")) == at("10-26T01:30")


def test_a_day_that_would_have_none_for_the_clocks_sake_has_one() -> None:
    """19:30 in New York is 23:30 UTC in summer and 00:30 of the next day in winter."""
    schedule = Schedule("30 19 * * *", "America/New_York")
    assert schedule.due_on(date(2026, 11, 1)) == at("11-01T23:30")
    assert schedule.due_on(date(2026, 11, 2)) == at("11-02T00:30")


def test_a_weekly_schedule_leaves_the_other_days_alone() -> None:
    schedule = Schedule("30 13 * * mon", "Europe/Madrid")
    assert [day for day in YEAR if schedule.due_on(day)] == [d for d in YEAR if d.weekday() == 0]


@pytest.mark.parametrize(
    ("schedule", "named"),
    [
        (Schedule("at noon"), "cron expression"),
        (Schedule("61 13 * * *"), "cron expression"),
        (Schedule(""), "cron expression"),
        (Schedule("30 13 * * 1"), "by name"),
        (Schedule("30 13 31 2 *"), "never comes"),
        (Schedule(zone="Europe/Atlantis"), "time_zone"),
        (Schedule(zone="../etc"), "time_zone"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_to_write(schedule: Schedule, named: str) -> None:
    with pytest.raises(ScheduleError, match=named) as caught:
        schedule.check()
    assert "write" in str(caught.value)


def test_the_last_snapshot_that_was_due_is_known_whatever_the_schedule() -> None:
    workdays = Schedule("30 13 * * mon-fri")
    assert workdays.last_due(at("05-03T23:00")) == at("05-01T13:30")  # of a Sunday, Friday's
    assert workdays.last_due(at("05-04T13:29")) == at("05-01T13:30")
    assert workdays.last_due(at("05-04T13:30")) == at("05-04T13:30")
    assert Schedule("0 5 1 * *").last_due(at("05-31T12:00")) == at("05-01T05:00")
    assert Schedule("0 5 1 jan *").last_due(at("05-31T12:00")) is None
