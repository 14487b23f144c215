"""Writes ../Fixtures/models_forecasting.h5: forecasting networks written anew in PyTorch from their papers and the
notes on their code (TimeMixer, arXiv:2405.14616; TSMixer, arXiv:2303.06053; DLinear and NLinear, arXiv:2205.13504;
RLinear, arXiv:2305.10721; an LSTM that reads and one that writes), with given weights.

For every case: inputs, every weight, the forecast in training without dropout, the loss Σ forecast · weights, and the
gradient of every weight; and how many multiply–adds of weights PyTorch counts for one window, with TimeMixer's
projection applied before its predictors, as Sources/Models does. Weights have the names and layouts of Sources/Models.
Tried with torch 2.13.0+cpu, h5py 3.16.0 and numpy 2.4.6: python -P models_forecasting.py (-P, for the statistics.py
beside this file is not Python's module of that name).
"""

import pathlib

import h5py
import torch
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

torch.manual_seed(20260201)
torch.set_default_dtype(torch.float64)
LOOK_BACK, HORIZON, CHANNELS, BATCH, WIDTH, HIDDEN = 24, 6, 3, 4, 4, 5


class Weights(dict):
    """Named weights, made when first asked for and rounded to Float32."""

    def get(self, name, *shape, around=0.0, scale=0.4):
        if name not in self:
            drawn = (torch.randn(*shape) * scale + around).float().double()
            self[name] = drawn.requires_grad_()
        return self[name]

    def linear(self, x, name, input, output, bias=True):
        y = x @ self.get(name + ".weight", input, output)
        return y + self.get(name + ".bias", output) if bias else y

    def along_time(self, x, name, input, output):
        return self.linear(x.transpose(1, 2), name, input, output).transpose(1, 2)


class RevIN:
    def __init__(self, w, name, x, channels=CHANNELS):
        self.mean = x.mean(1, keepdim=True).detach()
        self.deviation = (x.var(1, keepdim=True, unbiased=False) + 1e-5).sqrt().detach()
        self.scale = w.get(name + ".weight", channels, around=1.0, scale=0.1)
        self.shift = w.get(name + ".bias", channels, scale=0.1)
        self.normalised = (x - self.mean) / self.deviation * self.scale + self.shift

    def restored(self, y):
        return (y - self.shift) / (self.scale + 1e-10) * self.deviation + self.mean


def moving_average(x, size):
    before = (size - 1) // 2
    padded = torch.cat([x[:, :1]] * before + [x] + [x[:, -1:]] * (size - 1 - before), 1)
    return padded.unfold(1, size, 1).mean(-1)


def strongest(x, count):
    spectrum = torch.fft.rfft(x, dim=1)
    strength = spectrum.abs().clone()
    strength[:, 0] = -1
    kept = torch.zeros_like(strength).scatter_(1, strength.topk(count, dim=1).indices, 1.0)
    return torch.fft.irfft(spectrum * kept, n=x.shape[1], dim=1)


def ring_convolution(x, weight, stride=1):
    """x [batch, time, channel], weight [kernel, input, output]."""
    padded = torch.cat([x[:, -1:], x, x[:, :1]], 1).transpose(1, 2)
    return functional.conv1d(padded, weight.permute(2, 1, 0), stride=stride).transpose(1, 2)


