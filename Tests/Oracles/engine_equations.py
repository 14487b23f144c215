"""Writes Tests/Fixtures/engine_equations.h5: differential equations as torchdiffeq solves them, with gradients.

    python Tests/Oracles/engine_equations.py

The dynamics are dy/dt = W2·tanh(W1·[y, t] + b1) + b2 - decay·y, with or without t. A group for each case: `settings`
(method 0 dopri5, 1 rk4, 2 euler; tolerances; step size, 0 for none; decay; whether t enters), `times`, the initial
state `y0`, `weight1` … `bias2` (weights as [input, output]), the trajectory `states` [time, batch, width], `counts`
(evaluations forwards; steps taken; steps rejected; evaluations backwards by the adjoint method, and with the
seminorm), the `seeds` that weight the states in a loss, and the gradients of that loss under `direct`, `adjoint` and
`seminorm`: by the initial state and by the four parameters.

torchdiffeq lets a gradient flow through its choice of the first step size, but not through the later ones. Here no
step size gets a gradient, so that `direct` is the derivative of the steps taken. Its adjoint method means to leave the
gradient by the time out unless asked, yet works it out and lets its size steer the steps; the time is detached here.

Versions: torch 2.13.0+cpu, torchdiffeq 0.2.5, numpy 2.4.6, h5py 3.16.0.
"""

from pathlib import Path

import h5py
import numpy as np
import torch
import torchdiffeq
from torch import nn
from torchdiffeq._impl import rk_common

versions = (torch.__version__, torchdiffeq.__version__, np.__version__, h5py.__version__)
assert versions == ("2.13.0+cpu", "0.2.5", "2.4.6", "3.16.0"), versions
torch.set_num_threads(1)
torch.manual_seed(11)
rk_common._select_initial_step = torch.no_grad()(rk_common._select_initial_step)

METHODS = ["dopri5", "rk4", "euler"]
BATCH, WIDTH, HIDDEN = 5, 3, 8


class Rate(nn.Module):
    def __init__(self, with_time, decay, scale):
        super().__init__()
        self.first = nn.Linear(WIDTH + with_time, HIDDEN)
        self.second = nn.Linear(HIDDEN, WIDTH)
        self.with_time, self.decay = with_time, decay
        self.evaluations = self.tried = self.rejected = 0
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.mul_(scale)

    def forward(self, t, y):
        self.evaluations += 1
        x = torch.cat([y, t.detach().to(y.dtype).expand(len(y), 1)], 1) if self.with_time else y
        return self.second(torch.tanh(self.first(x))) - self.decay * y

    def callback_step(self, t, y, dt):
        self.tried += 1

    def callback_reject_step(self, t, y, dt):
        self.rejected += 1


# Name, method, relative and absolute tolerance, step size, times, with t, decay, scale of the weights.
CASES = [
    ("dopri5", 0, 1e-3, 1e-4, 0, [0, 1], False, 0, 2),
    ("dopri5, many times", 0, 1e-4, 1e-5, 0, [-1, -0.9, 0, 0.01, 0.02, 1.5, 4], True, 0, 2),
    ("dopri5, backwards", 0, 1e-3, 1e-4, 0, [2, 1.2, 0.5, -0.3], True, 0, 2),
    ("dopri5, tight", 0, 1e-6, 1e-6, 0, [0, 0.5, 1.5], True, 0, 2),
    ("dopri5, rejections", 0, 1e-4, 1e-6, 0, [0, 1, 3], True, 20, 8),
    ("dopri5, rejections backwards", 0, 1e-3, 1e-5, 0, [3, 2.9, 0], True, -20, 8),
    ("rk4", 1, 1, 1, 0, [0, 0.3, 0.5, 1], True, 0, 2),
    ("rk4, steps", 1, 1, 1, 0.15, [0, 0.4, 1], True, 0, 2),
    ("rk4, steps backwards", 1, 1, 1, 0.25, [1, 0.2, 0.1, -1], True, 0, 2),
    ("euler", 2, 1, 1, 0, [0, 0.1, 0.25, 0.3], True, 0, 2),
    ("euler, steps", 2, 1, 1, 0.1, [0, 0.33, 1], False, 0, 2),
]
path = Path(__file__).resolve().parent.parent / "Fixtures" / "engine_equations.h5"
with h5py.File(path, "w", libver=("v108", "v110")) as file:
    for name, method, relative, absolute, step, times, with_time, decay, scale in CASES:
        group = file.create_group(name)

        def put(place, data):
            data = data.detach().numpy() if isinstance(data, torch.Tensor) else np.asarray(data)
            group.create_dataset(place, data=data, track_times=False)

        rate = Rate(with_time, decay, scale)
        y0 = torch.randn(BATCH, WIDTH, requires_grad=True)
        seeds = torch.rand(len(times), BATCH, WIDTH) + 0.5
        t = torch.tensor(times, dtype=torch.float64)
        options = {"step_size": step} if step else {}
        common = dict(rtol=relative, atol=absolute, method=METHODS[method], options=options)

        def gradients(place, solve, **further):
            rate.evaluations = rate.tried = rate.rejected = 0
            y0.grad = None
            rate.zero_grad()
            states = solve(rate, y0, t, **common, **further)
            counts = [rate.evaluations, rate.tried - rate.rejected, rate.rejected]
            rate.evaluations = 0
            (seeds * states).sum().backward()
            put(f"{place}/y0", y0.grad)
            for key, parameter in parameters.items():
                put(f"{place}/{key}", parameter.grad.T)
            return states, counts, rate.evaluations

        parameters = {
            "weight1": rate.first.weight,
            "bias1": rate.first.bias,
            "weight2": rate.second.weight,
            "bias2": rate.second.bias,
        }
        states, counts, _ = gradients("direct", torchdiffeq.odeint)
        _, again, backwards = gradients("adjoint", torchdiffeq.odeint_adjoint)
        assert counts == again
        _, _, semi = gradients(
            "seminorm", torchdiffeq.odeint_adjoint, adjoint_options={**options, "norm": "seminorm"})
        print(name, counts, backwards, semi)
        put("settings", np.array([method, relative, absolute, step, decay, with_time], np.float64))
        put("times", np.array(times, np.float64))
        put("y0", y0)
        for key, parameter in parameters.items():
            put(key, parameter.T)
        put("states", states)
        put("seeds", seeds)
        put("counts", np.array(counts + [backwards, semi], np.int64))
