import math

from hypothesis import given
from hypothesis import strategies as st

from muster.plan.cooling import cooled, exponential_draws
from muster.plan.plane import cosine


@given(st.integers(1, 5_000), st.integers(1, 100), st.integers(2, 40), st.data())
def test_each_step_cools_by_the_same_share(hot: int, cold: int, steps: int, data: st.DataObject) -> None:
    step = data.draw(st.integers(0, steps - 1))
    exact = hot * (cold / hot) ** (step / (steps - 1))
    assert abs(cooled(hot, cold, step=step, steps=steps, parts=1 << 20) / (1 << 20) - exact) < 1e-5


def test_a_cooling_begins_hot_and_ends_cold() -> None:
    assert [cooled(400, 15, step=step, steps=16, parts=1) for step in (0, 7, 15)] == [400, 86, 15]


def test_draws_are_spread_as_an_exponential_is() -> None:
    assert exponential_draws(4, parts=12) == [3, 7, 13, 25]  # 1/4, + 1/3, + 1/2, + 1
    draws = [draw / 2**20 for draw in exponential_draws(256, parts=1 << 20)]
    assert abs(sum(draws) / 256 - 1) < 1e-3
    assert all(abs(draw + math.log(1 - (i + 0.5) / 256)) < 0.002 for i, draw in enumerate(draws[:128]))


@given(st.floats(-90, 90))
def test_a_cosine_by_its_series_is_the_librarys_to_nine_places(degrees: float) -> None:
    assert cosine(degrees) == round(math.cos(math.radians(degrees)), 9)