def timemixer(w, x, marks, future, independent=True, down="average", parting="average",
              uses_future=False, normalised=True, narrow_first=False):
    lengths, batch = [LOOK_BACK, LOOK_BACK // 2, LOOK_BACK // 4], x.shape[0]
    scales = [x]
    for length in lengths[1:]:
        last = scales[-1].transpose(1, 2)
        if down == "average":
            scales.append(functional.avg_pool1d(last, 2).transpose(1, 2))
        elif down == "maximum":
            scales.append(functional.max_pool1d(last, 2).transpose(1, 2))
        else:
            kernel = w.get("narrowing.weight", 3, CHANNELS, CHANNELS)
            scales.append(ring_convolution(scales[-1], kernel, 2)[:, :length])
    channels = 1 if independent else CHANNELS
    token = w.get("embedding.token.weight", 3, channels, WIDTH)

    def part(y):
        if parting == "average":
            trend = moving_average(y, 5)
            return y - trend, trend
        season = strongest(y, 2)
        return season, y - season

    def times(m):
        return w.linear(m, "embedding.times", 4, WIDTH, bias=False)

    hidden, trends, outer = [], [], None
    for i, y in enumerate(scales):
        if normalised:
            reversible = RevIN(w, f"reversible.{i}", y)
            outer = outer or reversible
            y = reversible.normalised
        if independent:
            y = y.transpose(1, 2).reshape(batch * CHANNELS, -1, 1)
        else:
            trends.append(moving_average(y, 5))
            y = y - trends[-1]
        y = ring_convolution(y, token)
        sampled = times(marks[:, :: 2**i])
        hidden.append(y + (sampled.repeat_interleave(CHANNELS, 0) if independent else sampled))

    def mapping(y, name, input, output):
        y = functional.gelu(w.along_time(y, name + ".first", input, output))
        return w.along_time(y, name + ".second", output, output)

    for layer in range(2):
        name = f"layers.{layer}"

        def feed(y):
            y = functional.gelu(w.linear(y, name + ".wide", WIDTH, HIDDEN))
            return w.linear(y, name + ".narrow", HIDDEN, WIDTH)

        seasons, parts = map(list, zip(*[part(y) for y in hidden]))
        if not independent:
            seasons, parts = [feed(y) for y in seasons], [feed(y) for y in parts]
        for i in range(2):
            seasons[i + 1] = seasons[i + 1] + mapping(
                seasons[i], f"{name}.down.{i}", lengths[i], lengths[i + 1])
        for i in (1, 0):
            parts[i] = parts[i] + mapping(
                parts[i + 1], f"{name}.up.{i}", lengths[i + 1], lengths[i])
        sums = [s + t for s, t in zip(seasons, parts)]
        hidden = [h + feed(s) for h, s in zip(hidden, sums)] if independent else sums

    forecast = 0
    known = times(future) if uses_future else None
    if narrow_first and uses_future:
        known = known @ w["projection.weight"]
    for i, h in enumerate(hidden):
        if narrow_first:  # Counts what is multiplied; biases are left out.
            y = (h @ w["projection.weight"]).transpose(1, 2) @ w[f"predictors.{i}.weight"]
            if not independent:
                line = trends[i].transpose(1, 2) @ w[f"trendWithin.{i}.weight"]
                line @ w[f"trendAhead.{i}.weight"]
            continue
        y = w.along_time(h, f"predictors.{i}", lengths[i], HORIZON)
        if uses_future:
            y = y + (known.repeat_interleave(CHANNELS, 0) if independent else known)
        y = w.linear(y, "projection", WIDTH, channels)
        if independent:
            y = y.reshape(batch, CHANNELS, HORIZON).transpose(1, 2)
        else:
            line = w.along_time(trends[i], f"trendWithin.{i}", lengths[i], lengths[i])
            y = y + w.along_time(line, f"trendAhead.{i}", lengths[i], HORIZON)
        forecast = forecast + y
    if narrow_first:
        return None
    return outer.restored(forecast) if normalised else forecast


def tsmixer(w, x, marks, future, layer=False):
    def norm(y, name):
        flat = y.flatten(1)
        axes = 1 if layer else 0
        mean = flat.mean(axes, keepdim=True)
        variance = flat.var(axes, keepdim=True, unbiased=False)
        shape = (LOOK_BACK, CHANNELS)
        scale = w.get(name + ".weight", *shape, around=1.0, scale=0.1)
        shift = w.get(name + ".bias", *shape, scale=0.1)
        return ((flat - mean) / (variance + 1e-3).sqrt()).view_as(y) * scale + shift

    reversible = RevIN(w, "reversible", x)
    y = reversible.normalised
    for i in range(2):
        name = f"blocks.{i}"
        y = y + w.along_time(norm(y, name + ".timeNorm"), name + ".time", LOOK_BACK, LOOK_BACK).relu()
        wide = w.linear(norm(y, name + ".featureNorm"), name + ".wide", CHANNELS, HIDDEN).relu()
        y = y + w.linear(wide, name + ".narrow", HIDDEN, CHANNELS)
    return reversible.restored(w.along_time(y, "head", LOOK_BACK, HORIZON))


def dlinear(w, x, marks, future):
    trend = moving_average(x, 5)
    return w.along_time(x - trend, "season", LOOK_BACK, HORIZON) + w.along_time(
        trend, "trend", LOOK_BACK, HORIZON)


def nlinear(w, x, marks, future):
    return w.along_time(x - x[:, -1:], "line", LOOK_BACK, HORIZON) + x[:, -1:]


def rlinear(w, x, marks, future):
    reversible = RevIN(w, "reversible", x)
    return reversible.restored(w.along_time(reversible.normalised, "line", LOOK_BACK, HORIZON))


def sequence(w, x, marks, future):
    def lstm(name, y, state):
        steps = []
        h, c = state
        for t in range(y.shape[1]):
            gates = (
                y[:, t] @ w.get(f"{name}.0.weight", y.shape[2], 4 * HIDDEN)
                + h @ w.get(f"{name}.0.recurrent_weight", HIDDEN, 4 * HIDDEN)
                + w.get(f"{name}.0.bias", 4 * HIDDEN) + w.get(f"{name}.0.recurrent_bias", 4 * HIDDEN))
            i, f, g, o = gates.chunk(4, 1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            steps.append(h)
        return torch.stack(steps, 1), (h, c)

    reversible = RevIN(w, "reversible", x)
    zeros = torch.zeros(x.shape[0], HIDDEN)
    _, state = lstm("reader", torch.cat([reversible.normalised, marks], 2), (zeros, zeros))
    places = (torch.arange(HORIZON).float() / HORIZON - 0.5).double()
    ahead = places[None, :, None].expand(x.shape[0], -1, 1)
    steps, _ = lstm("writer", torch.cat([ahead, future], 2), state)
    return reversible.restored(w.linear(steps, "head", HIDDEN, CHANNELS))


CASES = {
    "timemixer": lambda *a, **o: timemixer(*a, **o),
    "timemixer, frequencies and future marks":
        lambda *a, **o: timemixer(*a, parting="frequencies", uses_future=True, **o),
    "timemixer, plain, maximum": lambda *a, **o: timemixer(
        *a, down="maximum", normalised=False, **o),
    "timemixer, together": lambda *a, **o: timemixer(*a, independent=False, **o),
    "timemixer, together, convolution, future marks":
        lambda *a, **o: timemixer(
            *a, independent=False, down="convolution", uses_future=True, **o),
    "tsmixer": tsmixer,
    "tsmixer, layer": lambda *a: tsmixer(*a, layer=True),
    "dlinear": dlinear,
    "nlinear": nlinear,
    "rlinear": rlinear,
    "sequence": sequence,
}

path = pathlib.Path(__file__).parent.parent / "Fixtures" / "models_forecasting.h5"
with h5py.File(path, "w") as file:
    def write(name, tensor):
        file.create_dataset(name, data=tensor.detach().float().numpy(), track_times=False)

    x = torch.randn(BATCH, LOOK_BACK, CHANNELS).cumsum(1).float().double()
    marks = (torch.rand(BATCH, LOOK_BACK, 4) - 0.5).float().double()
    future = (torch.rand(BATCH, HORIZON, 4) - 0.5).float().double()
    objective = (torch.rand(BATCH, HORIZON, CHANNELS) + 0.5).float().double()
    for name, tensor in [("x", x), ("marks", marks), ("future", future), ("objective", objective)]:
        write(name, tensor)
    for name, network in CASES.items():
        weights = Weights()
        forecast = network(weights, x, marks, future)
        (forecast * objective).sum().backward()
        write(f"{name}/forecast", forecast)
        for key, value in weights.items():
            write(f"{name}/weights/{key}", value)
            write(f"{name}/gradients/{key}", torch.zeros_like(value) if value.grad is None else value.grad)
        options = {"narrow_first": True} if name.startswith("timemixer") else {}
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            network(weights, x[:1], marks[:1], future[:1], **options)
        file.create_dataset(
            f"{name}/multiply_adds", data=[counter.get_total_flops() // 2], track_times=False)
