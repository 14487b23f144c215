"""Writes Tests/Fixtures/datasets.h5 and Tests/Fixtures/vast_series.h5: references for the module Datasets.

    python Tests/Oracles/datasets.py

Series as h5py stores them in many ways, and series with every kind of mistake; calendar features from
pandas; scales from scikit-learn; quantiles from numpy; folds from scikit-learn.

Versions: numpy 2.4.6, pandas 3.1.1, scikit-learn 1.9.1, h5py 3.16.0.
"""

import gzip
import io
import struct
import zipfile
import zlib
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import sklearn
from sklearn.model_selection import KFold, LeaveOneGroupOut
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

assert (np.__version__, pd.__version__, sklearn.__version__, h5py.__version__) == (
    "2.4.6", "3.1.1", "1.9.1", "3.16.0")

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures"
random = np.random.default_rng(4)
file = h5py.File(FIXTURES / "datasets.h5", "w", libver=("v108", "v110"), track_order=False)

# MARK: a series in every storage

ABOUT = dict(assay_schema="forecasting/1", name="small", license="CC0-1.0", source="made here",
             description="Whole numbers.")
grid = (np.arange(60).reshape(20, 3) * 7 % 31 - 12).astype("<f4")
names = ["a", "b", "zwölf"]


def series(path, values=grid, channels=names, about=ABOUT, attributes=None, **options):
    """A series; attributes that are None are left out, options go to the dataset of values."""
    group = file.create_group(path)
    for name, value in {**about, **(attributes or {})}.items():
        if value is not None:
            group.attrs[name] = value
    if values is not None:
        group.create_dataset("values", data=values, **options)
    if channels is not None:
        group["channels"] = channels
    return group


DATES = dict(start="2016-07-01 00:00:00", step=3600, split=[10, 15, 20], season=5)
frame = pd.DataFrame(grid, columns=names, index=pd.date_range("2016-07-01", periods=20, freq="h"))

series("series/float32", attributes=DATES)
series("series/float64 big-endian", grid.astype(">f8"), attributes=DATES)
series("series/float16", grid.astype("<f2"), attributes=DATES)
series("series/int8", grid.astype("i1"), attributes=DATES)
series("series/int32 big-endian", grid.astype(">i4"), attributes=DATES)
series("series/int64", grid.astype("<i8"), attributes=DATES)
series("series/gzip", attributes=DATES, chunks=(7, 2), compression="gzip", compression_opts=9)
series("series/gzip shuffle", attributes=DATES, chunks=(3, 3), compression="gzip", shuffle=True,
       fletcher32=True)
series("series/growing", attributes=DATES, chunks=(4, 3), maxshape=(None, 3))
series("series/fixed names", channels=np.array([n.encode() for n in names], "S8"), attributes=DATES)
series("series/fixed attributes", about={k: np.bytes_(v) for k, v in ABOUT.items()},
       attributes=DATES | dict(start=np.bytes_("2016-07-01T00:00:00Z")))
series("series/numbers in lists", attributes=DATES | dict(
    step=np.array([3600.0]), season=np.array([5], ">i2"), split=np.array([10.0, 15, 20]).astype("i4")))
series("series/seconds since 1970", attributes=DATES | dict(
    start=int(frame.index[0].timestamp()), step="1 hour"))
series("series/pandas", frame.to_numpy(), list(frame.columns), attributes=DATES | dict(
    start=str(frame.index[0]), step=(frame.index[1] - frame.index[0]).total_seconds()))


def tensor(kind, shape, content):
    """The digest of one tensor, as Sources/Exact/Identity/TensorDigest.swift defines it."""
    sizes = b"".join(struct.pack("<Q", n) for n in (len(shape), *shape))
    return sha256(b"assay.tensor.1\0" + kind + b"\0" + sizes + content).digest()


def texts(items):
    return b"".join(struct.pack("<Q", len(t.encode())) + t.encode() for t in items)


def tensors(entries):
    named = sorted((name.encode(), digest) for name, digest in entries.items())
    return sha256(b"assay.tensors.1\0" + struct.pack("<Q", len(named)) + b"".join(
        struct.pack("<Q", len(name)) + name + digest for name, digest in named)).hexdigest()


file["digest"] = tensors({
    "schema": tensor(b"string", (), texts(["forecasting/1"])),
    "values": tensor(b"float32", grid.shape, grid.tobytes()),
    "channels": tensor(b"string", (3,), texts(names)),
    "start": tensor(b"int64", (), struct.pack("<q", int(frame.index[0].timestamp()))),
    "step": tensor(b"string", (), texts(["1 hour"])),
    "split": tensor(b"int64", (3,), struct.pack("<3q", 10, 15, 20)),
    "season": tensor(b"int64", (), struct.pack("<q", 5)),
})
link = series("series/soft link", None, attributes=DATES)
link["values"] = h5py.SoftLink("/series/gzip/values")

