"""Writes Tests/Fixtures/trees_explained.h5: models of LightGBM explained by LightGBM and by shap.

    python -P Tests/Oracles/trees_explained.py

Every case is a group: `text` (the model as bytes), `x` [row, column], `raw` [row, output], `contributions` of LightGBM's
pred_contrib [row, output, column + 1], whose last column is the expected value, and its feature importances `gain` and
`split`. From the package shap, where it reads the model: `background` [row, column] with `interventional`
[row, 1, column] and `mean` [1], and `interactions` [row, 1, column, column]. What shap says is checked here against what
LightGBM says before it is written; its code for a background is exact to some 1e-7.

`-P` keeps the scripts beside this one, some of which have names of Python's own modules, out of the search path.

Versions: Python 3.11, lightgbm 4.7.0, shap 0.51.0, numpy 2.4.6, h5py 3.16.0.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import h5py
import lightgbm as lgb
import numpy as np
import shap

VERSIONS = {"lightgbm": "4.7.0", "shap": "0.51.0", "numpy": "2.4.6", "h5py": "3.16.0"}
for name, expected in VERSIONS.items():
    assert version(name) == expected, f"{name}: expected {expected}, found {version(name)}"

target = Path(__file__).resolve().parent.parent / "Fixtures" / "trees_explained.h5"
file = h5py.File(target, "w", track_order=False)
rng = np.random.default_rng(11)


def write(name, values, kind=None):
    file.create_dataset(
        name, data=np.asarray(values, kind), compression="gzip", compression_opts=9, shuffle=True,
        track_times=False)


def case(name, x, y, trees, settings, categories=(), shown=40, against=25):
    parameters = dict(settings, verbose=-1, num_threads=1, force_col_wise=True, deterministic=True)
    dataset = lgb.Dataset(
        x, y, params=parameters, categorical_feature=list(categories) or "auto",
        feature_name=[f"f{i}" for i in range(x.shape[1])])
    model = lgb.train(parameters, dataset, trees)
    text = model.model_to_string()
    text = text[: text.index("\nparameters:")]
    rows, columns = shown, x.shape[1]
    shown = x[:rows]
    raw = model.predict(shown, raw_score=True).reshape(rows, -1)
    contributions = model.predict(shown, pred_contrib=True).reshape(rows, -1, columns + 1)
    write(f"{name}/text", np.frombuffer(text.encode(), np.uint8))
    write(f"{name}/x", shown, np.float32)
    write(f"{name}/raw", raw)
    write(f"{name}/contributions", contributions)
    write(f"{name}/gain", model.feature_importance("gain"))
    write(f"{name}/split", model.feature_importance("split"))
    # shap's own code knows no sets of categories, and adds up the classes.
    if not categories and raw.shape[1] == 1:
        explainer = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
        values = explainer.shap_interaction_values(shown)[:, None]
        assert np.allclose(values.sum(-1), contributions[..., :-1], rtol=1e-6, atol=1e-6), name
        write(f"{name}/interactions", values)
        background = x[-against:]
        explainer = shap.TreeExplainer(
            model, background, feature_perturbation="interventional", model_output="raw")
        values = explainer.shap_values(shown)[:, None]
        mean = np.ravel(explainer.expected_value)
        assert np.allclose(values.sum(-1) + mean, raw, rtol=1e-6, atol=1e-6), name
        write(f"{name}/background", background, np.float32)
        write(f"{name}/interventional", values)
        write(f"{name}/mean", mean)
    print(name, x.shape, model.num_trees(), "trees", len(text), "bytes", file=sys.stderr)


def numbers(rows, missing):
    """Smooth and rounded columns, one of them mostly zero, with missing values in all but the last; Float32 throughout."""
    x = rng.normal(size=(rows, 6))
    x[:, 1] = np.round(x[:, 1] * 3)
    x[:, 2] = np.where(rng.random(rows) < 0.6, 0, np.round(x[:, 2] * 8))
    signal = x[:, 0] * (1 + x[:, 4]) + 0.5 * np.abs(x[:, 1]) + np.sin(2 * x[:, 3]) + 0.1 * x[:, 2] * x[:, 5]
    x[:, :5][rng.random((rows, 5)) < missing] = np.nan
    return x.astype(np.float32).astype(np.float64), signal + 0.1 * rng.normal(size=rows)


x, y = numbers(600, 0.15)
case("regression", x, y, 12, dict(objective="regression", num_leaves=24, learning_rate=0.2, min_data_in_leaf=5))
case("multiclass", x, np.digitize(y, [-0.5, 1]), 4, dict(objective="multiclass", num_class=3, num_leaves=10))
x, y = numbers(600, 0)
x[:, 3] = rng.integers(0, 4, 600)
x[:, 4] = np.minimum(rng.geometric(0.1, 600), 30)
effect = rng.normal(size=31)
y = y + 2 * effect[x[:, 4].astype(int)] + (x[:, 3] == 2) * x[:, 0]
x[rng.random(600) < 0.1, 4] = np.nan
case(
    "binary", x, y > 0, 12, dict(objective="binary", num_leaves=16, min_data_per_group=10, min_data_in_leaf=5),
    categories=[3, 4])
# Forty columns, a tree that is a chain of rare events: paths of more features than a table of subsets may have.
x = (rng.random((3000, 40)) < 0.06).astype(np.float64)
first = np.where(x.any(1), x.argmax(1), 40)
case(
    "chain", x, np.where(first % 2, 1.0, -1.0) * (50 - first) + rng.normal(size=3000), 2,
    dict(objective="regression", num_leaves=60, min_data_in_leaf=2, learning_rate=0.5, max_bin=3), shown=12, against=6)
file.close()
