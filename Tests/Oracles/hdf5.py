"""Writes Tests/Fixtures/interop.h5: every way of storing data that the HDF5 module must read.

Written with Python 3.11, h5py 3.16.0 (HDF5 2.0.0), numpy 2.4.6.
Run from the root of the repository: python Tests/Oracles/hdf5.py
"""

import sys
from pathlib import Path

import h5py
import numpy as np

assert h5py.__version__ == "3.16.0", h5py.__version__
assert np.__version__ == "2.4.6", np.__version__

TARGET = Path(sys.argv[1] if len(sys.argv) > 1 else "Tests/Fixtures/interop.h5")

# 7 rows of 5, from -17 up in steps of 1: exact in every type with a sign and at least 8 bits.
grid = np.arange(35).reshape(7, 5) - 17
positive = np.arange(35).reshape(7, 5)



def plain(group, name, kind, shape, layout=h5py.h5d.CONTIGUOUS):
    """A dataset of a type that h5py's upper layer does not make, without a time stamp."""
    options = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    options.set_layout(layout)
    options.set_obj_track_times(False)
    space = h5py.h5s.create_simple(shape)
    return h5py.h5d.create(group.id, name.encode(), kind, space, options)


with h5py.File(TARGET, "w", libver=("earliest", "v110")) as f:
    for order, word in (("<", "little"), (">", "big")):
        for bits in (8, 16, 32, 64):
            f[f"{word}/int{bits}"] = grid.astype(f"{order}i{bits // 8}")
            f[f"{word}/uint{bits}"] = positive.astype(f"{order}u{bits // 8}")
        for bits in (16, 32, 64):
            f[f"{word}/float{bits}"] = grid.astype(f"{order}f{bits // 8}") / 8

    def packed(name, **options):
        f.create_dataset(f"packed/{name}", data=grid.astype("<f4") / 8, **options)

    packed("contiguous")
    packed("chunked", chunks=(2, 3))
    packed("gzip", chunks=(3, 5), compression="gzip", compression_opts=9)
    packed("shuffle", chunks=(3, 2), shuffle=True)
    packed("gzip_shuffle_fletcher32", chunks=(4, 5), compression="gzip", shuffle=True,
           fletcher32=True)
    packed("fletcher32", chunks=(7, 1), fletcher32=True)
    packed("growing", chunks=(2, 5), maxshape=(None, 5))
    f.create_dataset("packed/scaleoffset", data=grid.astype("<i4"), chunks=(3, 5), scaleoffset=0)
    plain(f["packed"], "compact", h5py.h5t.IEEE_F32LE, (7, 5), h5py.h5d.COMPACT).write(
        h5py.h5s.ALL, h5py.h5s.ALL, grid.astype("<f4") / 8)
    f.create_dataset("packed/unwritten", shape=(3, 2), dtype="<f4", fillvalue=2.5)

    # Shapes that no memory holds; nothing of them is stored.
    f.create_dataset("vast", shape=(2**60,), chunks=(1024,), dtype="<f4")
    f.create_dataset("beyond", shape=(2**40, 2**40), chunks=(16, 16), dtype="<f4")

    # All 65,536 half-precision values in the order of their bits.
    f.create_dataset("half", data=np.arange(65536, dtype="<u2").view("<f2"), compression="gzip")

    f["limits/int8"] = np.array([-128, 127], "i1")
    f["limits/int16"] = np.array([-32768, 32767], ">i2")
    f["limits/int32"] = np.array([-2**31, 2**31 - 1], "<i4")
    f["limits/int64"] = np.array([-2**63, 2**63 - 1], ">i8")
    f["limits/uint64"] = np.array([0, 2**64 - 1], "<u8")
    f["limits/precise"] = np.array([2**24, 2**24 + 1, 2**53, 2**53 + 1], "<i8")
    f["limits/float32"] = np.array([np.finfo("f4").max, np.finfo("f4").smallest_subnormal,
                                    np.inf, -np.inf, np.nan, -0.0], "<f4")
    # Rounding from double to single: ties to even, subnormal results, and the greatest that stays.
    f["limits/rounding"] = np.array([1 + 2.0**-24, 1 + 3 * 2.0**-24, 2.0**-149, 2.0**-150,
                                     3 * 2.0**-150, 3.4028235677973362e38, 0.1], ">f8")
    f["limits/float64"] = np.array([1.0, 1e39, np.inf], "<f8")

    f["flags"] = np.array([True, False, True, True])
    f["levels"] = np.array([2, 0, 1], "<i2")
    f.create_dataset("colors", data=np.array([5, 9, 5], "<i2"),
                     dtype=h5py.enum_dtype({"red": 5, "blue": 9}, basetype="<i2"))

    words = ["one", "zwölf", "", "日本語"]
    f.create_dataset("text/variable_utf8", data=words, dtype=h5py.string_dtype("utf-8"))
    f.create_dataset("text/variable_ascii", data=["a", "bc", ""],
                     dtype=h5py.string_dtype("ascii"))
    f.create_dataset("text/fixed_utf8", data=np.array(
        [w.encode() for w in words], h5py.string_dtype("utf-8", 12)))
    f.create_dataset("text/fixed_ascii", data=np.array([b"ab", b"cde", b""], "S3"))
    f.create_dataset("text/chunked", data=[f"row {i}" for i in range(10)], chunks=(4,),
                     compression="gzip", dtype=h5py.string_dtype())
    for name, padding, raw in (("terminated", h5py.h5t.STR_NULLTERM, b"ab\0\0c\0\0\0d \0\0"),
                               ("spaces", h5py.h5t.STR_SPACEPAD, b"ab  c   d e ")):
        t = h5py.h5t.C_S1.copy()
        t.set_size(4)
        t.set_strpad(padding)
        plain(f["text"], name, t, (3,)).write(h5py.h5s.ALL, h5py.h5s.ALL, np.frombuffer(raw, "S4"), t)
    f.create_dataset("text/latin1", data=np.array([b"ok", b"\xfc"], "S2"))

    f["scalar/float"] = 2.5
    f["scalar/integer"] = np.int16(-7)
    f["scalar/text"] = "only"
    f["scalar/bool"] = np.True_
    f["scalar/one_element"] = np.array([[4.0]], "f4")
    f["empty/none"] = h5py.Empty("f4")
    f["empty/zero"] = np.zeros((0,), "f8")
    f["empty/middle"] = np.zeros((3, 0, 2), "i4")
    f.create_dataset("empty/texts", shape=(0,), dtype=h5py.string_dtype())
    f.create_group("empty/group")

    rows = np.zeros(6, np.dtype([("index", ">i4"), ("voltage", "<f4"), ("charge", "<f8"),
                                 ("good", "?"), ("code", "S3"), ("name", h5py.string_dtype()),
                                 ("pair", "<f4", (2,))], align=True))
    rows["index"] = np.arange(6) * 100
    rows["voltage"] = np.arange(6) / 4
    rows["charge"] = -np.arange(6) / 8
    rows["good"] = np.arange(6) % 2 == 0
    rows["code"] = [b"a", b"bb", b"ccc", b"", b"e", b"ff"]
    rows["name"] = ["null", "eins", "zwei", "drei", "vier", "fünf"]
    f.create_dataset("table", data=rows, chunks=(4,), compression="gzip")

    f.attrs["title"] = "Prüfling"
    f.attrs["bytes"] = np.bytes_(b"fixed")
    f.attrs["version"] = 3
    f.attrs["ratio"] = 0.25
    f.attrs["single"] = np.array([1.5], "f4")
    f.attrs["list"] = np.array([1, 2, 3], ">i2")
    f.attrs["names"] = ["x", "y"]
    f.attrs["flag"] = True
    f.attrs["nothing"] = h5py.Empty("f8")
    f["packed"].attrs["kind"] = "group"
    f["packed/gzip"].attrs["units"] = "V"

    f["links/soft"] = h5py.SoftLink("/packed/gzip")
    f["links/relative"] = h5py.SoftLink("soft")
    f["links/group"] = h5py.SoftLink("/packed")
    f["links/dangling"] = h5py.SoftLink("/packed/gzzip")
    f["links/circle"] = h5py.SoftLink("/links/circle")
    f["links/external"] = h5py.ExternalLink("other.h5", "/secret")
    f["links/to_external"] = h5py.SoftLink("/links/external")
    f["links/hard"] = f["packed/gzip"]

    f.create_dataset("outside/raw", shape=(2,), dtype="<f4", external=[("other.bin", 0, 8)])
    layout = h5py.VirtualLayout((4,), "<f4")
    layout[:] = h5py.VirtualSource("other.h5", "values", (4,))
    f.create_virtual_dataset("outside/virtual", layout)

    f.create_dataset("odd/complex", data=np.array([1 + 2j]))
    f.create_dataset("odd/sequences", shape=(1,), dtype=h5py.vlen_dtype("i4"))[0] = [1, 2]
    f.create_dataset("odd/opaque", data=np.array([b"ab"], "V2"))
    f.create_dataset("odd/reference", data=f["table"].ref, dtype=h5py.ref_dtype)
    plain(f["odd"], "array", h5py.h5t.array_create(h5py.h5t.IEEE_F32LE, (2,)), (3,))
    f.create_dataset("odd/lzf", data=np.zeros(100, "f4"), compression="lzf")
    f.create_dataset("odd/longdouble", data=np.ones(2, np.longdouble))
    f["odd/type"] = np.dtype("<f4")