series("plain/no dates")
masked = grid.copy()
masked[4, 1] = np.nan
observed = np.ones(grid.shape, bool)
observed[4, 1] = observed[9, 0] = False
series("plain/mask")["observed"] = observed
series("plain/mask of integers", masked)["observed"] = observed.astype("<i4")
series("plain/constant", np.where([True, False, True], grid, 2.5))
series("plain/monthly", attributes=dict(start="2000-01-31", step="1 month"))

# MARK: series with mistakes

series("bad/nothing", None, None, about={})
series("bad/schema", about=ABOUT | dict(assay_schema="tabular/1"))
series("bad/unknown schema", about=ABOUT | dict(assay_schema="forecast"))
series("bad/number as schema", about=ABOUT | dict(assay_schema=1))
series("bad/empty name", about=ABOUT | dict(name=""))
series("bad/no values", None)
series("bad/values are a group", None).create_group("values")
series("bad/rank 1", grid[:, 0], ["a"])
series("bad/rank 3", grid[None])
series("bad/single value", 3.0)
series("bad/no rows", grid[:0])
series("bad/no channels", grid[:, :0], None)["channels"] = np.array([], "S1")
series("bad/text", np.array([["1", "2"]], "S1"), ["a", "b"])
series("bad/complex", grid.astype("c8"))
series("bad/beyond float32", grid.astype("f8") * 1e39)
series("bad/nan", masked)
series("bad/two nans", np.where(grid > 15, np.nan, grid))
series("bad/infinite", np.where(grid == grid.max(), -np.inf, grid))
series("bad/no names", channels=None)
series("bad/two names", channels=["a", "b"])
series("bad/same names", channels=["a", "b", "a"])
series("bad/empty channel name", channels=["a", "", "c"])
series("bad/names are numbers", channels=[1, 2, 3])
series("bad/names not UTF-8", channels=np.array([b"a", b"b", b"\xff"], "S1"))
series("bad/start alone", attributes=dict(start="2016-07-01"))
series("bad/step alone", attributes=dict(step=60))
series("bad/start not a date", attributes=DATES | dict(start="1 July 2016"))
series("bad/no such day", attributes=DATES | dict(start="2015-02-29"))
series("bad/nanoseconds", attributes=DATES | dict(start=frame.index.as_unit("ns").asi8[0]))
series("bad/step zero", attributes=DATES | dict(step=0))
series("bad/step of half a second", attributes=DATES | dict(step=0.5))
series("bad/step in words", attributes=DATES | dict(step="fortnight"))
series("bad/too late", attributes=DATES | dict(step="1000 years"))
series("bad/two ends", attributes=DATES | dict(split=[10, 20]))
series("bad/falling ends", attributes=DATES | dict(split=[10, 8, 20]))
series("bad/ends beyond", attributes=DATES | dict(split=[10, 15, 21]))
series("bad/float ends", attributes=DATES | dict(split=[10.5, 15.0, 20.0]))
series("bad/season zero", attributes=DATES | dict(season=0))
series("bad/season too long", attributes=DATES | dict(season=20))
series("bad/mask of another shape")["observed"] = observed[:10]
series("bad/mask of other numbers")["observed"] = np.full(grid.shape, 2, "u1")
series("bad/mask leaves a nan", masked)["observed"] = np.ones(grid.shape, bool)
for name, path, shape in [("beyond counting", "values", (2**40, 2**40)),
                          ("too many", "values", (2**37, 1)), ("too wide", "values", (2, 2**25)),
                          ("mask beyond counting", "observed", (2**40, 2**40))]:
    series(f"bad/{name}", None if path == "values" else grid, ["a"] if path == "values" else names)
    file[f"bad/{name}"].create_dataset(
        path, shape=shape, dtype="u1", chunks=(min(16, shape[0]), min(16, shape[1])))
series("bad/external link", None)["values"] = h5py.ExternalLink("other.h5", "/values")
series("bad/broken link", None)["values"] = h5py.SoftLink("/nowhere")
many = series("bad/many", np.where(grid == grid.max(), np.nan, grid), ["a", "a"],
              about=dict(assay_schema="forecasting/1", name="small"),
              attributes=dict(start="yesterday", step="1 hour", season=-1))

# MARK: calendar

