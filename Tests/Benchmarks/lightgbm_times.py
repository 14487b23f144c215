"""Prints the best time in milliseconds of LightGBM: python lightgbm_times.py train|predict|treeshap ROWS COLUMNS THREADS.

The rows and settings of TreeBenchmarks.swift: 500 trees of 31 leaves, rate 0.05; binning counts. Predictions
and their explanations are for the first 2,000 rows. Tried with lightgbm 4.7.0 and numpy 2.4.6.
"""

import sys
import time

import lightgbm as lgb
import numpy as np

work, (rows, columns, threads) = sys.argv[1], map(int, sys.argv[2:5])


def uniform(rows, columns):
    """Multiples of 2^-24 in [0, 1): the upper bits of splitmix64 of the position."""
    z = (np.arange(rows * columns, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) * 2.0**-24).reshape(rows, columns)


u = uniform(rows, columns + 1)
x = u[:, :columns].copy()
y = 10 * x[:, 0] * x[:, 1] + 20 * (x[:, 2] - 0.5) * (x[:, 2] - 0.5) + 10 * x[:, 3] + 5 * x[:, 4]
y = (y + 2 * u[:, columns]).astype(np.float32)
parameters = dict(
    objective="regression", num_leaves=31, learning_rate=0.05, num_threads=threads, verbose=-1,
    force_col_wise=True, deterministic=True)


def train():
    return lgb.train(parameters, lgb.Dataset(x, y, params=parameters), 500)


def best(call, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


if work == "train":
    print(best(train, 3))
elif work == "treeshap":
    model = train()
    print(best(lambda: model.predict(x[:2000], pred_contrib=True, num_threads=threads), 3))
else:
    model = train()
    print(best(lambda: model.predict(x[:2000], raw_score=True, num_threads=threads), 9))
