"""Writes Tests/Fixtures/engine_recurrent.h5: LSTM and GRU stacks as PyTorch works them out, with gradients.

Needs torch 2.13.0 (CPU), numpy 2.4.6, h5py 3.16.0. A group for each case: `settings` (kind 0 LSTM or 1 GRU, input,
hidden, layers, directions), `input`, `output`, `hidden`, (`cell`,) what the outputs are weighted with (`weights/…`),
the gradient of the weighted sum by the input (`input_gradient`), and the parameters and their gradients one after
another: layer by layer, forwards before backwards, weights transposed to [input, gates * hidden]. Inputs, weights and
parameters are Float32 numbers; PyTorch works in Float64, and what it gives is rounded once.
"""
import pathlib

import h5py
import numpy as np
import torch

assert torch.__version__ == "2.13.0+cpu" and np.__version__ == "2.4.6" and h5py.__version__ == "3.16.0"
torch.set_num_threads(1)
torch.manual_seed(20)
torch.set_default_dtype(torch.float64)

# Name, kind, batch, time, input, hidden, layers, directions.
CASES = [
    ("LSTM", 0, 3, 7, 5, 6, 1, 1),
    ("LSTM, stacked", 0, 4, 9, 3, 8, 3, 1),
    ("LSTM, both ways", 0, 2, 5, 4, 5, 1, 2),
    ("LSTM, stacked, both ways", 0, 5, 30, 3, 7, 2, 2),
    ("LSTM, one of each", 0, 1, 1, 1, 1, 1, 1),
    ("GRU", 1, 3, 7, 5, 6, 1, 1),
    ("GRU, stacked", 1, 4, 9, 3, 8, 3, 1),
    ("GRU, both ways", 1, 2, 5, 4, 5, 1, 2),
    ("GRU, stacked, both ways", 1, 5, 30, 3, 7, 2, 2),
    ("GRU, one of each", 1, 1, 1, 1, 1, 1, 1),
]
path = pathlib.Path(__file__).parent.parent / "Fixtures" / "engine_recurrent.h5"
with h5py.File(path, "w", libver=("v108", "v110")) as file:
    for name, kind, batch, time, width, hidden, layers, directions in CASES:
        group = file.create_group(name)

        def put(place, tensor):
            array = tensor.detach().float().numpy() if isinstance(tensor, torch.Tensor) else np.asarray(tensor)
            packing = {"compression": "gzip"} if array.size > 200 else {}
            group.create_dataset(place, data=array, track_times=False, **packing)

        network = (torch.nn.GRU if kind else torch.nn.LSTM)(
            width, hidden, layers, batch_first=True, bidirectional=directions == 2)
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.copy_(parameter.float())
        x = torch.randn(batch, time, width).float().double().requires_grad_()
        output, last = network(x)
        results = {"output": output, "hidden": last} if kind else {"output": output, "hidden": last[0], "cell": last[1]}
        weights = {key: (torch.rand_like(value) + 0.5).float().double() for key, value in results.items()}
        sum(((weights[key] * value).sum() for key, value in results.items()), torch.zeros(())).backward()
        put("settings", np.array([kind, width, hidden, layers, directions], dtype=np.int64))
        put("input", x)
        put("input_gradient", x.grad)
        for key, value in results.items():
            put(key, value)
            put(f"weights/{key}", weights[key])
        parameters = [
            getattr(network, f"{part}_l{layer}{'_reverse' if direction else ''}")
            for layer in range(layers)
            for direction in range(directions)
            for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        ]

        def flat(tensors):
            return np.concatenate([tensor.detach().float().numpy().T.reshape(-1) for tensor in tensors])

        put("parameters", flat(parameters))
        put("parameter_gradients", flat([parameter.grad for parameter in parameters]))
