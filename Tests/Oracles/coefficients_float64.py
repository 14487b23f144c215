"""Prints the coefficients of the Float64 functions in Sources/Exact/Functions64.

Run with Python and mpmath 1.3.0; `python coefficients_float64.py [name ...]`.

A polynomial that multiplies a fixed leading part (as in exp(r) = 1 + r + r^2 q(r)) is fitted by
the exchange algorithm of Remez, so that the error of the whole expression, with the weight named
beside it, is as small as possible; the coefficients are then rounded to Float64, up to four of the lowest
one after the other with the rest fitted again, whichever number of them is best.
"""

import sys

import mpmath
from mpmath import mp, mpf

assert mpmath.__version__ == "1.3.0", mpmath.__version__
mp.prec = 300


def remez(function, weight, low, high, degree, given=()):
    """Coefficients of p, `given` its first ones, that minimise max |weight * (function - p)|."""
    first = len(given)
    free = degree + 1 - first
    points = [
        (low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (free - i) / free)
        for i in range(free + 1)
    ]
    # A weight of zero at an end gives no equation: stay a little inside.
    points[0] += (high - low) * mpf(2) ** -20
    points[-1] -= (high - low) * mpf(2) ** -20

    def rest(x):
        return function(x) - mp.polyval(list(reversed(given)), x) if given else function(x)

    for _ in range(30):
        matrix = mp.matrix(free + 1)
        right = mp.matrix(free + 1, 1)
        for row, x in enumerate(points):
            w = weight(x)
            for column in range(free):
                matrix[row, column] = w * x ** (first + column)
            matrix[row, free] = (-1) ** row
            right[row] = w * rest(x)
        solution = mp.lu_solve(matrix, right)
        coefficients = list(given) + [solution[i] for i in range(free)]
        reverse = list(reversed(coefficients))

        def error(x):
            return weight(x) * (function(x) - mp.polyval(reverse, x))

        grid = [low + (high - low) * (1 - mp.cos(mp.pi * i / 400)) / 2 for i in range(401)]
        values = [error(x) for x in grid]
        peaks = []
        for i, value in enumerate(values):
            if peaks and (value > 0) == (values[peaks[-1]] > 0):
                if abs(value) > abs(values[peaks[-1]]):
                    peaks[-1] = i
            else:
                peaks.append(i)
        while len(peaks) > free + 1:
            peaks.pop(0 if abs(values[peaks[0]]) < abs(values[peaks[-1]]) else -1)
        worst = max(abs(value) for value in values)
        if len(peaks) < free + 1:
            break
        points = [grid[i] for i in peaks]
        if worst < abs(solution[free]) * mpf("1.02"):
            break
    return coefficients, worst


def fitted(name, function, weight, low, high, degree, given=()):
    """Prints a polynomial with coefficients rounded to Float64."""
    low, high = mpf(low), mpf(high)
    grid = [low + (high - low) * i / 997 for i in range(1, 997)]
    best = None
    for refitted in range(5):
        fixed = [mpf(c) for c in given]
        for position in range(len(fixed), min(degree, len(fixed) + refitted)):
            fixed.append(mpf(float(remez(function, weight, low, high, degree, fixed)[0][position])))
        coefficients = remez(function, weight, low, high, degree, fixed)[0]
        rounded = [mpf(float(c)) for c in coefficients]
        worst = max(abs(weight(x) * (function(x) - mp.polyval(rounded[::-1], x))) for x in grid)
        if best is None or worst < best[0]:
            best = (worst, rounded)
    worst, rounded = best
    print(f"{name}: worst weighted error 2^{float(mp.log(worst, 2)):.2f}")
    for c in rounded:
        print(f"  {swift(float(c))}")


def swift(value):
    """A Float64 as a hexadecimal Swift literal."""
    text = value.hex()
    head, power = text.split("p")
    head = head.rstrip("0") if "." in head else head
    return (head + "0" if head.endswith(".") else head).replace(".0p", "p") + "p" + power.lstrip("+")


def parts(name, value, count=2):
    """Prints a number as a sum of Float64."""
    out = []
    for _ in range(count):
        head = float(value)
        out.append(swift(head))
        value -= mpf(head)
    print(f"{name}: " + ", ".join(out))


def safe(function, limit):
    """The function, with its limit at zero."""
    return lambda x: function(x) if x != 0 else limit


def exponential():
    parts("1/ln 2", 1 / mp.log(2), 1)
    head = mp.floor(mp.log(2) * 2**42) / mpf(2) ** 42
    parts("ln 2, 42 bits", head, 1)
    parts("ln 2, rest", mp.log(2) - head, 1)
    bound = mp.log(2) / 2 * mpf("1.0001")
    fitted(
        "exp(r) = 1 + r + r^2 q(r), relative error",
        safe(lambda r: (mp.exp(r) - 1 - r) / r**2, mpf(0.5)),
        lambda r: r**2 / mp.exp(r), -bound, bound, 10, [0.5])


