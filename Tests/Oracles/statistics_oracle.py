"""Writes Tests/Fixtures/statistics.h5: summaries, tests and metrics by scipy, statsmodels and others.

    python Tests/Oracles/statistics_oracle.py

- scipy: ranks, trimmed means, bootstrap intervals from given resamples, Wilcoxon, Friedman, Mann-Whitney,
  the distributions behind p-values;
- statsmodels: long-run variances (as HAC standard errors of a mean), Holm, power of the t-test;
- mpmath: the studentized range and the power of the t-test once more; networkx: cliques;
- scikit-learn and utilsforecast: metrics.

The draws of the bootstrap come from Philox and the derivation of keys, written here once more in plain
integers from their description in `Key`.

Versions: Python 3.11, scipy 1.17.1, statsmodels 0.15.0, scikit-learn 1.9.1, utilsforecast 0.2.17,
networkx 3.6.1, mpmath 1.3.0, pandas 3.1.1, numpy 2.4.6, h5py 3.16.0.
"""

import hashlib
import itertools
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

# This file's own name hides the standard library's `statistics` from other modules.
sys.path = [folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent]

import h5py
import mpmath
import networkx
import numpy as np
import pandas as pd
import utilsforecast.losses as losses
from scipy import stats
from sklearn import metrics
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

VERSIONS = {
    "scipy": "1.17.1", "statsmodels": "0.15.0", "scikit-learn": "1.9.1", "utilsforecast": "0.2.17",
    "networkx": "3.6.1", "mpmath": "1.3.0", "pandas": "3.1.1", "numpy": "2.4.6", "h5py": "3.16.0",
}  # fmt: skip
for name, expected in VERSIONS.items():
    assert version(name) == expected, f"{name}: expected {expected}, found {version(name)}"

rng = np.random.default_rng(11)
target = Path(__file__).resolve().parent.parent / "Fixtures" / "statistics.h5"
file = h5py.File(target, "w", track_order=False)


def put(path, data):
    data = np.asarray(data)
    # Chunks of small datasets take more room than they save.
    options = {"compression": "gzip", "shuffle": True} if data.nbytes > 4000 else {}
    file.create_dataset(path, data=data, track_times=False, **options)


# Summaries.

samples = {
    "three seeds": np.array([0.3792, 0.3928, 0.3880]),
    "two": np.array([1.5, -2.25]),
    "with ties": np.array([3.0, 1.0, 2.0, 2.0, 3.0, 3.0, -1.0, 0.0, -0.0]),
    "normal": rng.normal(5, 2, 40),
    "skewed": rng.lognormal(0, 1, 33),
    "far from zero": 1e8 + rng.normal(0, 1, 21),
}
for name, x in samples.items():
    put(f"summaries/{name}/x", x)
    statistics = [x.mean(), np.median(x), stats.trim_mean(x, 0.25), x.std(ddof=1)]
    put(f"summaries/{name}/statistics", statistics)
    put(f"summaries/{name}/ranks", [stats.rankdata(x), stats.rankdata(-x)])

# Bootstrap intervals from given resamples: [statistic][percentile, BCa][lower, upper].

functions = [np.mean, np.median, lambda x, axis: stats.trim_mean(x, 0.25, axis=axis)]
for name, level in [("normal", 0.95), ("skewed", 0.95), ("skewed", 0.8)]:
    x = samples[name]
    resampled = rng.choice(x, (499, len(x)))
    bounds = []
    for place, function in enumerate(functions):
        distribution = function(resampled, axis=-1)
        given = stats.bootstrap((x,), function, n_resamples=2, rng=1, method="percentile")
        given.bootstrap_distribution = distribution
        put(f"bootstrap/{name} {level}/distribution{place}", distribution)
        for method in ["percentile", "BCa"]:
            result = stats.bootstrap(
                (x,), function, n_resamples=0, bootstrap_result=given, confidence_level=level,
                method=method,
            )  # fmt: skip
            bounds.append(list(result.confidence_interval))
    put(f"bootstrap/{name} {level}/x", x)
    put(f"bootstrap/{name} {level}/level", level)
    put(f"bootstrap/{name} {level}/bounds", np.reshape(bounds, (3, 2, 2)))

