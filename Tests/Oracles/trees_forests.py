"""Writes Tests/Fixtures/trees_forests.h5: trees, forests and isolation forests of scikit-learn.

    python -P Tests/Oracles/trees_forests.py

Generators differ, so trees are compared one by one only where nothing is drawn, and forests by what many seeds give.

`data/x` [row, column], `data/numbers`, `data/classes` and `data/weights` [row] are Float32, for scikit-learn cuts Float32 and a
threshold lies between two such numbers. The first `TRAINED` rows are learned from, the others predicted.

- `trees/<name>`: one tree without anything drawn, `settings` (lines name=value), its arrays as `Tree` numbers them,
  `internal_value` and `leaf_value` [place, output], `predicted` [row, output] and `importances`. Ties would be decided by a
  draw: a tree is stored if ten seeds agree on it.
- `forests/<name>`: over `SEEDS` seeds the mean and standard deviation of the `score` on the other rows (R² or accuracy), of the
  score out of bag (`bag`, not for extra trees), of the predictions [row, output] and of the importances.
- `isolation`: `x`, the `mean` of −score_samples over seeds, and the trees of one small forest one after another,
  with the number of their `nodes`, and its `scores`.

Versions: Python 3.11, scikit-learn 1.9.1, numpy 2.4.6, h5py 3.16.0.
"""

import warnings
from importlib.metadata import version
from pathlib import Path

import h5py
import numpy as np
from sklearn.ensemble import (
    ExtraTreesClassifier, ExtraTreesRegressor, IsolationForest, RandomForestClassifier, RandomForestRegressor)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

VERSIONS = {"scikit-learn": "1.9.1", "numpy": "2.4.6", "h5py": "3.16.0"}
for name, expected in VERSIONS.items():
    assert version(name) == expected, f"{name}: expected {expected}, found {version(name)}"

TRAINED, SHOWN, SEEDS = 500, 200, 24
target = Path(__file__).resolve().parent.parent / "Fixtures" / "trees_forests.h5"
file = h5py.File(target, "w", track_order=False)
rng = np.random.default_rng(11)
# A row that all trees drew would count as a wrong prediction in the score out of bag.
warnings.simplefilter("error", UserWarning)


def write(name, values, kind=None):
    values = np.asarray(values, kind)
    packed = dict(compression="gzip", compression_opts=9, shuffle=True) if values.nbytes > 4096 else {}
    file.create_dataset(name, data=values, track_times=False, **packed)


def words(name, settings):
    text = "\n".join(f"{key}={value}" for key, value in settings.items())
    write(name, np.frombuffer(text.encode(), np.uint8))


def single(values):
    return np.asarray(values, np.float32).astype(np.float64)


rows = TRAINED + SHOWN
x = single(rng.uniform(0, 1, (rows, 8)))
x[:, 5] = single(np.floor(6 * x[:, 5]) / 4)  # ties
x[:, 6] = 3.5  # one value
smooth = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 5]
numbers = single(smooth + rng.normal(0, 1, rows))
classes = np.digitize(smooth + rng.normal(0, 1.5, rows), [13, 18]).astype(np.float64)
weights = single(rng.uniform(0.2, 3, rows))
write("data/x", x, np.float32)
write("data/numbers", numbers, np.float32)
write("data/classes", classes, np.float32)
write("data/weights", weights, np.float32)
known, unknown = slice(0, TRAINED), slice(TRAINED, rows)


def arrays(tree, values):
    """Splits before what is below them, left before right; a left child keeps the number of the leaf that was split."""
    found = {name: [] for name in [
        "split_feature", "threshold", "left_child", "right_child", "internal_count", "internal_value"]}
    leaves = {0: None}

    def visit(node, leaf):
        if tree.children_left[node] < 0:
            leaves[leaf] = node
            return ~leaf
        place, right = len(found["split_feature"]), len(leaves)
        leaves[right] = None
        for name, value in [
            ("split_feature", tree.feature[node]), ("threshold", tree.threshold[node]), ("left_child", 0),
            ("right_child", 0), ("internal_count", tree.n_node_samples[node]), ("internal_value", values[node])]:
            found[name].append(value)
        found["left_child"][place] = visit(tree.children_left[node], leaf)
        found["right_child"][place] = visit(tree.children_right[node], right)
        return place

    visit(0, 0)
    found["leaf_count"] = [tree.n_node_samples[leaves[i]] for i in range(len(leaves))]
    found["leaf_value"] = [values[leaves[i]] for i in range(len(leaves))]
    return found


def outputs(model, x):
    return model.predict_proba(x) if hasattr(model, "predict_proba") else model.predict(x)[:, None]