def logarithm():
    top = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.0001")
    fitted(
        "log((1+s)/(1-s)) = 2s + s z q(z), z = s^2, relative error",
        safe(lambda z: (mp.log((1 + mp.sqrt(z)) / (1 - mp.sqrt(z))) / mp.sqrt(z) - 2) / z,
             mpf(2) / 3),
        lambda z: z / 2, 0, top, 6)
    fitted(
        "the same without its first two terms: 2s + 2s z/3 + 2s z^2/5 + s z^3 q(z)",
        safe(lambda z: (mp.log((1 + mp.sqrt(z)) / (1 - mp.sqrt(z))) / mp.sqrt(z)
                        - 2 - 2 * z / 3 - 2 * z * z / 5) / z**3, mpf(2) / 7),
        lambda z: z**3 / 2, 0, top, 7)
    parts("2/3", mpf(2) / 3)
    parts("2/5", mpf(2) / 5)
    parts("ln 2", mp.log(2), 3)


def trigonometric():
    top = (mp.pi / 4) ** 2 * mpf("1.0001")
    fitted(
        "sin(r) = r + r z q(z), z = r^2, relative error",
        safe(lambda z: (mp.sin(mp.sqrt(z)) / mp.sqrt(z) - 1) / z, mpf(-1) / 6),
        lambda z: z, 0, top, 6)
    fitted(
        "cos(r) = 1 - z/2 + z^2 q(z), z = r^2, relative error",
        safe(lambda z: (mp.cos(mp.sqrt(z)) - 1 + z / 2) / z**2, mpf(1) / 24),
        lambda z: z**2 / mpf("0.7"), 0, top, 5)
    parts("2/pi", 2 / mp.pi, 1)
    parts("pi/2", mp.pi / 2, 3)
    mp.prec = 1600
    bits = int(mp.floor(2 / mp.pi * mpf(2) ** (64 * 20)))
    mp.prec = 300
    print("2/pi, 64 bits a line:")
    for i in range(19):
        print(f"  0x{bits >> (64 * (19 - i)) & (2**64 - 1):016x}")


def error_function():
    fitted(
        "erf(x) = x + x q(z), z = x^2, |x| <= 1, relative error",
        safe(lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1, 2 / mp.sqrt(mp.pi) - 1),
        safe(lambda z: mp.sqrt(z) / mp.erf(mp.sqrt(z)), mp.sqrt(mp.pi) / 2), 0, 1, 12)

    def back(t):
        return 2 * (1 + t) / (1 - t)

    fitted(
        "erf(x) = 1 - exp(-x^2) q(t), t = (x - 2)/(x + 2), 1 <= x <= 6, absolute error",
        lambda t: mp.exp(back(t) ** 2) * mp.erfc(back(t)),
        lambda t: mp.exp(-back(t) ** 2), mpf(-1) / 3, mpf(1) / 2, 12)


def gamma():
    mp.prec = 400
    parts("pi", mp.pi)
    parts("ln pi", mp.log(mp.pi))
    parts("ln(2 pi)/2", mp.log(2 * mp.pi) / 2)
    parts("1/sqrt(2 pi)", 1 / mp.sqrt(2 * mp.pi))
    parts("lnGamma(2 + e), coefficient of e", 1 - mp.euler)
    for k in range(2, 24):
        parts(f"  of e^{k}", (mp.zeta(k) - 1) / k * (-1) ** k)
    root = mp.findroot(mp.digamma, mpf("1.4616321449683623"))
    parts("root of digamma", root, 3)
    for k in range(1, 20):
        parts(f"digamma(root + d), coefficient of d^{k}", mp.polygamma(k, root) / mp.factorial(k))
    for k in range(1, 18):
        top, bottom = mp.bernfrac(2 * k)
        print(f"B_{2 * k} = {top}/{bottom}")
    mp.prec = 300


def quadrature():
    count = 32
    print(f"Gauss-Legendre, {count} points on [0, 1]: point, weight; the rest by symmetry")
    for i in range(count // 2):
        z = mp.cos(mp.pi * (mpf(i) + mpf(3) / 4) / (count + mpf(1) / 2))
        for _ in range(12):
            p, q = mp.legendre(count, z), mp.legendre(count - 1, z)
            slope = count * (z * p - q) / (z * z - 1)
            z -= p / slope
        slope = -count * mp.legendre(count - 1, z) / (z * z - 1)
        print(f"  {swift(float((1 - z) / 2))}, {swift(float(1 / ((1 - z * z) * slope**2)))}")


groups = [exponential, logarithm, trigonometric, error_function, gamma, quadrature]

if __name__ == "__main__":
    for group in groups:
        if len(sys.argv) == 1 or group.__name__ in sys.argv[1:]:
            print(f"# {group.__name__}")
            group()
