"""Prints the best time in milliseconds of a training step of PyTorch, and the megabytes by which the process grew at
its largest from before the network was made: python pytorch_steps.py NETWORK THREADS.

The same networks as NetworkBenchmarks.swift and EquationBenchmarks.swift, Float32 on the CPU: zero gradients, forward,
backward, Adam; the same batch each step. Tried with torch 2.13.0+cpu and torchdiffeq 0.2.5.
"""

import resource
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


class Mixing(nn.Module):
    """Season from fine to coarse, trend from coarse to fine, and a feed-forward network on their sum."""

    def __init__(self, lengths, width, hidden):
        super().__init__()
        def mixer(i, o):
            return nn.Sequential(nn.Linear(i, o), nn.GELU(), nn.Linear(o, o))
        pairs = list(zip(lengths, lengths[1:]))
        self.down = nn.ModuleList([mixer(fine, coarse) for fine, coarse in pairs])
        self.up = nn.ModuleList([mixer(coarse, fine) for fine, coarse in pairs])
        self.out = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))

    @staticmethod
    def trend(x, size=25):
        ends = (size - 1) // 2
        padded = torch.cat([x[:, :1].repeat(1, ends, 1), x, x[:, -1:].repeat(1, ends, 1)], 1)
        return functional.avg_pool1d(padded.transpose(1, 2), size, 1).transpose(1, 2)

    def forward(self, scales):
        trends = [self.trend(x) for x in scales]
        seasons = [(x - t).transpose(1, 2) for x, t in zip(scales, trends)]
        trends = [t.transpose(1, 2) for t in trends]
        for i, mixer in enumerate(self.down):
            seasons[i + 1] = seasons[i + 1] + mixer(seasons[i])
        for i, mixer in reversed(list(enumerate(self.up))):
            trends[i] = trends[i] + mixer(trends[i + 1])
        return [x + self.out((s + t).transpose(1, 2)) for x, s, t in zip(scales, seasons, trends)]


class TimeMixer(nn.Module):
    def __init__(self, channels=7, width=16, hidden=32, horizon=96):
        super().__init__()
        self.lengths = [96, 48, 24, 12]
        self.token = nn.Conv1d(1, width, 3, padding=1, padding_mode="circular", bias=False)
        self.marks = nn.Linear(4, width, bias=False)
        self.scale = nn.ParameterList([torch.ones(channels) for _ in self.lengths])
        self.shift = nn.ParameterList([torch.zeros(channels) for _ in self.lengths])
        self.layers = nn.ModuleList([Mixing(self.lengths, width, hidden) for _ in range(2)])
        self.predictors = nn.ModuleList([nn.Linear(length, horizon) for length in self.lengths])
        self.projection = nn.Linear(width, 1)

    def forward(self, x, marks):
        batch, _, channels = x.shape
        hidden, moments = [], None
        for i in range(len(self.lengths)):
            if i > 0:
                x = functional.avg_pool1d(x.transpose(1, 2), 2).transpose(1, 2)
                marks = marks[:, ::2]
            mean = x.mean(1, keepdim=True).detach()
            deviation = (x.var(1, keepdim=True, unbiased=False) + 1e-5).sqrt().detach()
            moments = moments or (mean, deviation)
            z = (x - mean) / deviation * self.scale[i] + self.shift[i]
            z = self.token(z.transpose(1, 2).reshape(batch * channels, 1, -1)).transpose(1, 2)
            z = z + self.marks(marks.repeat_interleave(channels, 0))
            hidden.append(functional.dropout(z, 0.1, self.training))
        for layer in self.layers:
            hidden = layer(hidden)
        forecast = sum(
            self.projection(predict(h.transpose(1, 2)).transpose(1, 2)).reshape(batch, channels, -1)
            for predict, h in zip(self.predictors, hidden)).transpose(1, 2)
        mean, deviation = moments
        return (forecast - self.shift[0]) / (self.scale[0] + 1e-10) * deviation + mean


def timemixer():
    model = TimeMixer()
    x, marks, y = torch.randn(128, 96, 7), torch.rand(128, 96, 4) - 0.5, torch.randn(128, 96, 7)
    return model, lambda: functional.mse_loss(model(x, marks), y)


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


def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6


before = resident()
networks = {
    "mlp": mlp, "lstm": lstm, "tsmixer": tsmixer, "timemixer": timemixer, "ode-direct": ode_direct,
    "ode-adjoint": ode_adjoint}
best = best_step(*networks[sys.argv[1]]())
print(best, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6 - before)
