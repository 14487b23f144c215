"""Prints the polynomial coefficients of Sources/Exact/Functions, the Float32 functions.

    python Tests/Oracles/coefficients_float32.py [NAME ...]

Each polynomial is the minimax approximation of its target under the weight that turns its error
into the relative error of the finished function (Remez exchange in 40 digits). Where the function
computes in Float32, coefficients are rounded one by one from the lowest power, and after each the
remaining ones are fitted again by a linear program.

Versions: mpmath 1.3.0, numpy 2.4.6, scipy 1.17.1.
"""

import sys

import mpmath as mp
import numpy as np
import scipy
from scipy.optimize import linprog

assert (mp.__version__, np.__version__, scipy.__version__) == ("1.3.0", "2.4.6", "1.17.1")
mp.mp.dps = 40


def chebyshev_nodes(low, high, count):
    return [
        (low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * (i + mp.mpf(1) / 2) / count)
        for i in range(count)
    ]


def exchange(nodes, values, weights, degree):
    """The minimax polynomial on the nodes, lowest power first, and its weighted error."""
    count = degree + 1
    rows = [[x**p for p in range(count)] for x in nodes]
    chosen = [round(i * (len(nodes) - 1) / count) for i in range(count + 1)]
    while True:
        matrix, right = mp.matrix(count + 1, count + 1), mp.matrix(count + 1, 1)
        for r, i in enumerate(chosen):
            for p in range(count):
                matrix[r, p] = rows[i][p]
            matrix[r, count] = (-1) ** r / weights[i]
            right[r] = values[i]
        solution = mp.lu_solve(matrix, right)
        coefficients, level = list(solution)[:count], abs(solution[count])
        errors = [
            (mp.fdot(coefficients, row) - value) * weight
            for row, value, weight in zip(rows, values, weights)
        ]
        extrema = []
        for i, error in enumerate(errors):
            if extrema and (error > 0) == (errors[extrema[-1]] > 0):
                if abs(error) > abs(errors[extrema[-1]]):
                    extrema[-1] = i
            else:
                extrema.append(i)
        while len(extrema) > count + 1:
            extrema.pop(0 if abs(errors[extrema[0]]) < abs(errors[extrema[-1]]) else -1)
        worst = max(map(abs, errors))
        if worst <= level * mp.mpf("1.001") or len(extrema) <= count or extrema == chosen:
            return coefficients, worst
        chosen = extrema


def rounded_to_single(coefficients, worst, nodes, values, weights):
    """The coefficients as Float32, each rounding made up for by those after it."""
    coefficients = list(coefficients)
    rows = [[x**p for p in range(len(coefficients))] for x in nodes]
    scale = worst
    for j in range(len(coefficients)):
        coefficients[j] = mp.mpf(float(np.float32(float(coefficients[j]))))
        residual = [
            (value - mp.fdot(coefficients, row)) * weight
            for row, value, weight in zip(rows, values, weights)
        ]
        free = range(j + 1, len(coefficients))
        if not free:
            return coefficients, max(map(abs, residual))
        design = np.array([[float(row[p] * w) for p in free] for row, w in zip(rows, weights)])
        size = np.abs(design).max(axis=0)
        design /= size
        target = np.array([float(e / scale) for e in residual])
        slack = np.ones((len(target), 1))
        found = linprog(
            [0] * len(free) + [1],
            A_ub=np.block([[design, -slack], [-design, -slack]]),
            b_ub=np.concatenate([target, -target]),
            bounds=[(None, None)] * len(free) + [(0, None)],
            method="highs",
        )
        for p, step, unit in zip(free, found.x, size):
            coefficients[p] += mp.mpf(float(step)) * scale / mp.mpf(float(unit))


def fit(name, target, weight, degree, low, high, single=False, count=400):
    nodes = chebyshev_nodes(mp.mpf(low), mp.mpf(high), count)
    values = [target(x) for x in nodes]
    weights = [max(weight(x), mp.mpf("1e-9")) for x in nodes]
    coefficients, worst = exchange(nodes, values, weights, degree)
    if single:
        coefficients, worst = rounded_to_single(coefficients, worst, nodes, values, weights)
    print(f"{name}: degree {degree}, error 2^{mp.nstr(mp.log(worst, 2), 4)}")
    for power, c in enumerate(coefficients):
        print(f"  {power:2d}  {float(c).hex()}")


LOG2 = mp.log(2)


def exp_tail(r):
    """(e^r - 1 - r) / r^2"""
    return (mp.exp(r) - 1 - r) / r**2 if abs(r) > 1e-12 else mp.mpf(1) / 2


def log_tail(f):
    """(log(1 + f) - f) / f^2"""
    return (mp.log1p(f) - f) / f**2 if abs(f) > 1e-12 else -mp.mpf(1) / 2