for name, start, frequency, step, count in [
    ("hours", "2016-02-28 21:00", "h", "1 hour", 24 * 400),
    ("quarter hours", "1999-12-31 22:15", "15min", "15 minutes", 500),
    ("days", "1895-06-30", "D", "1 day", 1200),
    ("weeks", "1958-03-29", "7D", "1 week", 300),
    ("months", "1899-11-01 06:30", None, "1 month", 200),
    ("month ends", "2003-10-31", None, "1 month", 60),
    ("quarters", "1959-01-01", None, "3 months", 200),
    ("years", "1700-02-28", None, "1 year", 309),
    ("7 s", "2100-02-28 23:59:00", "7s", "7 seconds", 40),
]:
    months = {"1 month": 1, "3 months": 3, "1 year": 12}.get(step)
    if months is None:
        index = pd.date_range(start, periods=count, freq=frequency, unit="s")
    else:
        first = pd.Timestamp(start)
        index = pd.DatetimeIndex([first + pd.DateOffset(months=months * k) for k in range(count)])
        index = index.as_unit("s")
    features = np.stack([index.hour / 23.0 - 0.5, index.day_of_week / 6.0 - 0.5,
                         (index.day - 1) / 30.0 - 0.5, (index.day_of_year - 1) / 365.0 - 0.5], 1)
    group = file.create_group(f"calendar/{name}")
    group["start"] = start
    group["step"] = step
    group["seconds"] = index.asi8
    group.create_dataset("features", data=features.astype("f4"), compression="gzip", shuffle=True)

# Moments all over the years 1 to 9999, as text and as seconds.
moments = np.sort(random.integers(-62135596800, 253402300800, 2000))
moments = [datetime(1970, 1, 1) + timedelta(seconds=int(s)) for s in moments]
file["moments/seconds"] = [int((m - datetime(1970, 1, 1)).total_seconds()) for m in moments]
file["moments/text"] = [str(m) for m in moments]
file["moments/weekday"] = [m.weekday() for m in moments]
file["moments/day_of_year"] = [m.timetuple().tm_yday for m in moments]

# MARK: scales

rows = np.concatenate([
    random.normal(size=(301, 2)) * [1, 1e4] + [0, 3e6],
    random.lognormal(size=(301, 2), sigma=4), random.integers(-3, 3, (301, 2)),
    np.full((301, 1), 0.1), random.normal(size=(301, 1)) * 1e-10], axis=1).astype("f4")
holes = rows.copy()
holes[random.random(holes.shape) < 0.2] = np.nan
fitted = 200
for name, data in [("full", rows), ("holes", holes)]:
    group = file.create_group(f"scalers/{name}")
    group["values"] = data
    group.attrs["fitted"] = fitted
    train = data[:fitted].astype("f8")
    for kind, scaler in [("standard", StandardScaler()), ("minMax", MinMaxScaler()),
                         ("robust", RobustScaler())]:
        scaler.fit(train)
        with np.errstate(all="ignore"):
            group[f"{kind}/scaled"] = scaler.transform(data.astype("f8"))
        offset, divisor = {
            "standard": lambda: (scaler.mean_, np.sqrt(scaler.var_)),
            "minMax": lambda: (scaler.data_min_, scaler.data_range_),
            "robust": lambda: (scaler.center_, np.subtract(*np.nanpercentile(train, [75, 25], 0))),
        }[kind]()
        group[f"{kind}/offsets"] = offset
        group[f"{kind}/divisors"] = divisor
    levels = np.array([0, 0.01, 0.25, 0.5, 0.75, 0.9, 1])
    group["levels"] = levels
    group["quantiles"] = np.nanquantile(train, levels, axis=0).T

# MARK: folds

for count, folds in [(10, 3), (12, 4), (7, 7), (101, 10)]:
    group = file.create_group(f"folds/{count} by {folds}")
    for index, (train, test) in enumerate(KFold(folds).split(np.zeros(count))):
        group[f"{index:02}/train"] = train
        group[f"{index:02}/test"] = test
groups = np.array([f"cell {c}" for c in "CABBACDBAD"])
file["groups/names"] = [str(g) for g in groups]
for index, (train, test) in enumerate(LeaveOneGroupOut().split(groups, groups=groups)):
    file[f"groups/{index:02}/name"] = str(groups[test[0]])
    file[f"groups/{index:02}/train"] = train
    file[f"groups/{index:02}/test"] = test

# MARK: the other schemas, as h5py's users write them, and with mistakes


