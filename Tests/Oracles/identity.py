"""Writes Tests/Fixtures/identity.h5: digests, checksums and number texts from Python.

Needs Python 3.11 or later, numpy 2.4.6, h5py 3.16.0. Usage: python identity.py
"""

import hashlib
import pathlib
import struct

import h5py
import numpy as np

assert np.__version__ == "2.4.6" and h5py.__version__ == "3.16.0", "see the versions named above"


def crc32c(data):
    """The checksum bit by bit, from its definition."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def tensor(kind, shape, data):
    hash = hashlib.sha256(b"assay.tensor.1\0" + kind + b"\0")
    hash.update(struct.pack(f"<{1 + len(shape)}Q", len(shape), *shape))
    hash.update(data)
    return hash.digest()


def tensors(entries):
    hash = hashlib.sha256(b"assay.tensors.1\0" + struct.pack("<Q", len(entries)))
    for name, digest in sorted((name.encode(), digest) for name, digest in entries.items()):
        hash.update(struct.pack("<Q", len(name)) + name + digest)
    return hash.hexdigest()


data = {}
message = bytes((i * 7 + 3) & 255 for i in range(1000))
data["sha256"] = [hashlib.sha256(message[:n]).hexdigest() for n in range(201)]
data["crc32c"] = np.array([crc32c(message[:n]) for n in range(201)], dtype=np.int64)

texts = ["cat", "", "größe"]
strings = b"".join(struct.pack("<Q", len(t.encode())) + t.encode() for t in texts)
entries = {
    "weights": tensor(
        b"float32", (2, 3), struct.pack("<5f", 1, -0.0, 1e-45, float("inf"), 2.5)
        + bytes.fromhex("0000c07f")
    ),
    "a": tensor(
        b"float64", (2,), struct.pack("<d", -1 / 3) + bytes.fromhex("000000000000f87f")
    ),
    "ints": tensor(b"int32", (3, 1), struct.pack("<3i", -1, 0, 2**31 - 1)),
    "longs": tensor(b"int64", (2,), struct.pack("<2q", -(2**63), 5)),
    "bytes": tensor(b"uint8", (1000,), message),
    "labels": tensor(b"string", (3,), strings),
    "empty": tensor(b"float32", (0, 4), b""),
    "scalar": tensor(b"float64", (), struct.pack("<d", 7)),
}
data["tensors/names"] = list(entries)
data["tensors/digests"] = [digest.hex() for digest in entries.values()]
data["tensors/all"] = [tensors(entries)]

# Python prints the shortest digits too; where it places the point differs.
generator = np.random.default_rng(7)
bits = generator.integers(0, 2**64, 1000, dtype=np.uint64)
doubles = bits.view(np.float64)
doubles = np.concatenate(
    [
        doubles[np.isfinite(doubles)],
        np.array([0.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 1 / 3]),
        np.array([float(2**k) for k in range(0, 1023, 31)]),
        generator.normal(size=200),
        generator.integers(0, 2**53, 100).astype(np.float64),
    ]
)
floats = generator.integers(0, 2**32, 1000, dtype=np.uint32).view(np.float32)
floats = floats[np.isfinite(floats)]
data["text/doubles"] = doubles
data["text/double texts"] = [repr(float(x)) for x in doubles]
data["text/floats"] = floats
data["text/float texts"] = [str(x) for x in floats]

target = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "identity.h5"
with h5py.File(target, "w") as file:
    for name, values in data.items():
        if isinstance(values, list):
            file.create_dataset(name, data=values, dtype=h5py.string_dtype(), track_times=False)
        else:
            file.create_dataset(
                name, data=values, compression="gzip", shuffle=True, track_times=False
            )
