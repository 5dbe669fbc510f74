"""How fast the builder is with two hundred steps: for ``make soak``, on a machine that does nothing else."""

from __future__ import annotations

import statistics

import pytest

from tests.admin.builders import make_account, make_scenario
from tests.browser.builder_page import BuilderPage
from tests.browser.long_scenario import long_scenario

pytestmark = [pytest.mark.soak, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THROTTLE = 4
SECONDS = 4
TIMES = 3
LARGEST_PAINT = """() => new Promise(done => new PerformanceObserver(list =>
    done(list.getEntries().at(-1).startTime)).observe({type: 'largest-contentful-paint', buffered: true}))"""
#: From the press on an item of the menu to the frame after the next one.
ADD = """async () => {
    const rest = ms => new Promise(done => setTimeout(done, ms));
    const times = [];
    for (let i = 0; i < 7; i++) {
        document.querySelectorAll('.ls-slot')[4].click();
        const option = [...document.querySelectorAll('.ls-menu [role=option]')].at(1);
        const from = performance.now();
        option.click();
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        times.push(performance.now() - from);
        await rest(1500);
    }
    return times;
}"""
#: Frames in a second while something happens in each of them.
FRAMES = """async ([act, seconds]) => {
    const view = document.querySelector('.ls-canvas');
    const box = view.getBoundingClientRect();
    const acts = {
        pan: number => view.scrollBy(0, number % 240 < 120 ? 24 : -24),
        zoom: number => view.dispatchEvent(new WheelEvent('wheel', {
            deltaY: number % 60 < 30 ? 20 : -20, ctrlKey: true, bubbles: true, cancelable: true,
            clientX: box.left + box.width / 2, clientY: box.top + box.height / 2})),
    };
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    const from = performance.now();
    let number = 0;
    while (performance.now() - from < seconds * 1000) {
        acts[act](number++);
        await frame();
    }
    return number / (performance.now() - from) * 1000;
}"""


def tell(words: str) -> None:
    """Shown by ``pytest -s``."""
    print(words)  # noqa: T201


def test_two_hundred_steps_open_grow_and_move_fast(builder: BuilderPage) -> None:
    page = builder.page
    scenario = make_scenario(make_account(), *long_scenario())
    # The second time, with the scripts in the browser's cache and Django's templates read.
    builder.open(scenario)
    builder.open(scenario)
    paint = page.evaluate(LARGEST_PAINT)
    added = statistics.median(page.evaluate(ADD))
    builder.settled()
    # Wagtail's badge in the side bar pulses for a while after the first visit.
    page.evaluate("document.getAnimations().forEach(one => one.finish())")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    frames = {
        act: statistics.mean(page.evaluate(FRAMES, [act, SECONDS]) for _ in range(TIMES))
        for act in ("pan", "zoom")
    }
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    told = ", ".join(f"{act} {rate:.0f}" for act, rate in frames.items())
    tell(f"200 steps: largest paint {paint:.0f} ms, add to paint {added:.0f} ms, frames a second {told}")
    assert paint <= 1500
    assert added <= 100
    assert min(frames.values()) >= 48
