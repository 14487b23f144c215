"""Writes Tests/Fixtures/algebra.h5, the reference values of AlgebraOracleTests.

Run with Python, numpy 2.4.6, mpmath 1.3.0 and h5py 3.16.0: `python algebra.py`.

Every matrix is rounded to Float64 first; its eigenvalues, singular values, solutions, factors and
determinants are then computed by mpmath with 150 digits and rounded once. The data of Longley's
regression and the coefficients of his and Wampler's are those that NIST certifies (Statistical
Reference Datasets, linear least squares); the script solves them again and compares.
"""

import pathlib

import h5py
import mpmath
import numpy
from mpmath import mp

assert numpy.__version__ == "2.4.6", numpy.__version__
assert mpmath.__version__ == "1.3.0", mpmath.__version__
assert h5py.__version__ == "3.16.0", h5py.__version__
mp.dps = 150
generator = numpy.random.Generator(numpy.random.PCG64(20))


def exact(array):
    return mp.matrix([[mp.mpf(float(x)) for x in row] for row in numpy.atleast_2d(array)])


def rounded(matrix):
    return numpy.array([[float(matrix[i, j]) for j in range(matrix.cols)] for i in range(matrix.rows)])


def hilbert(n):
    return numpy.array([[1.0 / (i + j + 1) for j in range(n)] for i in range(n)])


def symmetric(n):
    a = generator.standard_normal((n, n))
    return numpy.tril(a) + numpy.tril(a, -1).T


def orthogonal(n):
    return numpy.linalg.qr(generator.standard_normal((n, n)))[0]


def with_eigenvalues(values):
    q = orthogonal(len(values))
    a = (q * numpy.array(values)) @ q.T
    return numpy.tril(a) + numpy.tril(a, -1).T


def tridiagonal(diagonal, link):
    n = len(diagonal)
    return numpy.diag(numpy.array(diagonal, float)) + link * (numpy.eye(n, k=1) + numpy.eye(n, k=-1))


def singular_values(a):
    tall = a if a.shape[0] >= a.shape[1] else a.T
    return numpy.array([float(s) for s in mp.svd_r(exact(tall), compute_uv=False)])


def condition(a):
    values = mp.svd_r(exact(a), compute_uv=False)
    return float(values[0] / values[len(values) - 1])


def put(group, **arrays):
    for name, value in arrays.items():
        array = numpy.asarray(value, dtype=numpy.float64)
        if array.size > 40:
            group.create_dataset(name, data=array, compression=9, shuffle=True)
        else:
            group.create_dataset(name, data=array)


def put_symmetric(file):
    scale = 10.0 ** numpy.arange(0, -12, -1)
    cases = {f"random {n}": symmetric(n) for n in (1, 2, 3, 5, 17, 40)}
    cases |= {
        "Wilkinson 21": tridiagonal(numpy.abs(numpy.arange(-10, 11)), 1.0),
        "second difference 17": tridiagonal([2.0] * 17, -1.0),
        "Hilbert 8": hilbert(8),
        "Hilbert 12": hilbert(12),
        "repeated 9": with_eigenvalues([1, 1, 1, 2, 2, 3, 3, 3, 3]),
        "clustered 10": with_eigenvalues([1 + k * 1e-12 for k in range(9)] + [-1]),
        "graded 12": symmetric(12) * numpy.minimum.outer(scale, scale),
        "rank two 10": (lambda v: v @ v.T)(generator.integers(-3, 4, (10, 2)).astype(float)),
        "all ones 6": numpy.ones((6, 6)),
        "exchange 7": numpy.eye(7)[::-1].copy(),
        "huge 5": symmetric(5) * 1e300,
        "tiny 5": symmetric(5) * 1e-300,
        "zero 4": numpy.zeros((4, 4)),
    }
    for name, a in cases.items():
        values, vectors = mp.eigsy(exact(a))
        group = file.create_group(f"symmetric/{name}")
        put(group, a=a, values=[float(v) for v in values])
        if name.startswith("random"):
            columns = rounded(vectors)
            columns *= numpy.sign(columns[numpy.abs(columns).argmax(0), range(len(a))])
            put(group, vectors=columns)


def put_singular(file):
    cases = {
        f"random {m} by {n}": generator.standard_normal((m, n))
        for m, n in ((1, 1), (1, 4), (2, 2), (3, 2), (2, 5), (5, 5), (17, 5), (17, 17), (24, 17), (12, 40))
    }
    bidiagonal = numpy.diag(10.0 ** -numpy.arange(0, 60, 5.0)) + numpy.diag(10.0 ** -numpy.arange(2, 57, 5.0), 1)
    cases |= {
        "Hilbert 8": hilbert(8),
        "Hilbert 12": hilbert(12),
        "Kahan 12": numpy.triu(numpy.diag(0.8 ** numpy.arange(12.0)) @ (numpy.eye(12) * 1.6 - 0.6)),
        "graded 10 by 8": generator.standard_normal((10, 8)) * 10.0 ** -numpy.arange(0, 16, 2.0),
        "graded bidiagonal 12": bidiagonal,
        "rank three 11 by 7": generator.integers(-2, 3, (11, 3)).astype(float) @ generator.integers(-2, 3, (3, 7)).astype(float),
        "zero on the diagonal 5": numpy.diag([3.0, 0, 2, 0, 1]) + numpy.diag([1.0, 1, 1, 1], 1),
        "repeated 6": orthogonal(6) * 3.0,
        "huge 4 by 3": generator.standard_normal((4, 3)) * 1e300,
        "tiny 4 by 3": generator.standard_normal((4, 3)) * 1e-300,
    }
    for name, a in cases.items():
        put(file.create_group(f"singular/{name}"), a=a, values=singular_values(a))


