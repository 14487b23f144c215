"""Writes Tests/Fixtures/float32_functions.h5: correctly rounded values of the Float32 functions.

    python Tests/Oracles/float32_functions.py

Inputs: the worst cases of a sweep over all inputs, arguments where results turn subnormal or
overflow, large angles, and points spread over the range. Values: mpmath with 400 digits of working
precision where the argument asks for it, rounded once to Float32, subnormals included.

Versions: h5py 3.16.0, mpmath 1.3.0, numpy 2.4.6.
"""

from pathlib import Path

import h5py
import mpmath as mp
import numpy as np

assert (h5py.__version__, mp.__version__, np.__version__) == ("3.16.0", "1.3.0", "2.4.6")
mp.mp.prec = 400


def single(value):
    """The Float32 nearest to `value`, ties to even."""
    if value == 0:
        return np.float32(0)
    _, exponent = mp.frexp(value)
    unit = mp.mpf(2) ** (max(exponent - 1, -126) - 23)
    steps = value / unit
    whole = mp.floor(steps)
    rest = steps - whole
    if rest > 0.5 or (rest == 0.5 and int(whole) % 2 == 1):
        whole += 1
    with np.errstate(over="ignore"):
        result = np.float32(float(whole * unit))
    return np.copysign(result, np.float32(-1 if value < 0 else 1))


def normal_tail(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def softplus(x):
    return max(x, mp.mpf(0)) + mp.log1p(mp.exp(-abs(x)))


FUNCTIONS = {
    "exp": (mp.exp, 104, [4.506326, 59.306038, -87.336548, -103.97207, 88.722839]),
    "expm1": (mp.expm1, 88, [-0.06441318, -17.32868, 88.722839]),
    "log": (mp.log, None, [1.3335577, 0.6667911, 2.6672523, 1.3333334, 0.99999994, 1e-45]),
    "log1p": (mp.log1p, None, [0.06424696, -0.99999994, 3.4e38]),
    "tanh": (mp.tanh, 9, [0.031221926, 9.010913]),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), 103, [-1.9637371, -103.2789, 17.32868]),
    "silu": (lambda x: x / (1 + mp.exp(-x)), 103, [-1.2784645, -92.1]),
    "softplus": (softplus, 103, [-4.25992, -103.2789]),
    "erf": (mp.erf, 4, [0.10855603, 3.832507, 3.919206]),
    "gelu": (lambda x: x * normal_tail(x), 14, [-1.4901161e-08, -13.1, -14.0, -3.5, -0.8325546]),
    "sin": (mp.sin, 1e3, [16367173 * 2.0**72, 3.1415927, 6.2831855, 355.0, 3.4028235e38]),
    "cos": (mp.cos, 1e3, [16367173 * 2.0**72, 1.5707964, 4.712389, 11.0, 3.4028235e38]),
}


def inputs(reach, hard):
    """Hard cases, then magnitudes from subnormal to the largest, then points spread over ±reach."""
    positive_only = reach is None
    scales = np.ldexp(np.float32(1.2345679), np.arange(-140, 127, 7)).astype(np.float32)
    spread = np.float32(reach or 4) * np.linspace(-1, 1, 121).astype(np.float32)
    x = np.concatenate([np.float32(hard), scales, -scales, spread])
    return x[x > 0] if positive_only else x


target = Path(__file__).resolve().parent.parent / "Fixtures" / "float32_functions.h5"
with h5py.File(target, "w", track_order=False) as file:
    for name, (function, reach, hard) in FUNCTIONS.items():
        x = inputs(reach, hard)
        if reach is None:
            x = np.concatenate([x, np.linspace(0.5, 2, 61).astype(np.float32)])
        with np.errstate(all="ignore"):
            values = np.array([single(function(mp.mpf(float(v)))) for v in x], dtype=np.float32)
        zero = (values == 0) & (x < 0)
        if name in ("gelu", "silu", "expm1", "sin", "tanh", "erf"):
            values[zero] = np.float32(-0.0)
        group = file.create_group(name, track_order=False)
        for key, data in (("input", x), ("value", values)):
            group.create_dataset(key, data=data, compression="gzip", shuffle=True, track_times=False)
