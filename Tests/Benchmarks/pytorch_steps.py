"""Prints the best time in milliseconds of a training step of PyTorch: python pytorch_steps.py NETWORK THREADS.

The same networks as NetworkBenchmarks.swift and EquationBenchmarks.swift, Float32 on the CPU: zero gradients, forward,
backward, Adam; the same batch each step. Tried with torch 2.13.0+cpu and torchdiffeq 0.2.5.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional


def mlp():
    model = nn.Sequential(
        nn.Linear(15, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 1))
    x, y = torch.randn(128, 15), torch.randn(128, 1)
    return model, lambda: functional.mse_loss(model(x), y)


class TSMixer(nn.Module):
    def __init__(self, look_back=512, channels=7, width=64, horizon=96, blocks=2, rate=0.1):
        super().__init__()
        self.scale, self.shift = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))
        self.rate = rate
        self.blocks = nn.ModuleList(
            nn.ModuleDict({
                "time_norm": nn.BatchNorm1d(look_back * channels),
                "time": nn.Linear(look_back, look_back),
                "feature_norm": nn.BatchNorm1d(look_back * channels),
                "wide": nn.Linear(channels, width),
                "narrow": nn.Linear(width, channels),
            })
            for _ in range(blocks))
        self.head = nn.Linear(look_back, horizon)

    def drop(self, x):
        return functional.dropout(x, self.rate, self.training)

    def forward(self, x):
        mean = x.mean(1, keepdim=True).detach()
        deviation = (x.var(1, keepdim=True, unbiased=False) + 1e-5).sqrt().detach()
        x = (x - mean) / deviation * self.scale + self.shift
        for block in self.blocks:
            h = block["time_norm"](x.flatten(1)).view_as(x).transpose(1, 2)
            x = x + self.drop(functional.relu(block["time"](h))).transpose(1, 2)
            h = block["feature_norm"](x.flatten(1)).view_as(x)
            x = x + self.drop(block["narrow"](self.drop(functional.relu(block["wide"](h)))))
        y = self.head(x.transpose(1, 2)).transpose(1, 2)
        return (y - self.shift) / (self.scale + 1e-10) * deviation + mean


def tsmixer():
    model = TSMixer()
    x, y = torch.randn(32, 512, 7), torch.randn(32, 96, 7)
    return model, lambda: functional.mse_loss(model(x), y)


class LSTM(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.head = nn.LSTM(5, 64, 2, batch_first=True), nn.Linear(64, 1)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


def lstm():
    model = LSTM()
    x, y = torch.randn(64, 100, 5), torch.randn(64, 1)
    return model, lambda: functional.mse_loss(model(x), y)


class Rate(nn.Module):
    """dy/dt of the differential equation."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(32, 64), nn.Tanh(), nn.Linear(64, 32))

    def forward(self, t, y):
        return self.layers(y)


def equation(solve):
    model = Rate()
    x, y, times = torch.randn(64, 32), torch.randn(64, 32), torch.tensor([0.0, 1.0])
    return model, lambda: functional.mse_loss(
        solve(model, x, times, rtol=1e-3, atol=1e-4, method="dopri5")[-1], y)


def ode_direct():
    import torchdiffeq

    return equation(torchdiffeq.odeint)


def ode_adjoint():
    import torchdiffeq

    return equation(torchdiffeq.odeint_adjoint)


def best_step(model, loss):
    # The weights stand still where a step's work would change with them.
    rate = 0.0 if isinstance(model, Rate) else 1e-3
    optimiser = torch.optim.Adam(model.parameters(), rate, fused=True)

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss().backward()
        optimiser.step()

    for _ in range(3):
        step()
    start = time.perf_counter()
    step()
    calls = max(1, int(0.05 / (time.perf_counter() - start)))
    best = float("inf")
    for _ in range(15):
        start = time.perf_counter()
        for _ in range(calls):
            step()
        best = min(best, (time.perf_counter() - start) / calls)
    return best * 1e3


torch.manual_seed(0)
torch.set_num_threads(int(sys.argv[2]))
networks = {
    "mlp": mlp, "lstm": lstm, "tsmixer": tsmixer, "ode-direct": ode_direct, "ode-adjoint": ode_adjoint}
print(best_step(*networks[sys.argv[1]]()))