def log_tail_3(f):
    """(log(1 + f) - f + f^2/2) / f^3"""
    return (log_tail(f) + mp.mpf(1) / 2) / f if abs(f) > 1e-12 else mp.mpf(1) / 3


def softplus_ratio(e):
    """log(1 + e) / e"""
    return mp.log1p(e) / e if e > 1e-20 else mp.mpf(1)


def erf_slope(a):
    """-log(erfc(a)) / a"""
    return -mp.log(mp.erfc(a)) / a if a > 1e-20 else 2 / mp.sqrt(mp.pi)


def erf_weight(a):
    tail = mp.erfc(a)
    return a * tail / (1 - tail) if a > 1e-20 else mp.sqrt(mp.pi) / 2


def arctangent(z):
    """atan(s) / s for z = s^2"""
    s = mp.sqrt(z)
    return mp.atan(s) / s if s > 1e-15 else mp.mpf(1)


def binary_logarithm(z):
    """log2((1 + s) / (1 - s)) / s for z = s^2"""
    s = mp.sqrt(z)
    return 2 * mp.atanh(s) / s / LOG2 if s > 1e-15 else 2 / LOG2


def binary_power(r):
    """(2^r - 1) / r"""
    return (mp.mpf(2) ** r - 1) / r if abs(r) > 1e-15 else LOG2


def sine_tail(z):
    """(sin(s)/s - 1) / s^2 for z = s^2"""
    s = mp.sqrt(z)
    return (mp.sin(s) / s - 1) / z if s > 1e-8 else -mp.mpf(1) / 6


def cosine_tail(z):
    """(cos(s) - 1 + s^2/2) / s^4 for z = s^2"""
    s = mp.sqrt(z)
    return (mp.cos(s) - 1 + z / 2) / z**2 if s > 1e-6 else mp.mpf(1) / 24


SHIFT, CENTRE = mp.mpf("3.5"), mp.mpf("0.40625")


def gelu_argument(t):
    v = t + CENTRE
    return SHIFT * v / (1 - v)


def gelu_ratio(t):
    """(a + k) Phi(-a) exp(a^2/2) at a = k v / (1 - v), v = t + 13/32"""
    a = gelu_argument(t)
    return (a + SHIFT) * mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2)


def gelu_weight(t):
    """Relative error, let go where the result is subnormal."""
    a = gelu_argument(t)
    result = a * mp.erfc(a / mp.sqrt(2)) / 2
    return min(mp.mpf(1), result * mp.mpf(2) ** 126) / gelu_ratio(t)


R = LOG2 / 2 * mp.mpf("1.001")
THIRD = mp.mpf("1.0001") / 3
QUARTER = (mp.pi / 4 * mp.mpf("1.001")) ** 2
GELU_LAST = mp.mpf("14.2") / (mp.mpf("14.2") + SHIFT) - CENTRE


def relative(target):
    return lambda x: 1 / target(x)


FITS = {
    "exp": lambda n: fit(n, exp_tail, lambda r: r * r / mp.exp(r), 4, -R, R, single=True),
    "log": lambda n: fit(
        n, log_tail_3, lambda f: abs(f**3 / mp.log1p(f)), 7, -THIRD, THIRD, single=True
    ),
    "gelu": lambda n: fit(
        n, gelu_ratio, gelu_weight, 9, -CENTRE, GELU_LAST, single=True, count=150
    ),
    "exp inside": lambda n: fit(n, exp_tail, lambda r: r * r / mp.exp(r), 5, -R, R),
    "log inside": lambda n: fit(
        n, log_tail, lambda f: abs(f * f / mp.log1p(f)), 10, -THIRD, THIRD
    ),
    "softplus": lambda n: fit(n, softplus_ratio, relative(softplus_ratio), 11, 0, 1),
    "erf": lambda n: fit(n, erf_slope, erf_weight, 11, 0, 4),
    "atan": lambda n: fit(n, arctangent, relative(arctangent), 12, 0, 1),
    "log2": lambda n: fit(n, binary_logarithm, relative(binary_logarithm), 6, 0, "0.0401"),
    "exp2": lambda n: fit(n, binary_power, lambda r: abs(r) / mp.mpf(2) ** r, 6, "-.501", ".501"),
    "sin": lambda n: fit(n, sine_tail, lambda z: z / mp.sinc(mp.sqrt(z)), 3, 0, QUARTER),
    "cos": lambda n: fit(n, cosine_tail, lambda z: z * z / mp.cos(mp.sqrt(z)), 3, 0, QUARTER),
}

for name in sys.argv[1:] or FITS:
    FITS[name](name)