def group(path, schema, datasets, **attributes):
    """A dataset of a schema; datasets that are None are left out."""
    made = file.create_group(path)
    for name, value in {**ABOUT, "assay_schema": schema, **attributes}.items():
        if value is not None:
            made.attrs[name] = value
    for name, value in datasets.items():
        if value is not None:
            made[name] = value
    return made


def table(path, task="classification", target="kind", values=(0, 1, 1, 0), **changes):
    group(path, "tabular/1", {
        "numerical": np.array([[1, 2], [3, np.nan], [5, 6], [7, 8]], ">f8"),
        "numerical_names": ["x", "y"],
        "categorical": np.array([[0, 1], [1, -1], [0, 0], [1, 1]], "i1"),
        "categorical_names": ["sex", "town"],
        "levels/sex": np.array([b"f", b"m"], "S1"), "levels/town": ["Oslo", "Rome"],
        "target": None if values is None else list(values), "classes": ["no", "yes"],
        "groups": ["p", "p", "q", "r"]} | changes, task=task, target=target)


table("tables/classification")
table("tables/regression", "regression", "price", values=np.array([0.5, 1, 2, 3]), classes=None)
table("tables/numbers alone", categorical=None, categorical_names=None, groups=None,
      **{"levels/sex": None, "levels/town": None})
table("tables/categories alone", numerical=None, numerical_names=None)
table("bad tables/task", task="ranking")
table("bad tables/no task", task=None)
table("bad tables/infinite", numerical=np.array([[1, 2], [3, np.inf], [5, 6], [7, 8]]))
table("bad tables/rows", numerical=np.ones((3, 2)))
table("bad tables/names", numerical_names=["x"])
table("bad tables/same names", numerical_names=["x", "sex"])
table("bad tables/no names", numerical_names=None)
table("bad tables/no levels", **{"levels/town": None})
table("bad tables/code", categorical=np.array([[0, 1], [2, -1], [0, 0], [1, 7]]))
table("bad tables/float codes", categorical=np.zeros((4, 2)))
table("bad tables/class", classes=["no"])
table("bad tables/no target", values=None)
table("bad tables/text target", "regression", values=["a", "b", "c", "d"])
table("bad tables/nan target", "regression", values=[1, 2, np.nan, np.nan])
table("bad tables/nothing to learn from", numerical=None, numerical_names=None, categorical=None)
table("bad tables/groups", groups=["p"])


def interactions(path, **changes):
    made = group(path, "interactions/1", {
        "users": ["u1", "u2"], "items": np.array([b"i1", b"i2", b"i3"]),
        "user": np.array([0, 1, 0], ">i8"), "item": np.array([2, 1, 0], "u1"),
        "rating": [5.0, 3.5, 1.0], "timestamp": [10, 20, 2**40],
        "user_features/age": [31, 44], "user_features/town": ["Oslo", ""],
        "item_features/genres": ["Drama|War", "", "War"],
        "coordinates": [[1.5, 103], [-2, 104], [np.nan, np.nan]]} | changes)
    if "item_features/genres" in made:
        made["item_features/genres"].attrs["separator"] = "|"


interactions("interactions/full")
interactions("interactions/bare", rating=None, timestamp=None, coordinates=None,
             **{"user_features/age": None, "user_features/town": None, "item_features/genres": None})
interactions("bad interactions/none", user=np.zeros(0, int), item=np.zeros(0, int), rating=None,
             timestamp=None)
interactions("bad interactions/stray", user=[0, 2, -1])
interactions("bad interactions/lengths", item=[0, 1], rating=[1.0])
interactions("bad interactions/rating", rating=[1, np.nan, 2])
interactions("bad interactions/float time", timestamp=[1.5, 2, 3])
interactions("bad interactions/features", **{"user_features/age": [1, 2, 3]})
interactions("bad interactions/same users", users=["u1", "u1"])
interactions("bad interactions/latitude", coordinates=[[103, 1.5], [0, 0], [0, 0]])
interactions("bad interactions/places", coordinates=[[1.0, 2.0]])
interactions("bad interactions/no users", users=None)


def cells(path, targets=("soh",), unit="Ah", cycle=(1, 5, 9), capacity=(3, 2.5, np.nan),
          curve=np.ones((3, 4)), name="B", **attributes):
    made = group(path, "battery/1", {}, targets=list(targets) if targets is not None else None)
    for cell in ("A", name):
        part = made.create_group(f"cells/{cell}")
        part.attrs["temperature"] = 25
        part.attrs["chemistry"] = "NCA"
        last = cell == name
        part["cycle"] = list(cycle) if last else [1, 2, 3]
        part["quantities/capacity"] = list(capacity) if last else [1.0, 2, 3]
        part["quantities/capacity"].attrs["unit"] = unit if last else "Ah"
        part["quantities/soh"] = np.array([1, 0.9, 0.8], ">f4")
        part["quantities/soh"].attrs["unit"] = "1"
        part["curves/voltage"] = curve if last else np.zeros((3, 2))
        part["curves/voltage"].attrs["unit"] = "V"
        for key, value in attributes.items():
            part.attrs[key] = value


