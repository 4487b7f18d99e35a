"""The press of slides: reads a review as JSON, writes it as PPTX. A process of its own, as press.py is, and for the same reasons.

Each slide has a title, and notes that say in words what a chart or table shows; charts are native, and carry the same words.
"""

import io
import json
import os
import resource
import sys
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Emu, Inches, Pt

SECONDS = 60
MEMORY = 2_000_000_000
LARGEST = 100_000_000

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, TOP, WIDE, HIGH = Inches(0.6), Inches(1.5), Inches(12.1), Inches(5.2)
TITLE, TITLE_ONLY, BODY = 0, 5, 1  # layouts of the blank presentation that the library brings
LONGEST = 220  # characters of a cell: more does not fit on a slide; the notes have all of it
# Apart in lightness too, so that they stay apart without colour.
COLOURS = ("1B4F72", "2E86C1", "B7950B", "1E8449", "7B7D7D")


def made(review: dict[str, Any]) -> bytes:
    """The presentation."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    show.core_properties.title = f"{review['title']} – {review['subtitle'].splitlines()[0]}"
    show.core_properties.language = "fr-FR" if review["language"] == "fr" else "en-GB"
    show.core_properties.author = "Club 21"
    first = show.slides.add_slide(show.slide_layouts[TITLE])
    first.shapes.title.text = review["title"]
    first.placeholders[1].text = review["subtitle"]
    _place(first.shapes.title, Inches(2), Inches(1.4))
    _place(first.placeholders[1], Inches(3.5), Inches(3))
    for paragraph in first.placeholders[1].text_frame.paragraphs:
        paragraph.font.size = Pt(20)
        paragraph.font.color.rgb = RGBColor(0x33, 0x33, 0x33)
    first.notes_slide.notes_text_frame.text = review["footer"]
    for one in review["slides"]:
        slide = show.slides.add_slide(show.slide_layouts[BODY if one["kind"] == "points" else TITLE_ONLY])
        title = slide.shapes.title
        title.text = one["title"]
        _place(title, Inches(0.4), Inches(0.9))
        title.text_frame.paragraphs[0].font.size = Pt(30)
        {"points": _points, "chart": _chart, "table": _table}[one["kind"]](slide, one)
        _small(slide, review["footer"], Inches(6.95))
    written = io.BytesIO()
    show.save(written)
    return written.getvalue()


def _place(shape: Any, top: Emu, height: Emu) -> None:
    shape.left, shape.top, shape.width, shape.height = LEFT, top, WIDE, height


def _points(slide: Any, one: dict[str, Any]) -> None:
    body = slide.placeholders[1]
    _place(body, TOP, HIGH)
    for number, text in enumerate(one["points"]):
        paragraph = body.text_frame.paragraphs[0] if number == 0 else body.text_frame.add_paragraph()
        paragraph.text = text
        paragraph.font.size = Pt(22)
    slide.notes_slide.notes_text_frame.text = one["notes"]


def _chart(slide: Any, one: dict[str, Any]) -> None:
    told = CategoryChartData(number_format=one["format"])
    told.categories = one["names"]
    for series in one["series"]:
        told.add_series(series["name"], series["values"])
    kind = XL_CHART_TYPE.BAR_STACKED if one["stacked"] else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, LEFT, TOP, WIDE, HIGH, told)
    _describe(frame, one["title"], one["told"])
    chart = frame.chart
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    chart.font.size = Pt(14)
    chart.category_axis.reverse_order = True  # bars grow from below: the first axis stands on top
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.tick_labels.number_format = one["format"]
    chart.value_axis.tick_labels.number_format_is_linked = False
    for series, colour in zip(chart.plots[0].series, COLOURS, strict=False):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor(*bytes.fromhex(colour))
    slide.notes_slide.notes_text_frame.text = one["told"]


def _table(slide: Any, one: dict[str, Any]) -> None:
    rows = [one["headers"], *one["rows"]]
    frame = slide.shapes.add_table(len(rows), len(one["headers"]), LEFT, TOP, WIDE, Inches(0.4) * len(rows))
    _describe(frame, one["title"], one["notes"])
    table = frame.table  # its first row is marked as headers
    table.columns[0].width = Emu(WIDE * 6 // 10)
    for column in list(table.columns)[1:]:
        column.width = Emu(WIDE * 4 // 10 // (len(one["headers"]) - 1))
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            cell = table.cell(at, place)
            cell.text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size = Pt(14)
    if one["more"]:
        _small(slide, one["more"], Inches(6.5))
    slide.notes_slide.notes_text_frame.text = one["notes"]


def _describe(frame: Any, name: str, told: str) -> None:
    """What somebody hears who does not see it."""
    properties = frame._element.nvGraphicFramePr.cNvPr
    properties.set("name", name)
    properties.set("descr", told)


def _small(slide: Any, text: str, top: Emu) -> None:
    box = slide.shapes.add_textbox(LEFT, top, WIDE, Inches(0.4))
    box.text_frame.text = text
    box.text_frame.paragraphs[0].font.size = Pt(11)


if __name__ == "__main__":
    os.nice(10)  # a large plan takes seconds; whoever works on one meanwhile waits for nobody's paper
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))
    sys.stdout.buffer.write(made(json.loads(sys.stdin.buffer.read())))