def tree(name, weighted=False, classify=False, **settings):
    kind, y = (DecisionTreeClassifier, classes) if classify else (DecisionTreeRegressor, numbers)

    def trained(seed):
        return kind(random_state=seed, **settings).fit(
            x[known], y[known], sample_weight=weights[known] if weighted else None)

    model = trained(0)
    values = model.tree_.value[:, 0, :]
    found = arrays(model.tree_, values)
    for seed in range(1, 10):
        other = trained(seed)
        again = arrays(other.tree_, other.tree_.value[:, 0, :])
        for key in ["split_feature", "threshold", "left_child", "right_child", "leaf_count"]:
            assert np.array_equal(found[key], again[key]), f"{name}: seed {seed} breaks a tie otherwise"
    words(f"trees/{name}/settings", dict(
        objective="classification" if classify else "regression", weighted=int(weighted), **settings))
    for key, value in found.items():
        write(f"trees/{name}/{key}", value)
    write(f"trees/{name}/predicted", outputs(model, x))
    write(f"trees/{name}/importances", model.feature_importances_)


tree("numbers", min_samples_leaf=5)
tree("shallow numbers", max_depth=4)
tree("weighted numbers", weighted=True, min_samples_leaf=8)
tree("numbers in large nodes", min_samples_split=40)
tree("classes", classify=True, min_samples_leaf=6, max_depth=5)
tree("classes in large nodes", classify=True, min_samples_split=60, max_depth=4)
tree("weighted classes", classify=True, weighted=True, min_samples_leaf=12, max_depth=5)


def forest(name, kind, weighted=False, **settings):
    classify = kind in (RandomForestClassifier, ExtraTreesClassifier)
    y = classes if classify else numbers
    bag = settings.get("bootstrap", kind in (RandomForestClassifier, RandomForestRegressor))
    scores, bags, predictions, importances = [], [], [], []
    for seed in range(SEEDS):
        model = kind(n_jobs=1, random_state=seed, oob_score=bag, **settings).fit(
            x[known], y[known], sample_weight=weights[known] if weighted else None)
        scores.append(model.score(x[unknown], y[unknown]))
        predictions.append(outputs(model, x[unknown]))
        importances.append(model.feature_importances_)
        if bag:
            bags.append(model.oob_score_)
    words(f"forests/{name}/settings", dict(
        kind="random_forest" if kind in (RandomForestClassifier, RandomForestRegressor) else "extra_trees",
        objective="classification" if classify else "regression", weighted=int(weighted), **settings))
    for key, list_ in [
        ("score", scores), ("bag", bags), ("predicted", predictions), ("importances", importances)]:
        if list_:
            write(f"forests/{name}/{key}_mean", np.mean(list_, axis=0, keepdims=np.ndim(list_) == 1), np.float32)
            write(f"forests/{name}/{key}_deviation", np.std(list_, axis=0, ddof=1, keepdims=np.ndim(list_) == 1), np.float32)
    print(name, np.mean(scores), np.std(scores), np.mean(bags) if bags else "")


forest("numbers", RandomForestRegressor, n_estimators=40)
forest("numbers from some columns", RandomForestRegressor, n_estimators=40, max_features=0.5, min_samples_leaf=3)
forest("weighted numbers", RandomForestRegressor, weighted=True, n_estimators=120, max_depth=6)
forest("classes", RandomForestClassifier, n_estimators=40)
forest("weighted classes", RandomForestClassifier, weighted=True, n_estimators=120, min_samples_split=8)
forest("drawn cuts of numbers", ExtraTreesRegressor, n_estimators=40)
forest("weighted drawn cuts of numbers", ExtraTreesRegressor, weighted=True, n_estimators=40, min_samples_leaf=2)
forest("drawn cuts of classes", ExtraTreesClassifier, n_estimators=40)
forest("drawn cuts of drawn rows", ExtraTreesClassifier, n_estimators=40, bootstrap=True, max_features="log2")

points = single(np.concatenate([
    rng.normal(0, 1, (300, 4)), rng.normal(3, 0.5, (80, 4)), rng.uniform(-6, 8, (20, 4))]))
points[:, 3] = single(np.round(points[:, 3]))
write("isolation/x", points, np.float32)
write("isolation/mean", np.mean([
    -IsolationForest(random_state=seed).fit(points).score_samples(points) for seed in range(SEEDS)], axis=0))
small = IsolationForest(n_estimators=12, max_samples=100, random_state=3).fit(points)
grown = [arrays(one.tree_, one.tree_.value[:, 0, :]) for one in small.estimators_]
for key in ["split_feature", "threshold", "left_child", "right_child", "internal_count", "leaf_count"]:
    write(f"isolation/trees/{key}", np.concatenate([one[key] for one in grown]))
write("isolation/trees/nodes", [len(one["threshold"]) for one in grown])
write("isolation/scores", -small.score_samples(points))
file.close()
