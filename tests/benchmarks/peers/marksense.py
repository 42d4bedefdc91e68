"""marksense on a public set: the page aligned to the blank by features, ink density in each region.

No weights of its learned detector are published, so its own density detector reads, as its guide says. The form is its
template: the blank's picture, a question for each tick box and each pick-one group. A question of which it says nothing
is an empty one. A page that it aligned with a confidence under 0.3, which it calls unreliable, has no answers.
"""

from __future__ import annotations

import tempfile
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
from marksense import read_form

from tests.benchmarks.peers import common
from tests.benchmarks.peers.common import Fields, Page

DPI = 200
RELIABLE = 0.3
INSET = (
    1 / 3
)  # of a box's side: frames leave ink when the blank is taken away; fewest wrong on tuning pages (0 to 0.38)


def main() -> None:
    """Read a set and keep the answers."""
    folder, out = common.asked()
    settings = f"density detector, template at {DPI} dots an inch, pages aligned with at least {RELIABLE}"
    with tempfile.TemporaryDirectory() as scratch:
        read = partial(_fields, folder=folder, scratch=Path(scratch))
        said = common.page_by_page(read, common.pages(folder))
    common.keep(out, f"marksense {version('marksense')}", settings, said)


def _fields(page: Page, folder: Path, scratch: Path) -> Fields:
    template, asked = _template(page)
    picture = scratch / "page.png"
    cv2.imwrite(str(picture), page.square(DPI))
    result = read_form(picture, template, template_dir=folder)
    if result.alignment_confidence["1"] < RELIABLE:
        return {}
    answers: Fields = {}
    for number, (field, group) in enumerate(asked, 1):
        key = f"Q{number}"
        said = result.answers.get(key)
        if key in result.multi_marked:
            answers[field] = {"status": "review"}
        else:
            answers[field] = {"value": said if group else said is not None}
            answers[field]["confidence"] = result.confidence.get(key, 1.0)
    return answers


def _template(page: Page) -> tuple[dict[str, Any], list[tuple[str, bool]]]:
    """The page as its template, always its page 1, and the fields behind its questions."""
    fields: dict[str, list[dict[str, Any]]] = {}
    for place in page.boxes:
        fields.setdefault(place["field"], []).append(place)
    questions = [
        {"question_num": number, "options": [_option(i, p, page) for i, p in enumerate(places)]}
        for number, places in enumerate(fields.values(), 1)
    ]
    size = [round(v / 72 * DPI) for v in page.size]
    only = {"template_image": f"blank-{page.number}.png", "canonical_size": size, "questions": questions}
    asked = [(field, places[0]["option"] is not None) for field, places in fields.items()]
    return {"form_type": "set", "canonical_dpi": DPI, "pages": {"1": only}}, asked


def _option(index: int, place: dict[str, Any], page: Page) -> dict[str, Any]:
    x0, y0, x1, y1 = place["box"]
    in_by = INSET * (x1 - x0)
    corner = (x0 + in_by, page.size[1] - y1 + in_by, x1 - x0 - 2 * in_by, y1 - y0 - 2 * in_by)
    roi = [round(v / 72 * DPI) for v in corner]
    return {"option_index": index, "value": place["option"] or "yes", "expected_mark": "check", "roi": roi}


if __name__ == "__main__":
    main()
