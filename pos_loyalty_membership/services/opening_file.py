"""Rows of a spreadsheet with opening balances, each with the number people see.

Odoo's own import leaves empty rows out, after which no row has its number any more.
"""

import codecs
import csv
import io
import zipfile
from datetime import date, datetime

import chardet
import openpyxl

MAXIMUM_ROWS = 100_000
MAXIMUM_COLUMNS = 50
# How sure a guess of an encoding has to be; else it is that of Western offices.
SURE = 0.8
DELIMITERS = ",;\t|"


class UnreadableFile(Exception):
    """No rows to read; `code` is unknown_kind, damaged, empty or too_long."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def read_rows(content, file_name):
    """[(row number, [cells])] of a file's first sheet, without empty rows.

    Cells are text without spaces around it, or a date. Raises UnreadableFile.
    """
    suffix = (file_name or "").lower().rpartition(".")[2]
    readers = {"xlsx": _read_xlsx, "csv": _read_csv, "txt": _read_csv}
    if suffix not in readers:
        raise UnreadableFile("unknown_kind")
    rows = []
    for number, cells in enumerate(readers[suffix](content), 1):
        cells = [_cell(value) for value in cells[:MAXIMUM_COLUMNS]]
        if any(cells):
            rows.append((number, cells))
        if len(rows) > MAXIMUM_ROWS:
            raise UnreadableFile("too_long")
    if not rows:
        raise UnreadableFile("empty")
    return rows


def _read_xlsx(content):
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise UnreadableFile("damaged") from error
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield list(row)


def _read_csv(content):
    text = _decoded(content)
    try:
        dialect = csv.Sniffer().sniff(text.split("\n", 1)[0], delimiters=DELIMITERS)
    except csv.Error:
        dialect = csv.excel
    try:
        # What is quoted may go over several lines; it is one row of the sheet.
        yield from csv.reader(io.StringIO(text, newline=""), dialect)
    except csv.Error as error:
        raise UnreadableFile("damaged") from error


def _decoded(content):
    """The text of a CSV file; spreadsheets say in which encoding only by UTF's mark."""
    encodings = ["utf-8-sig"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    guess = chardet.detect(content)
    if guess["encoding"] and guess["confidence"] > SURE:
        encodings.append(guess["encoding"])
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


def _cell(value):
    """A cell as text, or as a date; a number without needless decimals."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
