"""Writes Tests/Fixtures/suite.h5: decimal texts, JSON and CSV from Python's standard library.

Needs Python 3.11 or later, numpy 2.4.6, h5py 3.16.0. Usage: python suite.py
"""

import csv
import decimal
import io
import json
import pathlib
import random
import re
import struct

import h5py
import numpy as np

assert np.__version__ == "2.4.6" and h5py.__version__ == "3.16.0", "see the versions named above"

random.seed(20261128)
decimal.getcontext().prec = 400


def rounded(number, places):
    """The exact value of the double, rounded half to even; a zero has no sign."""
    unit = decimal.Decimal(1).scaleb(-places)
    text = format(decimal.Decimal(number).quantize(unit, decimal.ROUND_HALF_EVEN), "f")
    return text.removeprefix("-") if set(text) <= set("-0.") else text


def decimals():
    numbers = [0.0, -0.0, 0.5, 1.5, 2.5, -0.5, 0.125, 0.375, -2.5, 0.25, 0.75, 1e-5, -1e-9, 5e-324, 2.2e-308]
    numbers += [0.05, 0.15, 0.25, 0.35, 0.00005, 1 / 3, -2 / 3, 99.995, 0.9999, 999999.9999995, 1e15 + 0.5]
    numbers += [4503599627370496.5, 9007199254740991.0, 4503599627370497.5, 123456789.123456789, -4096.0625]
    while len(numbers) < 2000:
        kind = random.randrange(4)
        if kind == 0:
            number = random.uniform(-10, 10)
        elif kind == 1:
            number = random.randrange(-(10**6), 10**6) / 2 ** random.randrange(1, 20)
        elif kind == 2:
            number = random.uniform(-1, 1) * 10.0 ** random.randrange(-12, 15)
        else:
            number = struct.unpack("<d", random.randbytes(8))[0]
        if abs(number) < 2**53:
            numbers.append(number)
    places = [index % 10 for index in range(len(numbers))]
    return numbers, places, [rounded(n, p) for n, p in zip(numbers, places)]


def compact(text):
    """The document on one line, each number as it was written."""
    value = json.loads(text, parse_float="@{}".format, parse_int="@{}".format)
    return re.sub(r'"@([^"]*)"', r"\1", json.dumps(value, ensure_ascii=False))


VALID = [
    '{"a": 1, "b": [true, false, null], "c": {"d": "e"}}', "[]", "{}", "[[], {}, [[]]]", '"text"', "12", "-0",
    " \t\r\n [ 1 , 2.50 , -3e5 ] ", '["\\u00e9 \\ud83d\\ude00 \\" \\\\ \\/ \\n\\r\\t"]', '["ä☃😀"]', "1e-7", "0.1E+2",
    '{"": 0, "a b": "\\u0041"}', "[" * 60 + "]" * 60, '{"z": 1, "a": 2, "m": {"y": 1, "b": 2}}',
]
INVALID = [
    "", " ", "{", "[1,]", "[1 2]", "{1: 2}", '{"a" 1}', '{"a": 1,}', "[1", '"abc', '"a\nb"', '"\\x"', '"\\u12"', "01", "1.",
    ".5", "+1", "1e", "-", "tru", "nul", "True", "NaNx", "[1]]", "1 2", '"\\ud83d"x', "{'a': 1}", "[,]", "--1", "0x10", '"\t"',
]

ROWS = [
    ["plain", "with, comma", 'with "quotes"', ""],
    ["two\nlines", "semi;colon", "tab\t", " spaces "],
    ["ä☃😀", "1.5", "-0.0", '"'],
    ["", "", "", ""],
]

for text in VALID:
    json.loads(text)
for text in INVALID:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        continue
    raise SystemExit(f"Python reads {text!r}")

sheet = io.StringIO()
csv.writer(sheet, lineterminator="\n").writerows(ROWS)

path = pathlib.Path(__file__).parent.parent / "Fixtures" / "suite.h5"
with h5py.File(path, "w", libver=("earliest", "v108"), track_order=False) as file:
    text = h5py.string_dtype("utf-8")

    def write(name, data, dtype):
        file.create_dataset(name, data=np.array(data, dtype=dtype), track_times=False)

    numbers, places, texts = decimals()
    write("decimal/number", numbers, np.float64)
    write("decimal/places", places, np.int64)
    write("decimal/text", texts, text)
    write("json/valid", VALID, text)
    write("json/compact", [compact(t) for t in VALID], text)
    write("json/invalid", INVALID, text)
    write("csv/rows", ROWS, text)
    write("csv/text", [sheet.getvalue()], text)
