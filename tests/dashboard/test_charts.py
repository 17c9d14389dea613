"""The drawings: numbers turned into attributes."""

from apps.dashboard.charts import rate_bar


def test_a_rate_is_a_bar_on_a_hairline_with_a_tick_where_the_others_stand() -> None:
    drawn = rate_bar(0.5, 0.75)
    assert '<rect class="bar" x="0" y="4" width="30" height="7"/>' in drawn
    assert '<line class="ref" x1="45" y1="1" x2="45" y2="13"/>' in drawn
    assert 'aria-hidden="true"' in drawn


def test_without_others_there_is_no_tick_and_nowhere_a_style() -> None:
    assert 'class="ref"' not in rate_bar(1.0, None)
    assert "style" not in rate_bar(0.123, 0.456)