cells("cells/full", charge_rate=0.5)
cells("bad cells/unit", unit="mAh")
cells("bad cells/cycles fall", cycle=(1, 1, 2))
cells("bad cells/lengths", capacity=(1, 2))
cells("bad cells/infinite", capacity=(1, 2, np.inf))
cells("bad cells/targets", targets=["SoH"])
cells("bad cells/no targets", targets=None)
cells("bad cells/curve", curve=np.ones(3))
cells("bad cells/temperature", charge_rate=np.inf)
group("bad cells/none", "battery/1", {}, targets=["a"]).create_group("cells")


def embeddings(path, **changes):
    group(path, "embeddings/1", {
        "vectors": np.arange(12).reshape(4, 3) / 4, "names": ["a", "b", "c", "d"],
        "labels": ["x", "x", "y", "y"]} | changes)


embeddings("embeddings/full")
embeddings("embeddings/no labels", labels=None)
embeddings("bad embeddings/nan", vectors=np.array([[1, np.nan]] * 4))
embeddings("bad embeddings/names", names=["a", "b", "b", ""])
embeddings("bad embeddings/lengths", names=["a"], labels=["x"])
embeddings("bad embeddings/rank", vectors=np.ones(4))
embeddings("bad embeddings/no vectors", vectors=None)

# MARK: archives


def deflate(data, level=6, strategy=zlib.Z_DEFAULT_STRATEGY):
    """A gzip file made in one of zlib's ways."""
    packer = zlib.compressobj(level, zlib.DEFLATED, 31, 8, strategy)
    return packer.compress(data) + packer.flush()


def put(path, data):
    file.create_dataset(path, data=np.frombuffer(data, "u1"), compression="gzip")


prose = b"".join(b"%d,%d,%.3f\n" % (k, k * k % 97, k / 7) for k in range(3000))
noise = random.integers(0, 256, 5000).astype("u1").tobytes()
named = io.BytesIO()
with gzip.GzipFile("exchange.txt", "wb", 9, named, 0) as packed:
    packed.write(prose)
for name, packed, plain in [
    ("stored", deflate(prose, 0), prose), ("fixed", deflate(prose, 9, zlib.Z_FIXED), prose),
    ("dynamic", deflate(prose, 9), prose), ("huffman", deflate(prose, 9, zlib.Z_HUFFMAN_ONLY), prose),
    ("runs", deflate(b"a" * 100_000, 9), b"a" * 100_000), ("noise", deflate(noise), noise),
    ("one byte", deflate(b"x"), b"x"), ("empty", deflate(b""), b""),
    ("named", named.getvalue(), prose), ("two", deflate(prose) + deflate(noise, 1), prose + noise),
]:
    put(f"gzip/{name}/packed", packed)
    file[f"gzip/{name}/plain"] = sha256(plain).hexdigest()
wheel = io.BytesIO()
with zipfile.ZipFile(wheel, "w") as archive:
    archive.writestr(zipfile.ZipInfo("data/stored.csv"), prose)
    archive.writestr(zipfile.ZipInfo("data/packed.csv"), prose, zipfile.ZIP_DEFLATED, 9)
    archive.writestr(zipfile.ZipInfo("data/bzip.csv"), prose, zipfile.ZIP_BZIP2)
    archive.comment = b"a comment"
put("zip", wheel.getvalue())
file["zip_plain"] = sha256(prose).hexdigest()

file.close()

# MARK: a series of a gigabyte, of which hardly anything is stored

vast = h5py.File(FIXTURES / "vast_series.h5", "w", libver=("earliest", "v110"))
for name, value in ABOUT.items():
    vast.attrs[name] = value
vast.attrs["start"] = "1990-01-01"
vast.attrs["step"] = 1
COUNT = 33_554_432
values = vast.create_dataset("values", shape=(COUNT, 8), dtype="<f4", chunks=(8192, 8),
                             compression="gzip", shuffle=True, fillvalue=1.5)
for first in (0, COUNT // 2 - 5, COUNT - 8192):
    values[first:first + 8192] = np.arange(8192)[:, None] % [2, 3, 5, 7, 11, 13, 17, 19]
vast["channels"] = [f"channel {k}" for k in range(8)]
vast.close()
