"""Writes Tests/Fixtures/engine_trajectories.h5: ten training steps of four networks, as PyTorch takes them.

    python Tests/Oracles/engine_trajectories.py

A group for each network: data of ten batches, `initial/…` and `final/…` with all numbers of the network under the
engine's names and in its layout (matrices [input, output], gates i, f, g, o), and `losses`, each taken before its step.

Versions: torch 2.13.0+cpu, numpy 2.4.6, h5py 3.16.0.
"""

from pathlib import Path

import h5py
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

assert (torch.__version__, np.__version__, h5py.__version__) == ("2.13.0+cpu", "2.4.6", "3.16.0")
torch.set_num_threads(1)
torch.manual_seed(11)

STEPS = 10
target = Path(__file__).resolve().parent.parent / "Fixtures" / "engine_trajectories.h5"
file = h5py.File(target, "w", libver=("v108", "v110"))


def put(path, data):
    data = np.ascontiguousarray(data.detach() if isinstance(data, torch.Tensor) else data)
    options = {"compression": "gzip", "shuffle": True} if data.nbytes > 4000 else {}
    file.create_dataset(path, data=data, track_times=False, **options)


def turned(tensor):
    """A matrix as the engine has it, [input, output]; vectors as they are."""
    return tensor.T if tensor.ndim == 2 else tensor


def linear(name, layer):
    """A linear layer under the engine's names."""
    return {f"{name}.weight": turned(layer.weight), f"{name}.bias": layer.bias}


def norm(name, layer):
    """A normalisation, with running statistics where it has them."""
    parts = {f"{name}.weight": layer.weight, f"{name}.bias": layer.bias}
    if isinstance(layer, nn.BatchNorm1d):
        parts |= {f"{name}.runningMean": layer.running_mean, f"{name}.runningVariance": layer.running_var}
    return parts


def train(name, network, named, batches, loss, optimiser, schedule=None, clipping=None):
    """Takes the steps, and keeps losses and numbers; `named` gives the network's numbers as the engine names them."""
    for key, value in named().items():
        put(f"{name}/initial/{key}", value)
    losses, norms = [], []
    for batch in batches:
        optimiser.zero_grad()
        value = loss(network, *batch)
        value.backward()
        if clipping:
            norms.append(nn.utils.clip_grad_norm_(network.parameters(), clipping))
        optimiser.step()
        if schedule:
            schedule.step()
        losses.append(value.item())
    assert all(norm > clipping for norm in norms)
    put(f"{name}/losses", np.float32(losses))
    for key, value in named().items():
        put(f"{name}/final/{key}", value)
    print(name, losses)


# A perceptron with Adam.

perceptron = nn.Sequential(
    nn.Linear(6, 32), nn.GELU(), nn.Linear(32, 16), nn.Tanh(), nn.Linear(16, 2))
x, y = torch.randn(STEPS, 24, 6), torch.randn(STEPS, 24, 2)
put("mlp/x", x)
put("mlp/y", y)
train(
    "mlp",
    perceptron,
    lambda: linear("first", perceptron[0]) | linear("second", perceptron[2]) | linear("third", perceptron[4]),
    zip(x, y),
    lambda network, x, y: F.mse_loss(network(x), y),
    torch.optim.Adam(perceptron.parameters(), 0.01),
)


# Two layers of LSTM and a head on the last step, with AdamW and clipping that always acts.


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(4, 16, 2, batch_first=True)
        self.head = nn.Linear(16, 1)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])

    def named(self):
        names = {
            "weight_ih": "weight", "weight_hh": "recurrent_weight", "bias_ih": "bias", "bias_hh": "recurrent_bias"}
        return {
            f"lstm.{layer}.{name}": turned(getattr(self.lstm, f"{part}_l{layer}"))
            for layer in range(2)
            for part, name in names.items()
        } | linear("head", self.head)


recurrent = Recurrent()
x, y = torch.randn(STEPS, 8, 20, 4), torch.randn(STEPS, 8, 1)
put("lstm/x", x)
put("lstm/y", y)
train(
    "lstm",
    recurrent,
    recurrent.named,
    zip(x, y),
    lambda network, x, y: F.mse_loss(network(x), y),
    torch.optim.AdamW(recurrent.parameters(), 0.005, weight_decay=0.1),
    clipping=0.1,
)


