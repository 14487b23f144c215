"""Writes Tests/Fixtures/weights_flat.h5 and weights_groups.h5: the numbers of one small network as users of h5py store
them.

    python Tests/Oracles/weights.py

Flat: whole names in the root, float64, packed; `norm.bias` is a link to `encoder.0.bias`. Groups: a group for each part
of a name, float32 in big-endian order. The numbers are n/8 for n = 0, 1, 2, …, through the network in the order of NAMES.

Versions: numpy 2.4.6, h5py 3.16.0.
"""

from pathlib import Path

import h5py
import numpy as np

assert (np.__version__, h5py.__version__) == ("2.4.6", "3.16.0")

NAMES = {
    "encoder.0.weight": (3, 2),
    "encoder.0.bias": (2,),
    "norm.weight": (2,),
    "norm.bias": (2,),
    "norm.runningMean": (2,),
    "norm.runningVariance": (2,),
    "scale": (),
}
folder = Path(__file__).resolve().parent.parent / "Fixtures"
state, start = {}, 0
for name, shape in NAMES.items():
    count = int(np.prod(shape))
    state[name] = (np.arange(start, start + count) / 8).reshape(shape)
    start += count
with h5py.File(folder / "weights_flat.h5", "w", libver=("v108", "v110")) as file:
    for name, numbers in state.items():
        if name == "norm.bias":
            file[name] = h5py.SoftLink("/encoder.0.bias")
        elif numbers.ndim:
            file.create_dataset(name, data=numbers, compression="gzip", shuffle=True, track_times=False)
        else:
            file.create_dataset(name, data=numbers, track_times=False)
with h5py.File(folder / "weights_groups.h5", "w", libver=("v108", "v110")) as file:
    for name, numbers in state.items():
        file.create_dataset(name.replace(".", "/"), data=numbers.astype(">f4"), track_times=False)
