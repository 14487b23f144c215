"""Writes Tests/Fixtures/float64_*.h5: inputs and correctly rounded values of the Float64 functions.

Run with Python, mpmath 1.3.0, numpy 2.4.6, h5py 3.16.0 (and scipy 1.17.1 for a coarse cross-check):
`python float64_functions.py [file ...]`. Takes about two minutes on one core.

Values come from mpmath at 200 bits or more. The incomplete gamma and beta functions, for which
mpmath is slow or gives up at large parameters, are summed here at 200 bits from their power
series and continued fractions (DLMF 8.7.1, 8.9.2, 8.17.22), and by quadrature of the density
where parameters exceed 20,000; a sample of each is compared with scipy to ten digits.

Three inputs in four are rounded to 24 bits and each regime is sorted, so that files stay small.
"""

import pathlib
import sys

import h5py
import mpmath
import numpy as np
import scipy
import scipy.special
import scipy.stats
from mpmath import mp, mpf

for module, version in ((mpmath, "1.3.0"), (np, "2.4.6"), (h5py, "3.16.0"), (scipy, "1.17.1")):
    assert module.__version__ == version, (module.__name__, module.__version__)

fixtures = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
random = np.random.default_rng(20240607)
smallest, largest = 5e-324, np.finfo(float).max


def rounded(value):
    """The Float64 nearest to an mpf, ties to even, subnormal numbers included."""
    if mp.isnan(value):
        return float("nan")
    if mp.isinf(value) or value == 0:
        return float(value)
    _, exponent = mp.frexp(abs(value))
    unit = max(int(exponent) - 53, -1074)
    count = int(mp.nint(mp.ldexp(abs(value), -unit)))
    sign = -1.0 if value < 0 else 1.0
    if count.bit_length() + unit > 1024:
        return sign * float("inf")
    return sign * float(np.ldexp(float(count), unit))


