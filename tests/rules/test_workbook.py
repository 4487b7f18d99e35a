"""Reading a workbook: what people see is what we take, and nothing they hand in harms anyone."""

import contextlib
import io
import resource
import time
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.decider import Invalid
from service.files import archive, workbook
from service.files.workbook import Failed
from service.languages import knows, say
from tests import workbooks
from tests.workbooks import Formula, Merged, with_sheet, with_table, xlsx

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def refused(data: bytes) -> str:
    """Why a file is refused; the sentence says it in both languages."""
    with pytest.raises(Invalid) as caught:
        workbook.read(data, "plan.xlsx")
    assert caught.value.at == "file"
    assert knows(caught.value.key)
    assert caught.value.sentence == say("en", caught.value.key, **caught.value.values)
    return caught.value.key.removeprefix("import.")


def first(data: bytes) -> tuple[Any, ...]:
    return workbook.read(data, "plan.xlsx").sheets[0].rows


@pytest.mark.parametrize("make", [xlsx, workbooks.ods])
def test_a_workbook_is_read_as_people_see_it(make: Any) -> None:
    rows = [["Titre", "Montant", "Fin", "Continue"], [], [" Réemploi\ndu bâti ", 12.5, date(2024, 3, 1), True]]
    read = workbook.read(make({"Plan": rows, "Vide": []}), "plan.xlsx")
    assert [sheet.name for sheet in read.sheets] == ["Plan", "Vide"]
    assert read.sheets[0].rows[0] == ("Titre", "Montant", "Fin", "Continue")
    assert set(read.sheets[0].rows[1]) == {""}
    assert read.sheets[0].rows[2] == ("Réemploi\ndu bâti", 12.5, date(2024, 3, 1), True)


def test_formulas_count_with_the_value_they_came_to() -> None:
    rows = first(
        xlsx({"Plan": [[Formula("=A2*2", 84), Formula('="À "&"venir"', "À venir"), Formula("=1/0", "#DIV/0!"), Formula("=NA()", "#N/A")]]})
    )
    assert rows == ((84.0, "À venir", Failed("#DIV/0!"), Failed("#N/A")),)


def test_texts_are_cleaned_of_what_nobody_sees() -> None:
    assert first(xlsx({"Plan": [["e\u0301te\u0301\x0bligne\x07 \r\nfin\x00"]]})) == (("été\nligne \nfin",),)


def test_times_of_day_and_moments_are_kept() -> None:
    assert first(with_sheet('<row r="1"><c r="A1" t="d"><v>2024-05-01T12:30:00</v></c></row>')) in (
        ((datetime(2024, 5, 1, 12, 30),),),
        (("2024-05-01T12:30:00",),),
    )


def test_merged_cells_and_hidden_sheets_are_known() -> None:
    data = xlsx({"Plan": [["Axe"], [Merged("Axe 1", 3)]], "Listes": [["x"]]}, hidden=["Listes"])
    plan, lists = workbook.read(data, "plan.xlsx").sheets
    assert plan.spans == (((2, 1), (4, 1)),)
    assert lists.hidden
    assert not plan.hidden
    (table,) = workbook.read(workbooks.ods({"Plan": [["Axe"], [Merged("Axe 1", 3)]]}), "plan.ods").sheets
    assert table.spans == (((2, 1), (4, 1)),)


def test_macros_pictures_and_other_leftovers_are_left_alone() -> None:
    parts: dict[str, Any] = {**workbooks.unzipped(xlsx({"Plan": [["x"]]}))}
    parts |= {"xl/vbaProject.bin": b"\x00macro" * 100, "xl/media/image1.png": b"\x89PNG" * 100, "docProps/thumbnail.jpeg": b"\xff\xd8"}
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    assert first(workbooks.zipped(parts)) == (("x",),)
    assert not any(
        b"macro" in content for content in workbooks.unzipped(archive.unpack(workbooks.zipped(parts)).data).values() if content[:1] != b"<"
    )


def encrypted_ods() -> bytes:
    parts = workbooks.unzipped(workbooks.ods({"Plan": [["x"]]}))
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(b"/>", b"><manifest:encryption-data/></manifest:file-entry>", 1)
    return workbooks.zipped(parts)


