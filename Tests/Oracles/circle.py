"""Prints the coefficients of sine and cosine in Sources/Exact/Random/Key+Normal.swift.

With t = f * f and |f| <= 1/2: sin(pi/2 f) = f S(t) and cos(pi/2 f) = 1 + t C(t), where S and C are
minimax in relative error (Remez's exchange). Float32 takes degree 3, Float64 degree 7.

Needs mpmath 1.3.0. Usage: python circle.py
"""

import mpmath
from mpmath import mp, mpf

assert mpmath.__version__ == "1.3.0", "see the version named above"
mp.dps = 60


def sine(t):
    return mp.sin(mp.pi / 2 * mp.sqrt(t)) / mp.sqrt(t) if t > 0 else mp.pi / 2


def cosine(t):
    return (mp.cos(mp.pi / 2 * mp.sqrt(t)) - 1) / t if t > 0 else -(mp.pi**2) / 8


def remez(function, degree, high):
    """Coefficients, lowest first, and the greatest relative error on [0, high]."""
    count = degree + 2
    points = [high * (1 - mp.cos(mp.pi * k / (count - 1))) / 2 for k in range(count)]
    grid = [high * mpf(i) / 4000 for i in range(4001)]
    while True:
        system = mp.matrix(count, count)
        for row, x in enumerate(points):
            for power in range(degree + 1):
                system[row, power] = x**power
            system[row, count - 1] = (-1) ** row * function(x)
        solution = mp.lu_solve(system, mp.matrix([function(x) for x in points]))
        coefficients = [solution[i] for i in range(degree + 1)]
        errors = [1 - mp.polyval(coefficients[::-1], x) / function(x) for x in grid]
        # The greatest error of every stretch of one sign.
        peaks, start = [], 0
        for i in range(1, len(grid) + 1):
            if i == len(grid) or (errors[i] > 0) != (errors[start] > 0):
                peaks.append(max(range(start, i), key=lambda j: abs(errors[j])))
                start = i
        moved = [grid[i] for i in peaks]
        if len(moved) != count or max(abs(a - b) for a, b in zip(moved, points)) < 1e-6:
            return coefficients, max(abs(e) for e in errors)
        points = moved


for name, function in (("sine", sine), ("cosine", cosine)):
    for degree in (3, 7):
        coefficients, error = remez(function, degree, mpf(1) / 4)
        print(f"{name}, degree {degree}, relative error {mp.nstr(error, 3)}")
        for value in coefficients:
            print("   ", float(value).hex())