# Draws.

M32, M64 = 2**32 - 1, 2**64 - 1


class Key:
    def __init__(self, cipher, stream):
        self.cipher, self.stream = cipher, stream & M64

    def child(self, kind, payload):
        state = self.cipher.to_bytes(8, "little") + self.stream.to_bytes(8, "little")
        digest = hashlib.sha256(b"assaykey\x01" + state + bytes([kind]) + payload).digest()
        return Key(int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little"))

    def long(self, i):
        w = [i // 2 & M32, i // 2 >> 32, self.stream & M32, self.stream >> 32]
        k = [self.cipher & M32, self.cipher >> 32]
        for _ in range(10):
            p0, p1 = w[0] * 0xD2511F53, w[2] * 0xCD9E8D57
            w = [(p1 >> 32) ^ w[1] ^ k[0], p1 & M32, (p0 >> 32) ^ w[3] ^ k[1], p0 & M32]
            k = [(k[0] + 0x9E3779B9) & M32, (k[1] + 0xBB67AE85) & M32]
        return w[0] | w[1] << 32 if i % 2 == 0 else w[2] | w[3] << 32

    def integer(self, bound, i):
        for attempt in itertools.count():
            product = Key(self.cipher, self.stream + attempt).long(i) * bound
            if product & M64 >= 2**64 % bound:
                return product >> 64


def draw(key, x, resamples):
    n = len(x)
    return np.array([[x[key.integer(n, r * n + i)] for i in range(n)] for r in range(resamples)])


root = Key(0, 0).child(0, (7).to_bytes(8, "little")).child(1, b"bootstrap")
strata = [samples["normal"][:7], samples["skewed"][:4], samples["three seeds"]]
resampled = draw(root, strata[0], 200)
put("draws/x", strata[0])
put("draws/statistics", [function(resampled, axis=-1) for function in functions])
resampled = np.hstack(
    [draw(root.child(2, s.to_bytes(8, "little")), strata[s], 200) for s in range(3)]
)
for s in range(3):
    put(f"draws/stratum{s}", strata[s])
put("draws/strata statistics", [function(resampled, axis=-1) for function in functions])

first, second = samples["normal"][:7], samples["normal"][7:14] + 0.9
means = draw(root, first - second, 2000).mean(axis=1)
put("paired/first", first)
put("paired/second", second)
put("paired/difference", (first - second).mean())
put("paired/p", min(1, 2 * (1 + min((means <= 0).sum(), (means >= 0).sum())) / 2001))
put("paired/bounds", np.percentile(means, [2.5, 97.5]))

# Wilcoxon: [zeros: wilcox, pratt][alternative: two-sided, greater, less].

steps = lambda n: rng.integers(-4, 6, n) / 4
pairs = {
    "five": (np.array([0.31, 0.42, 0.53, 0.64, 0.75]), np.array([0.3, 0.4, 0.5, 0.6, 0.7])),
    "one": (np.array([2.0]), np.array([1.0])),
    "twelve with ties and zeros": (steps(12), np.zeros(12)),
    "thirteen with ties": (np.append(steps(12), 0.25) + 0.125, np.zeros(13)),
    "ten with a zero": (rng.normal(0.4, 1, 10) * (np.arange(10) != 4), np.zeros(10)),
    "twenty-five": (rng.normal(0.3, 1, 25), rng.normal(0, 1, 25)),
    "twenty-six": (rng.normal(0.3, 1, 26), rng.normal(0, 1, 26)),
    "two hundred with ties and zeros": (steps(200), np.zeros(200)),
    "balanced": (np.array([1.0, -1, 2, -2, 3, -3]), np.zeros(6)),
}
for name, (first, second) in pairs.items():
    differences = first - second
    nonzero = differences[differences != 0]
    plain = len(np.unique(np.abs(nonzero))) == len(differences)
    exact, normal, z, sums = [], [], [], []
    for zeros, alternative in itertools.product(
        ["wilcox", "pratt"], ["two-sided", "greater", "less"]
    ):
        options = {"zero_method": zeros, "alternative": alternative}
        result = stats.wilcoxon(first, second, correction=True, method="asymptotic", **options)
        normal.append(result.pvalue)
        z.append(result.zstatistic)
        if plain:
            exact.append(stats.wilcoxon(first, second, method="exact", **options).pvalue)
        elif len(differences) <= 13:
            method = stats.PermutationMethod(n_resamples=2**13)
            exact.append(stats.wilcoxon(first, second, method=method, **options).pvalue)
        else:
            exact.append(np.nan)
        if alternative == "greater":
            # The statistic of one-sided tests is the positive rank sum.
            swapped = stats.wilcoxon(second, first, method="asymptotic", **options).statistic
            sums.append([result.statistic, swapped])
    put(f"wilcoxon/{name}/first", first)
    put(f"wilcoxon/{name}/second", second)
    put(f"wilcoxon/{name}/exact", exact)
    put(f"wilcoxon/{name}/normal", normal)
    put(f"wilcoxon/{name}/z", z)
    put(f"wilcoxon/{name}/sums", sums)

# Diebold-Mariano.


def moving(n, order):
    noise = rng.normal(0, 1, n + order)
    return np.convolve(noise, np.ones(order + 1), "valid")


alternating = np.tile([1.0, -1.0], 30) + 0.05 * rng.normal(0, 1, 60)
forecasts = {
    "one step": (rng.chisquare(1, 80), rng.chisquare(1, 80) * 1.3, 1),
    "six steps": (moving(120, 5) ** 2, moving(120, 5) ** 2, 6),
    "short": (rng.chisquare(1, 9), rng.chisquare(1, 9), 4),
    "day windows": (2 + moving(500, 23) / 10, 2.2 + moving(500, 23) / 10, 24),
    "alternating": (2 + alternating, np.full(60, 2.0), 2),
}
for name, (first, second, h) in forecasts.items():
    d, n = first - second, len(first)
    kernel = "uniform"
    for kernel in ["uniform", "bartlett"]:
        options = {"maxlags": h - 1, "kernel": kernel, "use_correction": False}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = OLS(d, np.ones(n)).fit(cov_type="HAC", cov_kwds=options)
        variance = fit.cov_params()[0, 0]
        if variance > 0:
            break
    dm = fit.params[0] / np.sqrt(variance) * np.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    t = stats.t(n - 1)
    put(f"diebold/{name}/first", first)
    put(f"diebold/{name}/second", second)
    put(f"diebold/{name}/horizon", h)
    put(f"diebold/{name}/bartlett", int(kernel == "bartlett"))
    put(f"diebold/{name}/numbers", [d.mean(), variance * n, dm])
    put(f"diebold/{name}/p", [2 * t.sf(abs(dm)), t.sf(dm), t.cdf(dm)])

# Friedman and what follows it.


def members(graph):
    """The largest cliques as rows of zeros and ones."""
    found = [clique for clique in networkx.find_cliques(graph) if len(clique) > 1]
    rows = [[int(method in clique) for method in range(len(graph))] for clique in found]
    return np.reshape(sorted(rows), (len(rows), len(graph)))


def graph(alike):
    result = networkx.Graph()
    result.add_nodes_from(range(len(alike)))
    result.add_edges_from((a, b) for a in range(len(alike)) for b in range(a) if alike[a, b])
    return result


tables = {
    "four methods": rng.normal(0, 1, (14, 4)) + np.array([0, 0.3, 0.8, 1.2]),
    "with ties": rng.integers(0, 4, (10, 5)).astype(float) + np.array([0, 0, 1, 1, 2]),
    "nine methods": rng.normal(0, 1, (20, 9)) + np.arange(9) / 4,
    "three rows": rng.normal(0, 1, (3, 3)),
}
for name, scores in tables.items():
    n, k = scores.shape
    chi, p = stats.friedmanchisquare(*scores.T)
    f = (n - 1) * chi / (n * (k - 1) - chi)
    ranks = np.array([stats.rankdata(row) for row in scores]).mean(axis=0)
    error = np.sqrt(k * (k + 1) / (12 * n))
    gaps = np.abs(ranks[:, None] - ranks)
    critical = [error * stats.studentized_range.ppf(1 - a, k, np.inf) for a in [0.05, 0.1]]
    put(f"friedman/{name}/scores", scores)
    put(f"friedman/{name}/ranks", ranks)
    put(f"friedman/{name}/tests", [chi, p, f, stats.f.sf(f, k - 1, (k - 1) * (n - 1))])
    put(f"friedman/{name}/critical", critical)
    put(f"friedman/{name}/nemenyi", stats.studentized_range.sf(gaps / error, k, np.inf))
    put(f"friedman/{name}/cliques", members(graph(gaps < critical[0])))
    pairs = list(itertools.combinations(range(k), 2))
    wilcoxon = [
        stats.wilcoxon(
            scores[:, a], scores[:, b],
            method="exact" if name != "with ties" else "asymptotic",
            correction=True, zero_method="wilcox",
        ).pvalue
        for a, b in pairs
    ]  # fmt: skip
    corrected = multipletests(wilcoxon, method="holm")[1]
    alike = np.ones((k, k), bool)
    for (a, b), value in zip(pairs, corrected):
        alike[a, b] = alike[b, a] = value > 0.05
    put(f"friedman/{name}/wilcoxon", wilcoxon)
    put(f"friedman/{name}/holm", corrected)
    put(f"friedman/{name}/holm cliques", members(graph(alike)))

for k, density in [(8, 0.5), (10, 0.7), (6, 0.0), (7, 1.0)]:
    alike = np.triu(rng.random((k, k)) < density, 1)
    alike |= alike.T
    put(f"cliques/{k} methods/alike", alike.astype(int))
    put(f"cliques/{k} methods/members", members(graph(alike)))

# The studentized range with infinitely many degrees of freedom: P(Q > q) [groups][q] and quantiles.

mpmath.mp.dps = 30
groups = [2, 3, 5, 12, 30]
points = [0.01, 0.5, 1.5, 3.0, 4.5, 8.0, 15.0]


def survival(q, k):
    def density(z):
        above = mpmath.ncdf(z) ** (k - 1) - (mpmath.ncdf(z) - mpmath.ncdf(z - q)) ** (k - 1)
        return k * mpmath.npdf(z) * above

    return float(mpmath.quad(density, np.linspace(-12, q + 12, 25).tolist()))


values = [[survival(mpmath.mpf(q), k) for q in points] for k in groups]
mpmath.mp.dps = 60  # for differences of powers far out
values = [
    [value if value > 1e-8 else survival(mpmath.mpf(q), k) for q, value in zip(points, row)]
    for k, row in zip(groups, values)
]
assert np.allclose(
    values, [[stats.studentized_range.sf(q, k, np.inf) for q in points] for k in groups], atol=1e-9
)
put("range/groups", groups)
put("range/points", points)
put("range/survival", values)
quantiles = [
    [stats.studentized_range.ppf(1 - a, k, np.inf) for k in range(2, 13)] for a in [0.05, 0.1]
]
put("range/quantiles", quantiles)

p_values = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 1.0, 0.0, 0.2]
put("holm/p", p_values)
put("holm/corrected", multipletests(p_values, method="holm")[1])

# The detectable difference: [runs, significance, power, difference for deviation 1].

mpmath.mp.dps = 20


def rejected(t, degrees, shift):
    """P(|Z + shift| > t W) for W² a chi-square number over its degrees of freedom, over the values of W."""
    half = mpmath.mpf(degrees) / 2
    constant = mpmath.log(2) + half * mpmath.log(half) - mpmath.loggamma(half)

    def density(w):
        tails = mpmath.ncdf(shift - t * w) + mpmath.ncdf(-shift - t * w)
        return tails * mpmath.exp(constant + (degrees - 1) * mpmath.log(w) - half * w * w)

    width = 1 / mpmath.sqrt(2 * degrees)
    places = {0, shift / t, *(shift / t + z / t for z in [-8, -3, 3, 8])}
    places |= {1 + z * width for z in range(-9, 13, 3)}
    return mpmath.quad(density, sorted(place for place in places if place >= 0))


rows = []
for runs, significance, power in [
    (2, 0.05, 0.8), (3, 0.05, 0.8), (5, 0.05, 0.8), (5, 0.01, 0.9), (10, 0.05, 0.8), (10, 0.05, 0.06),
    (30, 0.1, 0.5), (200, 0.05, 0.8), (5000, 0.05, 0.95), (2, 0.001, 0.8), (4, 0.001, 0.99),
]:  # fmt: skip
    t = stats.t.isf(significance / 2, runs - 1)
    start = max(0.1, t + stats.norm.ppf(power))
    shift = mpmath.findroot(
        lambda shift: rejected(t, runs - 1, shift) - power, (start, 1.1 * start), tol=1e-28
    )
    difference = float(shift / mpmath.sqrt(runs))
    theirs = TTestPower().power(difference, runs, significance)
    # statsmodels has no value for some of the greatest shifts.
    assert np.isnan(theirs) and significance == 0.001 or abs(theirs - power) < 1e-6
    rows.append([runs, significance, power, difference])
put("detectable", rows)

# Metrics of forecasts [window, step, channel].

windows, steps, channels, season = 11, 5, 3, 4
truth = rng.normal(0, 1, (windows, steps, channels)).astype(np.float32)
forecast = (truth + rng.normal(0.1, 0.5, truth.shape)).astype(np.float32)
truth[2, 1, 0] = forecast[2, 1, 0] = 0
truth[3, 2, 1] = 0
train = (rng.normal(0, 1, (30, channels)).cumsum(axis=0)).astype(np.float32)
w, s, c = np.meshgrid(*map(np.arange, truth.shape), indexing="ij")
table = pd.DataFrame(
    {
        "window": w.ravel(), "step": s.ravel(), "channel": c.ravel(),
        "y": truth.ravel().astype(float), "model": forecast.ravel().astype(float),
        "all": 0,
    }  # fmt: skip
)
past = pd.DataFrame(
    {
        "channel": np.repeat(np.arange(channels), len(train)),
        "ds": np.tile(np.arange(len(train)), channels),
        "y": train.T.ravel().astype(float),
    }
)


def scores(by):
    """Columns: mse, mae, smape, wape, mase."""
    values = {}
    for function in [losses.mse, losses.mae, losses.smape, losses.wape]:
        result = function(table, ["model"], id_col=by).sort_values(by)
        values[function.__name__] = result["model"].to_numpy()
    values["smape"] = 2 * values["smape"]  # theirs is halved
    # MASE by channel within each group, and the mean of those.
    mase = []
    for _, group in table.groupby(by):
        group = group.assign(ds=100 + np.arange(len(group)))
        result = losses.mase(
            group, ["model"], season, past, id_col="channel", target_col="y", time_col="ds"
        )
        mase.append(result["model"].mean())
    return np.stack([*values.values(), np.array(mase)], axis=1)


put("forecast/forecast", forecast)
put("forecast/truth", truth)
put("forecast/train", train)
put("forecast/season", season)
for by in ["all", "step", "channel"]:
    put(f"forecast/by {by}", scores(by))
put("forecast/windows", [losses.mse(table, ["model"], id_col="window")["model"],
                         losses.mae(table, ["model"], id_col="window")["model"]])  # fmt: skip
assert np.allclose(scores("all")[0, 0], metrics.mean_squared_error(truth.ravel(), forecast.ravel()))

# Metrics of predictions.

truth = rng.normal(3, 2, 60)
predicted = truth + rng.normal(0, 1, 60)
put("regression/truth", truth)
put("regression/predicted", predicted)
put(
    "regression/scores",
    [
        metrics.mean_squared_error(truth, predicted),
        metrics.mean_absolute_error(truth, predicted),
        metrics.r2_score(truth, predicted),
        metrics.root_mean_squared_error(truth, predicted),
    ],
)
labels = rng.integers(0, 2, 90)
scores = np.round(rng.normal(0, 1, 90) + labels, 1)
put("classification/positive", labels)
put("classification/scores", scores)
put("classification/area", metrics.roc_auc_score(labels, scores))
put("classification/accuracy", metrics.accuracy_score(labels, scores > 0.5))
first, second = np.round(rng.normal(0, 1, 12), 1), np.round(rng.normal(0.4, 1, 9), 1)
put("improvement/first", first)
put("improvement/second", second)
put("improvement/higher", stats.mannwhitneyu(first, second).statistic / (12 * 9))
file.close()