def squeezed_otherwise() -> bytes:
    """An archive packed in a way that no spreadsheet program knows, and broken at that."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as packed:
        for name, content in workbooks.unzipped(xlsx({"Plan": [["x"]]})).items():
            packed.writestr(name, content)
    return written.getvalue().replace(b"\x09\x04\x05\x00", b"\xff\xff\xff\xff")


def locked_zip() -> bytes:
    """An archive whose members are marked as encrypted."""
    data = bytearray(xlsx({"Plan": [["x"]]}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty_file"),
        (b"\x00" * 100 + b"\n", "empty_file"),
        (b"Axe;Titre de l'action\nAxe 1;Planter\n", "is_text"),
        (b'{"plan": []}', "is_text"),
        (b"<html><body><table></table></body></html>", "is_text"),
        (b"plan " * 2_000_000, "is_text"),
        (b"plan " * 2_000_001, "file_too_large"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no_workbook"),
        (b"%PDF-1.7\n\x00\x01", "no_workbook"),
        (OLD, "old_format"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "password"),
        (encrypted_ods(), "password"),
        (locked_zip(), "password"),
        (squeezed_otherwise(), "damaged"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (xlsx({"Plan": [["x"]]})[:-40], "damaged"),
        (workbooks.zipped({"word/document.xml": "<w/>"}), "no_workbook"),
        (workbooks.zipped({"xl/workbook.bin": b"\x00"}), "old_format"),
        (workbooks.zipped({"xl/workbook.xml": "<workbook/>"}), "damaged"),
        (workbooks.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "no_workbook"),
        (with_sheet('<row r="1"><c r="A1"><v>1</v></row>'), "damaged"),
        (with_sheet('<row r="1"><c r="nowhere"><v>1</v></c></row>'), "damaged"),
        (xlsx({"Plan": [], "Autre": []}), "empty_workbook"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    assert refused(data) == why


def laughing() -> bytes:
    entities = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    parts: dict[str, Any] = {**workbooks.unzipped(xlsx({"Plan": [["x"]]}))}
    parts["xl/sharedStrings.xml"] = f'<!DOCTYPE sst [<!ENTITY l0 "ha">{entities}]><sst><si><t>&l9;</t></si></sst>'
    return workbooks.zipped(parts)


def one_text_for_all() -> bytes:
    cells = "".join(f'<row r="{number}">' + '<c t="s"><v>0</v></c>' * 100 + "</row>" for number in range(1, 1001))
    parts: dict[str, Any] = {**workbooks.unzipped(with_sheet(cells))}
    parts["xl/sharedStrings.xml"] = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    return workbooks.zipped(parts)


def lying_zip() -> bytes:
    """An archive that says its sheet is small, and unpacks a hundred megabytes."""
    data = bytearray(with_sheet(f'<row r="1"><c r="A1" t="str"><v>{" " * 100_000_000}x</v></c></row>'))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as whole:
        size = whole.getinfo("xl/worksheets/sheet1.xml").file_size
    return bytes(data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little")))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(with_sheet('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'), "too_large", id="one cell in the far corner"),
        pytest.param(with_sheet('<row r="900000"><c><v>1</v></c></row>'), "too_large", id="one row far below"),
        pytest.param(with_sheet('<row r="1">' + "<c><v>1</v></c>" * 201 + "</row>"), "too_large", id="too many columns"),
        pytest.param(with_sheet('<row><c t="str"><v>1</v></c></row>' * 10_001), "too_large", id="too many rows"),
        pytest.param(one_text_for_all(), "too_large", id="one long text in every cell"),
        pytest.param(laughing(), "damaged", id="entities within entities"),
        pytest.param(lying_zip(), "damaged", id="an archive that lies about its sizes"),
        pytest.param(
            with_sheet(f'<row r="1"><c r="A1" t="str"><v>{" " * 100_000_000}x</v></c></row>'),
            "unpacks_too_large",
            id="an archive that swells",
        ),
        pytest.param(
            with_table(
                '<table:table-row table:number-rows-repeated="50000"><table:table-cell table:number-columns-repeated="1000" '
                'office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>'
            ),
            "too_much",
            id="one cell repeated fifty million times",
        ),
        pytest.param(
            with_table(
                '<table:table-row><table:table-cell table:number-columns-repeated="4000000000"/>'
                '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row>'
            ),
            "too_much",
            id="four thousand million empty cells",
        ),
        pytest.param(with_sheet("<a>" * 50_000 + "</a>" * 50_000), "empty_workbook", id="fifty thousand deep"),
    ],
)
def test_a_small_file_can_not_ask_for_much(data: bytes, why: str) -> None:
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if why == "too_large":
        (sheet,) = workbook.read(data, "plan.xlsx").sheets
        assert sheet.too_large
        assert sheet.rows == ()
    else:
        assert refused(data) == why
    assert time.process_time() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600_000  # kilobytes


def test_formats_without_values_take_nothing() -> None:
    blank = "".join(f'<row r="{number}"><c r="A{number}" s="0"/><c r="XFD{number}" s="0"/></row>' for number in range(2, 12_000))
    rows = first(with_sheet('<row r="1"><c r="A1" t="str"><v>Titre</v></c></row>' + blank))
    assert rows == (("Titre",),)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=8))
def test_any_grid_is_read_or_refused(grid: list[list[Any]]) -> None:
    (sheet,) = workbook.read(xlsx({"Plan": [["Titre"], *grid]}), "plan.xlsx").sheets
    for cells, found in zip(grid, sheet.rows[1:], strict=False):
        for cell, read in zip(cells, found, strict=False):
            if isinstance(cell, date | bool):
                assert read == cell
            elif isinstance(cell, int | float):
                assert read == pytest.approx(cell)


PARTS = [
    workbooks.unzipped(xlsx({"Plan": [["Titre", "Montant"], ["a", 1.5, date(2024, 1, 1), Formula("=1/0", "#DIV/0!")]]})),
    workbooks.unzipped(workbooks.ods({"P": [["a", 1]]})),
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_broken_workbook_is_refused_and_breaks_nothing(data: st.DataObject) -> None:
    parts: dict[str, Any] = {**data.draw(st.sampled_from(PARTS))}
    for name in data.draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=3)):
        content: bytes = parts[name]
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 30)))
        put = data.draw(
            st.one_of(st.binary(max_size=10), st.sampled_from([b"99999999", b"-1", b"<c>", b"</row>", b'r="A0"', b"\xff\xfe", b'"']))
        )
        parts[name] = content[:start] + put + content[end:]
    with contextlib.suppress(Invalid):
        workbook.read(workbooks.zipped(parts), "plan.xlsx")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2_000).map(lambda rest: b"PK\x03\x04" + rest) | st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    refused(data)


@pytest.mark.parametrize("name", sorted(workbooks.TWINS))
def test_the_files_in_circulation_are_read(name: str) -> None:
    for data in workbooks.circulating(name):
        assert any(sheet.rows for sheet in workbook.read(data, name).sheets)
