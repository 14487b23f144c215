"""Writes Tests/Fixtures/randomness.h5: keys, words and draws from a second implementation.

The generator, the derivation of keys and every sampler are written here from their descriptions in the
documentation comments, in plain Python integers and floats, so that the scheme is pinned from outside.

Needs Python 3.11 or later, numpy 2.4.6, h5py 3.16.0. Usage: python randomness.py
"""

import hashlib
import math
import pathlib

import h5py
import numpy as np

assert np.__version__ == "2.4.6" and h5py.__version__ == "3.16.0", "see the versions named above"

M32, M64 = 2**32 - 1, 2**64 - 1


def philox(counter, key):
    w = list(counter)
    k = list(key)
    for _ in range(10):
        p0, p1 = w[0] * 0xD2511F53, w[2] * 0xCD9E8D57
        w = [(p1 >> 32) ^ w[1] ^ k[0], p1 & M32, (p0 >> 32) ^ w[3] ^ k[1], p0 & M32]
        k = [(k[0] + 0x9E3779B9) & M32, (k[1] + 0xBB67AE85) & M32]
    return w


assert philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


class Key:
    def __init__(self, cipher, stream):
        self.cipher, self.stream = cipher, stream & M64

    def child(self, kind, payload):
        state = self.cipher.to_bytes(8, "little") + self.stream.to_bytes(8, "little")
        digest = hashlib.sha256(b"assaykey\x01" + state + bytes([kind]) + payload).digest()
        return Key(int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little"))

    @staticmethod
    def seed(seed):
        return Key(0, 0).child(0, seed.to_bytes(8, "little"))

    def __getitem__(self, step):
        if isinstance(step, str):
            return self.child(1, step.encode())
        return self.child(2, step.to_bytes(8, "little", signed=True))

    def attempt(self, a):
        return Key(self.cipher, self.stream + a)

    def block(self, b):
        return philox(
            [b & M32, b >> 32, self.stream & M32, self.stream >> 32],
            [self.cipher & M32, self.cipher >> 32],
        )

    def word(self, i):
        return self.block(i // 4)[i % 4]

    def long(self, i):
        w = self.block(i // 2)
        return w[0] | w[1] << 32 if i % 2 == 0 else w[2] | w[3] << 32

    def pair(self, b):
        return self.long(2 * b), self.long(2 * b + 1)

    def uniform(self, i):
        return (self.long(i) >> 11) * 2.0**-53

    def integer(self, bound, i):
        a = 0
        while True:
            product = self.attempt(a).long(i) * bound
            if product & M64 >= 2**64 % bound:
                return product >> 64
            a += 1

    def permutation(self, n):
        order = list(range(n))
        for p in range(n - 1):
            q = p + self.integer(n - p, p)
            order[p], order[q] = order[q], order[p]
        return order

    def normal32(self, i):
        w, v = self.word(i // 2 * 2), self.word(i // 2 * 2 + 1)
        u = float((np.float32(w) + np.float32(0.5)) * np.float32(2.0**-32))
        return normal(u, v, 32)[i % 2]

    def normal64(self, i):
        w, v = self.pair(i // 2)
        return normal(opened(w), v, 64)[i % 2]

    def log_gamma(self, shape, i, stream):
        d = (shape + 1 if shape < 1 else shape) - 1 / 3
        c = 1 / math.sqrt(9 * d)
        a = 0
        while True:
            w, v = self.attempt(stream + 2 * a).pair(i)
            decide, small = self.attempt(stream + 2 * a + 1).pair(i)
            a += 1
            x = normal(opened(w), v, 64)[0]
            if 1 + c * x <= 0:
                continue
            cube = (1 + c * x) ** 3
            if math.log(opened(decide)) < x * x / 2 + d - d * cube + d * math.log(cube):
                log = math.log(d * cube)
                return log + math.log(opened(small)) / shape if shape < 1 else log

    def gamma(self, shape, i):
        return math.exp(self.log_gamma(shape, i, 0))

    def beta(self, a, b, i):
        x, y = self.log_gamma(a, i, 0), self.log_gamma(b, i, 2**32)
        return 1 / (1 + math.exp(y - x)) if y - x < 700 else 0.0

    def poisson(self, mean, i):
        if mean < 10:
            u, k = self.uniform(i), 0
            p = total = math.exp(-mean)
            while total <= u:
                k += 1
                p *= mean / k
                total += p
            return k
        b = 0.931 + 2.53 * math.sqrt(mean)
        a = -0.059 + 0.02483 * b
        attempt = 0
        while True:
            w, x = self.attempt(attempt).pair(i)
            attempt += 1
            u, v = opened(w) - 0.5, opened(x)
            us = 0.5 - abs(u)
            k = math.floor((2 * a / us + b) * u + mean + 0.43)
            if us >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2):
                return k
            if k < 0 or (us < 0.013 and v > us):
                continue
            left = math.log(v * (1.1239 + 1.1328 / (b - 3.4)) / (a / us**2 + b))
            if left <= k * math.log(mean) - mean - math.lgamma(k + 1):
                return k

    def truncated(self, low, high, i):
        if high < 0:
            return -self.truncated(-high, -low, i)
        root = math.sqrt(low * low + 4)
        rate = (low + root) / 2
        width = math.sqrt(2 * math.pi)
        if low > 0:
            width = 2 / (low + root) * math.exp((low * low - low * root) / 4 + 0.5)
        a = 0
        while True:
            w, v = self.attempt(a).pair(i)
            a += 1
            if high - low <= width:
                peak = max(low, 0)
                x = low + (high - low) * ((w >> 11) * 2.0**-53)
                if math.log(opened(v)) <= (peak * peak - x * x) / 2:
                    return x
            elif low <= 0:
                x = normal(opened(w), v, 64)[0]
                if low <= x <= high:
                    return x
            else:
                x = low - math.log(opened(w)) / rate
                if x <= high and math.log(opened(v)) <= -((x - rate) ** 2) / 2:
                    return x


def opened(w):
    return ((w >> 12) + 0.5) * 2.0**-52


def normal(u, angle, bits):
    """The point at radius sqrt(-2 log u); the angle's word counts quarters from their middle axis."""
    quarter = angle >> (bits - 2)
    rest = angle & (2 ** (bits - 2) - 1)
    if rest >= 2 ** (bits - 3):
        rest -= 2 ** (bits - 2)
    radians = math.pi / 2 * (rest / 2 ** (bits - 2))
    c, s = math.cos(radians), math.sin(radians)
    x, y = [(c, s), (-s, c), (-c, -s), (s, -c)][quarter]
    radius = math.sqrt(-2 * math.log(u))
    return radius * x, radius * y


def signed(values):
    return np.array(values, dtype=np.uint64).view(np.int64)


root = Key.seed(42)
far = Key(0xFEDCBA9876543210, 0xFFFFFFFFFFFFFFFF)
data = {}

# Paths: a seed, then names in quotes and indices, divided by slashes.
paths = {
    "0": Key.seed(0),
    "42": root,
    "18446744073709551615": Key.seed(M64),
    "42/'dropout'": root["dropout"],
    "42/'dropout'/3": root["dropout"][3],
    "42/'dropout'/3/1": root["dropout"][3][1],
    "42/0": root[0],
    "42/-1": root[-1],
    "42/'0'": root["0"],
    "42/''": root[""],
    "42/'größe 漢字'": root["größe 漢字"],
    "42/'" + "long " * 30 + "'": root["long " * 30],
}
data["keys/paths"] = list(paths)
data["keys/cipher"] = signed([key.cipher for key in paths.values()])
data["keys/stream"] = signed([key.stream for key in paths.values()])

data["words/root"] = np.array([root.word(i) for i in range(257)], dtype=np.int64)
# Across the carry into the counter's second word.
data["words/far"] = np.array([far.word(2**34 - 8 + i) for i in range(19)], dtype=np.int64)
data["words/long"] = signed([root.long(i) for i in range(101)])
data["uniform/float"] = np.array(
    [(root.word(i) >> 8) * 2.0**-24 for i in range(101)], dtype=np.float32
)
data["uniform/double"] = np.array([root.uniform(i) for i in range(101)])
data["uniform/open"] = np.array([opened(root.long(i)) for i in range(101)])
data["normal/float"] = np.array([root.normal32(i) for i in range(2001)])
data["normal/double"] = np.array([root.normal64(i) for i in range(2001)])

large = 2**62 + 1
data["integers/ten"] = np.array([root.integer(10, i) for i in range(200)], dtype=np.int64)
data["integers/large"] = np.array([root.integer(large, i) for i in range(200)], dtype=np.int64)
data["permutation/7"] = np.array(root.permutation(7), dtype=np.int64)
data["permutation/300"] = np.array(root.permutation(300), dtype=np.int64)

threshold = round(0.3 * 2**32)
data["bernoulli"] = np.array([root.word(i) < threshold for i in range(200)], dtype=np.int64)

weights = [((i * 37) % 11) / 4 for i in range(40)]
sums = np.cumsum(weights)
data["weighted/weights"] = np.array(weights)
data["weighted/with"] = np.array(
    [int(np.searchsorted(sums, root.uniform(i) * sums[-1], side="right")) for i in range(200)]
)
arrivals = [
    (-math.log(opened(root.long(i))) / w, i) for i, w in enumerate(weights) if w > 0
]
data["weighted/without"] = np.array([i for _, i in sorted(arrivals)[:20]], dtype=np.int64)

for shape in (0.05, 0.5, 1.0, 3.5, 1000.0):
    data[f"gamma/{shape}"] = np.array([root.gamma(shape, i) for i in range(100)])
for a, b in ((0.01, 0.02), (0.5, 0.5), (2.0, 3.0), (50.0, 7.0)):
    data[f"beta/{a} {b}"] = np.array([root.beta(a, b, i) for i in range(100)])
for mean in (0.0, 0.3, 9.5, 10.0, 40.0, 12345.5):
    data[f"poisson/{mean}"] = np.array([root.poisson(mean, i) for i in range(100)], dtype=np.int64)
inf = math.inf
for low, high in ((-2, 2), (-0.5, 1), (-inf, 1), (1, inf), (3, 3.1), (-inf, -8), (-4, -3.9), (0, inf)):
    data[f"truncated/{float(low)} {float(high)}"] = np.array(
        [root.truncated(float(low), float(high), i) for i in range(100)]
    )

target = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "randomness.h5"
with h5py.File(target, "w") as file:
    for name, values in data.items():
        if isinstance(values, list):
            file.create_dataset(name, data=values, dtype=h5py.string_dtype(), track_times=False)
        else:
            file.create_dataset(
                name, data=values, compression="gzip", shuffle=True, track_times=False
            )