# Mixing over time and over channels between reversible normalisations, with SGD in one cycle.

LENGTH, CHANNELS, HORIZON = 24, 5, 8


class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        # Numbers as a trained normalisation might have them: ones and zeros would hide mistakes.
        self.scale = nn.Parameter(1 + 0.1 * torch.randn(CHANNELS))
        self.shift = nn.Parameter(0.1 * torch.randn(CHANNELS))
        self.time_norm = nn.BatchNorm1d(LENGTH * CHANNELS)
        self.time = nn.Linear(LENGTH, LENGTH)
        self.channel_norm = nn.BatchNorm1d(LENGTH * CHANNELS)
        self.wide = nn.Linear(CHANNELS, 12)
        self.narrow = nn.Linear(12, CHANNELS)
        self.head = nn.Linear(LENGTH, HORIZON)

    def forward(self, x):
        mean = x.mean(1, keepdim=True).detach()
        deviation = (x.var(1, keepdim=True, unbiased=False) + 1e-5).sqrt().detach()
        x = (x - mean) / deviation * self.scale + self.shift
        mixed = self.time_norm(x.flatten(1)).view_as(x).transpose(1, 2)
        x = x + F.relu(self.time(mixed)).transpose(1, 2)
        mixed = self.channel_norm(x.flatten(1)).view_as(x)
        x = x + self.narrow(F.relu(self.wide(mixed)))
        y = self.head(x.transpose(1, 2)).transpose(1, 2)
        return (y - self.shift) / (self.scale + 1e-10) * deviation + mean

    def named(self):
        return (
            {"reversible.weight": self.scale, "reversible.bias": self.shift}
            | norm("timeNorm", self.time_norm)
            | linear("time", self.time)
            | norm("channelNorm", self.channel_norm)
            | linear("wide", self.wide)
            | linear("narrow", self.narrow)
            | linear("head", self.head)
        )


mixer = Mixer()
series = torch.randn(STEPS, 16, LENGTH + HORIZON, CHANNELS).cumsum(2)
x, y = series[:, :, :LENGTH], series[:, :, LENGTH:]
put("mixer/x", x)
put("mixer/y", y)
descent = torch.optim.SGD(mixer.parameters(), 1, momentum=0.9)
train(
    "mixer",
    mixer,
    mixer.named,
    zip(x, y),
    lambda network, x, y: F.mse_loss(network(x), y),
    descent,
    torch.optim.lr_scheduler.OneCycleLR(descent, 0.02, total_steps=STEPS + 1),
)


# A classifier of sentences by attention, with cross-entropy and RMSprop.


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 12)
        self.attention = nn.MultiheadAttention(12, 3, batch_first=True)
        self.norm = nn.LayerNorm(12)
        self.head = nn.Linear(12, 4)

    def forward(self, tokens):
        x = self.embedding(tokens)
        x = self.norm(x + self.attention(x, x, x, need_weights=False)[0])
        return self.head(x.mean(1))

    def named(self):
        weights, biases = self.attention.in_proj_weight.chunk(3), self.attention.in_proj_bias.chunk(3)
        projections = {}
        for part, weight, bias in zip(("query", "key", "value"), weights, biases):
            projections |= {f"attention.{part}.weight": turned(weight), f"attention.{part}.bias": bias}
        return (
            {"embedding.weight": self.embedding.weight}
            | projections
            | linear("attention.output", self.attention.out_proj)
            | norm("norm", self.norm)
            | linear("head", self.head)
        )


classifier = Classifier()
tokens = torch.randint(0, 20, (STEPS, 16, 9))
labels = torch.randint(0, 4, (STEPS, 16))
put("attention/tokens", tokens.int())
put("attention/labels", labels.int())
# The gradient of the keys' bias is zero but for rounding. A large epsilon keeps that from being blown up to steps.
train(
    "attention",
    classifier,
    classifier.named,
    zip(tokens, labels),
    lambda network, tokens, labels: F.cross_entropy(network(tokens), labels),
    torch.optim.RMSprop(classifier.parameters(), 0.003, eps=1e-4),
)
file.close()