def regime(values):
    """The values of one regime, sorted, three in four of them rounded to 24 bits."""
    values = np.asarray(values, dtype=float)
    full = values[: len(values) // 4]
    head, exponent = np.frexp(values[len(values) // 4:])
    coarse = np.ldexp(np.round(head * 2**24) / 2**24, exponent)
    return np.concatenate([np.sort(full), np.sort(coarse)])


def uniform(low, high, count):
    return regime(random.uniform(low, high, count))


def spread(low, high, count, sign=1):
    """Numbers whose logarithms are uniform; subnormal ones included."""
    values = np.exp2(random.uniform(np.log2(low), np.log2(high), count))
    return sign * regime(np.clip(values, low, high))


def around(centre, count, sign=(-1, 1), low=-50, high=-2):
    """Numbers at distances of every magnitude from a centre."""
    steps = np.exp2(random.uniform(low, high, count)) * random.choice(sign, count)
    return np.sort(centre + abs(centre) * steps)


def neighbours(*centres):
    """The numbers themselves and the two nearest ones on each side."""
    out = []
    for centre in centres:
        above = below = float(centre)
        out.append(above)
        for _ in range(2):
            above, below = np.nextafter(above, np.inf), np.nextafter(below, -np.inf)
            out += [above, below]
    return np.array(out)


# Reference functions


def normal_tail(x):
    """P(X > x) of a standard normal X."""
    return mp.erfc(x / mp.sqrt(2)) / 2


def normal_quantile(p):
    """x with P(X <= x) = p, by Newton steps on the logarithm of the smaller tail."""
    if p > 0.5:
        return -normal_quantile(1 - p)
    if p == 0.5:
        return mpf(0)
    x = mpf(float(scipy.special.ndtri(float(p)))) if p > mpf("1e-300") else -mp.sqrt(
        -2 * mp.log(p) - mp.log(-4 * mp.pi * mp.log(p)))
    for _ in range(60):
        tail = normal_tail(-x)
        density = mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
        step = (mp.log(tail) - mp.log(p)) * tail / density
        x -= step
        if abs(step) < abs(x) * mpf(2) ** -100:
            return x
    raise ArithmeticError(p)


def tail_integral(density_ratio, slope, curvature, limit):
    """Integral from 0 to `limit` of a ratio that decays at least like exp(-slope s - ...)."""
    length = 260 / (slope + mp.sqrt(slope**2 + 260 * curvature))
    length = min(length, limit)
    pieces = [length * i / 8 for i in range(9)]
    return mp.quad(density_ratio, pieces)


def gamma_pair(a, x):
    """Lower and upper regularised incomplete gamma functions."""
    if x <= 0:
        return mpf(0), mpf(1)
    front = mp.exp(a * mp.log(x) - x - mp.loggamma(a))
    if a > 20000:
        slope = abs(1 - a / x)
        if x >= a:
            upper = front / x * tail_integral(
                lambda s: mp.exp((a - 1) * mp.log1p(s / x) - s), slope, a / x**2, mp.inf)
            return 1 - upper, upper
        lower = front / x * tail_integral(
            lambda s: mp.exp((a - 1) * mp.log1p(-s / x) + s), slope, a / x**2, x)
        return lower, 1 - lower
    if x < a + 1 or x < 2:
        term = total = 1 / a
        n = 0
        while abs(term) > total * mpf(2) ** -200:
            n += 1
            term *= x / (a + n)
            total += term
        lower = front * total
        return lower, 1 - lower
    # Modified Lentz on x + 1 - a - 1(1 - a)/(x + 3 - a - ...)
    b = x + 1 - a
    c = mpf(10) ** 300
    d = 1 / b
    value = d
    n = 0
    while True:
        n += 1
        numerator = -n * (n - a)
        b += 2
        d = 1 / (numerator * d + b)
        c = b + numerator / c
        value *= c * d
        if abs(c * d - 1) < mpf(2) ** -190:
            break
    return 1 - front * value, front * value


def beta_pair(a, b, x, y):
    """I_x(a, b) and its complement; y = 1 - x."""
    if x <= 0:
        return mpf(0), mpf(1)
    if y <= 0:
        return mpf(1), mpf(0)
    if x > (a + 1) / (a + b + 2) or (min(a, b) > 20000 and x > a / (a + b)):
        upper, lower = beta_pair(b, a, y, x)
        return lower, upper
    log_front = (a * mp.log(x) + b * mp.log(y)
                 + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b))
    front = mp.exp(log_front)
    if min(a, b) > 20000:
        lower = front / (x * y) * tail_integral(
            lambda s: mp.exp((a - 1) * mp.log1p(-s / x) + (b - 1) * mp.log1p(s / y)),
            a / x - b / y, a / x**2 + b / y**2, x)
        return lower, 1 - lower
    c = mpf(1)
    d = 1 / (1 - (a + b) * x / (a + 1))
    value = d
    m = 0
    while True:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + even * d)
        c = 1 + even / c
        value *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / (1 + odd * d)
        c = 1 + odd / c
        value *= c * d
        if abs(c * d - 1) < mpf(2) ** -180:
            break
    lower = front / a * value
    return lower, 1 - lower


def student_pair(t, degrees):
    """P(T <= t) and P(T > t)."""
    square = t * t
    inside, _ = beta_pair(degrees / 2, mpf(1) / 2, degrees / (degrees + square),
                          square / (degrees + square))
    small, large = inside / 2, 1 - inside / 2
    return (large, small) if t > 0 else (small, large)


def f_pair(x, first, second):
    whole = first * x + second
    return beta_pair(first / 2, second / 2, first * x / whole, second / whole)


# Datasets


def pad(values, count=10000):
    assert len(values) >= count, len(values)
    return values


def elementary():
    out = {}

    def one(name, function, *parts):
        x = pad(np.concatenate(parts))
        out[name] = {"x": x, "value": [rounded(function(mpf(v))) for v in x]}

    one("exp", mp.exp, uniform(-745.2, 709.8, 5000), uniform(-1, 1, 3000),
        uniform(-745.2, -708, 1500), spread(1e-20, 1, 500), spread(1e-20, 1, 500, -1),
        neighbours(709.782712893384, -708.3964185322641, -745.1332191019411, 1, -1))
    one("expm1", mp.expm1, uniform(-45, 709.8, 3000), uniform(-1.5, 1.5, 5000),
        spread(smallest, 1, 1000), spread(smallest, 1, 1000, -1), neighbours(709.782712893384))
    one("log", mp.log, spread(smallest, largest, 4000), uniform(0.5, 2, 4000),
        around(1, 2000), neighbours(1, 0.5, 2, 2.2250738585072014e-308, np.sqrt(2), np.sqrt(0.5)))
    one("log1p", mp.log1p, spread(smallest, largest, 3000), uniform(-1, 3, 4000),
        spread(smallest, 1, 2000, -1), around(-1, 1000, (1,)), neighbours(1, -0.5))
    one("tanh", mp.tanh, uniform(-3, 3, 6000), spread(smallest, 30, 2000),
        spread(smallest, 30, 2000, -1))
    one("sigmoid", lambda x: 1 / (1 + mp.exp(-x)), uniform(-20, 20, 5000),
        uniform(-745.2, 40, 4000), spread(smallest, 700, 1000, -1))
    one("erf", mp.erf, uniform(-6, 6, 5000), uniform(-1.3, 1.3, 3000),
        spread(smallest, 7, 1000), spread(smallest, 7, 1000, -1))
    mp.prec = 1300
    hard = [6381956970095103.0 * 2.0**797, 1e300, 1e22, 1e17, largest, 5.319372648326541e255,
            2.0**1000, 2.0**100]
    angles = (uniform(-10, 10, 3000), uniform(-2e6, 2e6, 2000), spread(1, largest, 3000),
              spread(smallest, 1, 1000), np.sort(np.arange(1, 1001) * (np.pi / 2)),
              np.array(hard))
    one("sin", mp.sin, *angles)
    one("cos", mp.cos, *angles)
    return out


def regime_like(values):
    """Three in four rounded to 24 bits, order kept."""
    head, exponent = np.frexp(values)
    coarse = np.ldexp(np.round(head * 2**24) / 2**24, exponent)
    return np.where(np.arange(len(values)) % 4 == 0, values, coarse)


def special():
    out = {}
    mp.prec = 240

    def one(name, function, *parts):
        x = pad(np.concatenate(parts))
        out[name] = {"x": x, "value": [rounded(function(mpf(v))) for v in x]}

    def log_gamma(x):
        return mp.log(abs(mp.gamma(x))) if abs(x) < 200 else mp.re(mp.loggamma(x))

    one("erfc", mp.erfc, uniform(-6, 27.3, 5000), uniform(-1, 3, 3000), spread(1e-300, 20, 1000),
        uniform(26, 27.3, 500), spread(1e-300, 6, 500, -1))
    one("logGamma", log_gamma, uniform(0, 30, 3000), spread(smallest, 1e305, 2000),
        around(1, 1000), around(2, 1000), uniform(1, 2.5, 1500), uniform(-20, 0, 1500),
        spread(1e-300, 1, 300, -1), neighbours(1, 2, 0.5, 20, -0.5))
    one("digamma", mp.digamma, uniform(0, 20, 4000), spread(1e-300, largest, 2000),
        around(1.4616321449683623, 1500), uniform(1, 2, 1500), uniform(-20, 0, 1000),
        neighbours(1.4616321449683623, 1, 0.5, 12))
    x = np.concatenate([uniform(-8, 8, 4000), uniform(-38.6, -5, 2500), uniform(5, 38.6, 2500),
                        spread(1e-300, 5, 500), spread(1e-300, 5, 500, -1)])
    out["normal"] = {"x": pad(x), "cumulative": [rounded(normal_tail(-mpf(v))) for v in x],
                     "survival": [rounded(normal_tail(mpf(v))) for v in x]}
    one("normalQuantile", normal_quantile, uniform(0, 1, 4000), spread(smallest, 0.5, 4000),
        around(0.5, 1500), 1 - np.sort(np.exp2(random.uniform(-53, -1, 500))),
        neighbours(0.5, 0.02425, 0.075, 1e-10)[:20], np.array([smallest, 1e-323, 1e-310]))

    base = np.concatenate([spread(1e-300, 1e300, 3000), uniform(0.5, 2, 4000), around(1, 3000),
                           spread(smallest, 1e-308, 500)])
    power = random.uniform(-745, 709.7, len(base)) / np.where(base == 1, 1, np.log(base))
    power = regime_like(np.clip(power, -1e300, 1e300))
    whole_base = -np.round(random.uniform(1, 40, 500))
    whole_power = np.round(random.uniform(-150, 150, 500))
    base = np.concatenate([base, whole_base])
    power = np.concatenate([power, whole_power])
    out["pow"] = {"x": base, "y": power,
                  "value": [rounded(mp.power(mpf(x), mpf(y))) for x, y in zip(base, power)]}
    return out


def quantity(scale):
    """A mixture of half-whole, small, moderate and large parameters."""
    kinds = [np.ceil(random.uniform(0, 60, scale)), spread(0.05, 20, scale),
             spread(1, 3000, scale), spread(1000, 20000, scale // 10)]
    head, exponent = np.frexp(np.concatenate(kinds))
    values = np.ldexp(np.round(head * 2**12) / 2**12, exponent)
    return values[random.permutation(len(values))]


def distributions():
    out = {}
    mp.prec = 220

    huge = np.array([3e4, 1e6, 1e8, 1e10, 1e12])
    scale = 3250
    # Gamma, and chi-square at twice the shape and twice x: x at a few standard deviations from the shape, and further out.
    a = np.concatenate([quantity(scale) / 2, np.repeat(huge, 20)])
    normal = random.normal(0, 2.5, len(a))
    normal = np.where(random.uniform(0, 1, len(a)) < 0.2, 9 * random.normal(0, 1, len(a)), normal)
    cube = np.maximum(1 - 1 / (9 * a) + normal / (3 * np.sqrt(a)), 0.02)
    x = regime_like(a * cube**3)
    pairs = [gamma_pair(mpf(p), mpf(q)) for p, q in zip(a, x)]
    check(pairs, scipy.special.gammainc(a, x), scipy.special.gammaincc(a, x))
    out["gamma"] = {"shape": a, "x": x, "lower": [rounded(p) for p, _ in pairs],
                    "upper": [rounded(q) for _, q in pairs]}

    # Beta
    a = np.concatenate([quantity(scale), np.repeat(huge, 20)])
    b = np.concatenate([quantity(scale), np.tile(huge, 20)])
    place = a / (a + b)
    deviation = np.sqrt(place * (1 - place) / (a + b + 1))
    wide = np.where(random.uniform(0, 1, len(a)) < 0.2, 9, 2.5)
    shift = deviation / (place * (1 - place)) * random.normal(0, 1, len(a)) * wide
    x = regime_like(1 / (1 + (1 - place) / place * np.exp(-shift)))
    x = np.clip(x, 1e-300, 1 - 2**-53)
    pairs = [beta_pair(mpf(p), mpf(q), mpf(r), 1 - mpf(r)) for p, q, r in zip(a, b, x)]
    check(pairs, scipy.special.betainc(a, b, x), scipy.special.betaincc(a, b, x))
    out["beta"] = {"a": a, "b": b, "x": x, "lower": [rounded(p) for p, _ in pairs],
                   "upper": [rounded(q) for _, q in pairs]}

    # Student t
    degrees = np.concatenate([quantity(scale), np.repeat(huge, 20)])
    t = random.normal(0, 1, len(degrees)) * 2.5 * np.exp(
        np.minimum(random.exponential(1, len(degrees)), 3) * (degrees < 50))
    t = np.where(np.arange(len(t)) % 5 == 0, t * 8, t)
    t = np.where(np.arange(len(t)) % 50 == 1, np.sign(t) * 10.0**random.uniform(-12, 3, len(t)), t)
    t = regime_like(t)
    pairs = [student_pair(mpf(p), mpf(q)) for p, q in zip(t, degrees)]
    check(pairs, scipy.stats.t.cdf(t, degrees), scipy.stats.t.sf(t, degrees))
    out["studentT"] = {"x": t, "degrees": degrees, "cumulative": [rounded(p) for p, _ in pairs],
                       "survival": [rounded(q) for _, q in pairs]}

    # F
    first = np.concatenate([quantity(scale), np.repeat(huge, 20)])
    second = np.concatenate([quantity(scale), np.tile(huge, 20)])
    deviation = np.sqrt(2 / first + 2 / second)
    wide = np.where(random.uniform(0, 1, len(first)) < 0.2, 9, 2.5)
    x = regime_like(np.exp(np.clip(deviation * random.normal(0, 1, len(first)) * wide, -300, 300)))
    pairs = [f_pair(mpf(p), mpf(q), mpf(r)) for p, q, r in zip(x, first, second)]
    check(pairs, scipy.stats.f.cdf(x, first, second), scipy.stats.f.sf(x, first, second))
    out["f"] = {"x": x, "numerator": first, "denominator": second,
                "cumulative": [rounded(p) for p, _ in pairs],
                "survival": [rounded(q) for _, q in pairs]}
    return out


def check(pairs, lower, upper):
    """Warns where scipy, which has fewer digits in the tails, is far from the reference."""
    for side, peer in ((0, lower), (1, upper)):
        ours = np.array([float(pair[side]) for pair in pairs])
        sure = ours > 1e-30
        gap = np.abs(peer - ours)[sure] / ours[sure]
        print("  against scipy: median %.1e, beyond 1e-9: %d of %d" % (
            np.median(gap), (gap > 1e-9).sum(), len(gap)), flush=True)


files = {"elementary": elementary, "special": special, "distributions": distributions}

if __name__ == "__main__":
    for name, make in files.items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        random = np.random.default_rng([20240607, sorted(files).index(name)])
        mp.prec = 220
        groups = make()
        for group, columns in groups.items():
            # Rows in the order of their values compress better.
            order = np.argsort(np.asarray(list(columns.values())[-1]), kind="stable")
            for column, values in columns.items():
                columns[column] = np.asarray(values)[order]
        with h5py.File(fixtures / f"float64_{name}.h5", "w") as file:
            for group, columns in groups.items():
                for column, values in columns.items():
                    file.create_dataset(
                        f"{group}/{column}", data=np.asarray(values, dtype="<f8"),
                        compression="gzip", compression_opts=9, shuffle=True, track_times=False)
                print(name, group, len(values), flush=True)