def put_definite(file):
    cases = {}
    for n in (1, 2, 3, 5, 17, 40):
        half = generator.standard_normal((n, n + 2))
        cases[f"random {n}"] = half @ half.T
    cases |= {f"Hilbert {n}": hilbert(n) for n in (8, 9, 10, 11)}
    d = 10.0 ** -numpy.arange(0, 24, 3.0)
    cases["graded 8"] = numpy.outer(d, d) * (numpy.eye(8) + 0.5)
    for name, a in cases.items():
        a = numpy.tril(a) + numpy.tril(a, -1).T
        b = generator.standard_normal((len(a), 2))
        matrix = exact(a)
        factor = mp.cholesky(matrix)
        group = file.create_group(f"definite/{name}")
        put(
            group, a=a, b=b, x=rounded(mp.lu_solve(matrix, exact(b)) if b.shape[1] == 1 else mp.inverse(matrix) * exact(b)),
            factor=rounded(factor), inverse=rounded(mp.inverse(matrix)),
            logarithm=[float(2 * sum(mp.log(factor[i, i]) for i in range(len(a))))], condition=[condition(a)],
        )


def put_general(file):
    cases = {f"random {n}": generator.standard_normal((n, n)) for n in (1, 2, 3, 5, 17, 40)}
    cases |= {
        "Hilbert 8": hilbert(8),
        "Hilbert 10": hilbert(10),
        "rows swapped 6": numpy.roll(numpy.eye(6), 1, 0) + 1e-3 * generator.standard_normal((6, 6)),
        "huge 5": generator.standard_normal((5, 5)) * 1e200,
        "tiny 5": generator.standard_normal((5, 5)) * 1e-200,
    }
    for name, a in cases.items():
        b = generator.standard_normal((len(a), 2))
        matrix = exact(a)
        determinant = mp.det(matrix)
        group = file.create_group(f"general/{name}")
        put(
            group, a=a, b=b, x=rounded(mp.inverse(matrix) * exact(b)), sign=[float(mp.sign(determinant))],
            logarithm=[float(mp.log(abs(determinant)))], condition=[condition(a)],
        )


LONGLEY = """
60323 83.0 234289 2356 1590 107608 1947
61122 88.5 259426 2325 1456 108632 1948
60171 88.2 258054 3682 1616 109773 1949
61187 89.5 284599 3351 1650 110929 1950
63221 96.2 328975 2099 3099 112075 1951
63639 98.1 346999 1932 3594 113270 1952
64989 99.0 365385 1870 3547 115094 1953
63761 100.0 363112 3578 3350 116219 1954
66019 101.2 397469 2904 3048 117388 1955
67857 104.6 419180 2822 2857 118734 1956
68169 108.4 442769 2936 2798 120445 1957
66513 110.8 444546 4681 2637 121950 1958
68655 112.6 482704 3813 2552 123366 1959
69564 114.2 502601 3931 2514 125368 1960
69331 115.7 518173 4806 2572 127852 1961
70551 116.9 554894 4007 2827 130081 1962
"""
LONGLEY_COEFFICIENTS = [
    -3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683,
    -1.03322686717359, -0.511041056535807e-01, 1829.15146461355,
]


def put_least_squares(file):
    data = numpy.array([[float(x) for x in line.split()] for line in LONGLEY.split("\n") if line])
    points = numpy.arange(21.0)
    polynomial = numpy.vander(points, 6, increasing=True)
    tenth = polynomial @ (0.1 ** numpy.arange(6))
    far = numpy.linspace(-9.0, -3.0, 82)
    cases = {
        "Longley": (numpy.column_stack([numpy.ones(16), data[:, 1:]]), data[:, 0], LONGLEY_COEFFICIENTS),
        "Wampler 1": (polynomial, polynomial.sum(1), [1.0] * 6),
        "Wampler 2": (polynomial, tenth, [0.1**k for k in range(6)]),
        "degree ten, far off": (numpy.vander(far, 11, increasing=True), 0.8 + 0.1 * generator.standard_normal(82), None),
        "random 17 by 5": (generator.standard_normal((17, 5)), generator.standard_normal(17), None),
        "random 40 by 17": (generator.standard_normal((40, 17)), generator.standard_normal(40), None),
        "units far apart": (generator.standard_normal((9, 3)) * [1e-200, 1.0, 1e200], generator.standard_normal(9), None),
    }
    for name, (a, b, certified) in cases.items():
        # Columns of one length change neither the problem nor, much, the error of Householder's method.
        scale = [mp.sqrt(sum(mp.mpf(x) ** 2 for x in column)) for column in a.T.tolist()]
        matrix = exact(a) * mp.diag([1 / s for s in scale])
        right = exact(b).T
        x = mp.inverse(matrix.T * matrix) * (matrix.T * right)
        residual = mp.norm(matrix * x - right) / mp.norm(right)
        x = rounded(mp.diag([1 / s for s in scale]) * x)[:, 0]
        if certified is not None:
            assert numpy.allclose(x, certified, rtol=1e-13, atol=0), (name, x)
        values = mp.svd_r(matrix, compute_uv=False)
        put(
            file.create_group(f"least squares/{name}"), a=a, b=b, x=x, lengths=[float(s) for s in scale],
            condition=[float(values[0] / values[len(values) - 1])], residual=[float(residual)],
        )


path = pathlib.Path(__file__).parent.parent / "Fixtures" / "algebra.h5"
with h5py.File(path, "w", libver="v110") as file:
    put_symmetric(file)
    put_singular(file)
    put_definite(file)
    put_general(file)
    put_least_squares(file)
print(path, path.stat().st_size, "bytes")
