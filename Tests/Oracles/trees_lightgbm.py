"""Writes Tests/Fixtures/trees_lightgbm.h5: data, settings, models and predictions of LightGBM.

    python Tests/Oracles/trees_lightgbm.py

Columns shared by several cases are in `data/<name>` [row, column]. Every case is a group: `data` (the name of its columns),
`y`, where they are used `weight` and `query` (rows of each query), `settings` (lines name=value), `text` (the model as
bytes), `raw` and `predicted` for the first rows [row, output], `leaves` [row, tree]. The columns of large cases are not
stored: `data` is `drawn ROWS COLUMNS`, which are those of `uniform` below, a hash of the position in whole numbers.

Bundling of sparse columns (`enable_bundle`) is switched off: it changes how histograms are stored, not what may be split.
`force_col_wise` and one thread make LightGBM's own sums repeatable.

Versions: Python 3.11, lightgbm 4.7.0, numpy 2.4.6, h5py 3.16.0.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import h5py
import lightgbm as lgb
import numpy as np

VERSIONS = {"lightgbm": "4.7.0", "numpy": "2.4.6", "h5py": "3.16.0"}
for name, expected in VERSIONS.items():
    assert version(name) == expected, f"{name}: expected {expected}, found {version(name)}"

target = Path(__file__).resolve().parent.parent / "Fixtures" / "trees_lightgbm.h5"
file = h5py.File(target, "w", track_order=False)
rng = np.random.default_rng(5)


def uniform(rows, columns):
    """Multiples of 2^-24 in [0, 1): the upper bits of splitmix64 of the position."""
    z = (np.arange(rows * columns, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) * 2.0**-24).reshape(rows, columns)


def drawn(rows, columns):
    """The last column of the draws is noise."""
    u = uniform(rows, columns + 1)
    x = u[:, :columns].copy()
    y = 10 * x[:, 0] * x[:, 1] + 20 * (x[:, 2] - 0.5) * (x[:, 2] - 0.5) + 10 * x[:, 3] + 5 * x[:, 4]
    return (f"drawn {rows} {columns}", x), (y + 2 * u[:, columns]).astype(np.float32)


def write(name, values, kind=None):
    file.create_dataset(
        name, data=np.asarray(values, kind), compression="gzip", compression_opts=9, shuffle=True,
        track_times=False)


def words(name, text):
    write(name, np.frombuffer(text.encode(), np.uint8))


def columns(name, x):
    """Stores columns as Float32, which compresses better, and returns what was stored."""
    write(f"data/{name}", x, np.float32)
    return name, np.asarray(x, np.float32).astype(np.float64)


def case(name, x, y, trees, settings, weight=None, query=None, categories=(), shown=50):
    source, x = x
    y = np.asarray(y, np.float32)
    given = dict(num_iterations=trees, **settings)
    if categories:
        given["categorical_feature"] = ",".join(map(str, categories))
    parameters = dict(
        settings, verbose=-1, num_threads=1, force_col_wise=True, deterministic=True, enable_bundle=False)
    dataset = lgb.Dataset(
        x, y, weight=weight, group=query, params=parameters, categorical_feature=list(categories) or "auto",
        feature_name=[f"f{i}" for i in range(x.shape[1])])
    model = lgb.train(parameters, dataset, trees)
    words(f"{name}/data", source)
    if not source.startswith("drawn"):
        write(f"{name}/y", y)
    if weight is not None:
        write(f"{name}/weight", weight, np.float32)
    if query is not None:
        write(f"{name}/query", query, np.int64)
    text = model.model_to_string()
    if name != "plain":
        text = text[: text.index("\nparameters:")]
    words(f"{name}/text", text)
    words(f"{name}/settings", "\n".join(f"{k}={v}" for k, v in given.items()))
    rows = x[:shown]
    write(f"{name}/raw", model.predict(rows, raw_score=True).reshape(len(rows), -1))
    write(f"{name}/predicted", model.predict(rows).reshape(len(rows), -1))
    write(f"{name}/leaves", model.predict(rows, pred_leaf=True).reshape(len(rows), -1), np.int32)
    print(name, x.shape, model.num_trees(), "trees", len(text), "bytes", file=sys.stderr)


def mixed(rows, missing=0.0):
    """Smooth, rounded, constant, duplicate and sparse columns."""
    x = rng.normal(size=(rows, 8))
    x[:, 1] = np.round(x[:, 1] * 4)
    x[:, 2] = 7.0
    x[:, 3] = x[:, 0]
    x[:, 4] = np.where(rng.random(rows) < 0.7, 0, np.round(x[:, 4] * 10))
    x[:, 5] = np.exp(2 * x[:, 5])
    x[:, 6] = rng.integers(0, 2, rows)
    signal = x[:, 0] + 0.5 * x[:, 1] * x[:, 6] + np.sin(2 * x[:, 7]) + 0.1 * x[:, 4]
    if missing:
        gone = rng.random(x.shape) < missing
        gone[:, 2] = False
        x[gone] = np.nan
    return x, signal + 0.3 * rng.normal(size=rows)


def categorical(rows):
    """A column of three categories, one of forty, some missing or negative, and three of numbers."""
    x = rng.normal(size=(rows, 5))
    x[:, 0] = rng.integers(0, 3, rows)
    x[:, 1] = np.minimum(rng.geometric(0.08, rows), 40)
    effect = rng.normal(size=41)
    signal = effect[x[:, 1].astype(int)] + (x[:, 0] == 1) * x[:, 2] + 0.5 * x[:, 3]
    x[rng.random(rows) < 0.05, 1] = np.nan
    x[rng.random(rows) < 0.02, 1] = -1
    return x, signal + 0.2 * rng.normal(size=rows)


x, y = mixed(500)
x = columns("mixed", x)
case("plain", x, y, 20, dict(objective="regression", num_leaves=15))
case("weighted", x, y, 15, dict(objective="regression", num_leaves=15, lambda_l2=2.0, lambda_l1=0.5), weight=rng.integers(1, 9, 500) / 4)
x, y = mixed(200)
x = columns("few", x)
case("few_rows", x, y, 15, dict(objective="regression", num_leaves=7, learning_rate=0.3))
x, y = mixed(1000, missing=0.2)
x = columns("missing", x)
case("missing", x, y, 20, dict(objective="regression", num_leaves=15))
case("binary", x, y > 0.3, 20, dict(objective="binary", num_leaves=15), weight=rng.integers(1, 9, 1000) / 4)
case("multiclass", x, np.digitize(y, [-1, 1]), 8, dict(objective="multiclass", num_class=3, num_leaves=10))
case("l1", x, y, 12, dict(objective="regression_l1", num_leaves=10))
case("l1_weighted", x, y, 10, dict(objective="regression_l1", num_leaves=10), weight=rng.integers(1, 9, 1000) / 4)
case("huber", x, y, 10, dict(objective="huber", num_leaves=10, alpha=0.7))
case("quantile", x, y, 12, dict(objective="quantile", num_leaves=10, alpha=0.8))
case("quantile_weighted", x, y, 10, dict(objective="quantile", num_leaves=10, alpha=0.3), weight=rng.integers(1, 9, 1000) / 4)
case("poisson", x, rng.poisson(np.exp(0.3 * y)), 12, dict(objective="poisson", num_leaves=10))
sizes = np.array([1, 5, 40, 54] * 10)
case("ranking", x, np.digitize(y, [-1, 0.5, 1.5]), 12, dict(objective="lambdarank", num_leaves=10), query=sizes)
case("dart", x, y, 12, dict(objective="regression", boosting="dart", num_leaves=10, drop_rate=0.3))
case("goss", x, y, 16, dict(objective="regression", data_sample_strategy="goss", num_leaves=10, learning_rate=0.3))
case("rf", x, y, 12, dict(objective="regression", boosting="rf", num_leaves=10, bagging_freq=1, bagging_fraction=0.6, feature_fraction=0.7))
case("bagging", x, y, 15, dict(objective="regression", num_leaves=10, bagging_freq=2, bagging_fraction=0.5))
case("columns", x, y, 15, dict(objective="regression", num_leaves=10, feature_fraction=0.6, feature_fraction_bynode=0.7))
case("extra", x, y, 15, dict(objective="regression", num_leaves=15, extra_trees=True))
case("monotone", x, y, 15, dict(objective="regression", num_leaves=15, monotone_constraints="1,-1,0,1,0,0,0,-1"))
case("smooth", x, y, 15, dict(objective="regression", num_leaves=15, path_smooth=3.0, max_delta_step=0.4))
case("shallow", x, y, 15, dict(objective="regression", num_leaves=15, max_depth=3, min_gain_to_split=2.0, min_data_in_leaf=5, min_sum_hessian_in_leaf=12.0, max_bin=40, min_data_in_bin=1))
x, y = categorical(1500)
x = columns("categories", x)
case("categories", x, y, 15, dict(objective="regression", num_leaves=15, min_data_per_group=20), categories=[0, 1])
case("categories_binary", x, y > 0, 12, dict(objective="binary", num_leaves=15, cat_smooth=3.0, cat_l2=1.0, max_cat_threshold=6, min_data_per_group=5), categories=[0, 1])
case("categories_extra", x, y, 10, dict(objective="regression", num_leaves=10, extra_trees=True), categories=[0, 1])
x, y = drawn(20000, 6)
case("large", x, y, 30, dict(objective="regression", num_leaves=31, learning_rate=0.05))
case("sampled", x, y, 10, dict(objective="regression", num_leaves=31, bin_construct_sample_cnt=3000))
x, y = drawn(60000, 5)
case("larger", x, y > 12, 12, dict(objective="binary", num_leaves=31, bagging_freq=1, bagging_fraction=0.8))


def stopping(name, y, settings):
    """The losses on validation rows, the number of iterations that was best, and the trees."""
    x = drawn(3000, 6)[0][1]
    parameters = dict(
        settings, verbose=-1, num_threads=1, force_col_wise=True, deterministic=True, enable_bundle=False)
    train = lgb.Dataset(x[:2000], y[:2000], params=parameters)
    valid = lgb.Dataset(x[2000:], y[2000:], reference=train, params=parameters)
    record = {}
    model = lgb.train(
        parameters, train, 500, [valid],
        callbacks=[lgb.early_stopping(5, verbose=False), lgb.record_evaluation(record)])
    (losses,) = record["valid_0"].values()
    write(f"stopping/{name}/losses", losses)
    write(f"stopping/{name}/best", [model.best_iteration], np.int64)
    words(f"stopping/{name}/settings", "\n".join(f"{k}={v}" for k, v in settings.items()))


y = drawn(3000, 6)[1]
stopping("regression", y, dict(objective="regression", num_leaves=31, learning_rate=0.3))
stopping("regression_l1", y, dict(objective="regression_l1", num_leaves=31, learning_rate=0.3))
stopping("huber", y, dict(objective="huber", num_leaves=31, learning_rate=0.3))
stopping("quantile", y, dict(objective="quantile", num_leaves=31, learning_rate=0.3))
stopping("poisson", y, dict(objective="poisson", num_leaves=31, learning_rate=0.3))
stopping("binary", y > 12, dict(objective="binary", num_leaves=31, learning_rate=0.3))
stopping("multiclass", np.digitize(y, [9, 13]), dict(objective="multiclass", num_class=3, num_leaves=15, learning_rate=0.3))
file.close()
