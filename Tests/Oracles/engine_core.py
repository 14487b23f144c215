"""Writes Tests/Fixtures/engine_core.h5: arithmetic, functions of one number, activations, reductions, shaping, products.

Run with Python, torch 2.13.0+cpu, numpy 2.4.6 and h5py 3.16.0: `python engine_core.py`. engine_cases.py says what a
case holds. Names start with those of the engine's declarations.
"""

import torch
import torch.nn.functional as F

from engine_cases import Cases

cases = Cases("engine_core", 5)
case, drawn, positive = cases.case, cases.drawn, cases.positive

# Arithmetic.

case("add", [drawn(3, 19), drawn(3, 19)], lambda a, b: a + b)
case("add, repeated", [drawn(2, 3, 4), drawn(2, 3, 1)], lambda a, b: a + b)
case("add, numbers", [drawn(3, 5)], lambda x: 1.25 + (x + 0.5))
case("subtract", [drawn(3, 19), drawn(3, 19)], lambda a, b: a - b)
case("subtract, a row repeated", [drawn(2, 3, 5), drawn(5)], lambda a, b: a - b)
case("subtract, numbers", [drawn(3, 5)], lambda x: 1.25 - (x - 0.5))
case("multiply", [drawn(3, 19), drawn(3, 19)], lambda a, b: a * b)
case("multiply, both repeated", [drawn(3, 1, 4), drawn(2, 1)], lambda a, b: a * b)
case("multiply, numbers", [drawn(3, 5)], lambda x: -(1.25 * (x * 0.3)))
case("divide", [drawn(3, 19), positive(3, 19)], lambda a, b: a / b)
case("divide, repeated", [drawn(2, 3, 4), positive(2, 1, 4)], lambda a, b: a / b)
case("divide, numbers", [positive(3, 5)], lambda x: 1.25 / (x / 0.3))

# Functions of one number.

wide = [3 * drawn(5, 19)]
case("exp", wide, torch.exp)
case("log", [positive(3, 19)], torch.log)
case("squareRoot", [positive(3, 19)], torch.sqrt)
case("squared", wide, torch.square)
case("magnitude", wide, torch.abs)
case("sin", wide, torch.sin)
case("cos", wide, torch.cos)
case("clamped", wide, lambda x: x.clamp(-1.5, 2))
case("leakyReLU", wide, lambda x: F.leaky_relu(x, 0.2))
case("elu", wide, lambda x: F.elu(x, 1.5))
activations = {
    "identity": lambda x: x * 1,
    "relu": F.relu,
    "gelu": F.gelu,
    "silu": F.silu,
    "sigmoid": F.sigmoid,
    "tanh": F.tanh,
    "softplus": F.softplus,
}
for name, activation in activations.items():
    case(f"activated, {name}", wide, activation)
    case(f"linear, {name}", [drawn(7, 5), drawn(5, 11), drawn(11)],
         lambda x, w, b, activation=activation: activation(F.linear(x, w.T, b)))

# Reductions.

case("sum", [drawn(3, 19)], lambda x: x.sum())
case("sum, along the last axis", [drawn(2, 3, 19)], lambda x: x.sum(-1))
case("sum, along a middle axis, kept", [drawn(2, 9, 5)], lambda x: x.sum(1, keepdim=True))
case("mean", [drawn(3, 19)], lambda x: x.mean())
case("mean, along the last axis, kept", [drawn(2, 3, 19)], lambda x: x.mean(-1, keepdim=True))
case("mean, along a middle axis", [drawn(2, 9, 5)], lambda x: x.mean(1))
case("maximum", [drawn(2, 11, 3)], lambda x: x.amax(1))
case("maximum, along the last axis, kept", [drawn(4, 11)], lambda x: x.amax(-1, keepdim=True))
case("minimum", [drawn(2, 11, 3)], lambda x: x.amin(1))
case("minimum, along the last axis, kept", [drawn(4, 11)], lambda x: x.amin(-1, keepdim=True))
case("variance", [drawn(3, 19) + 2], lambda x: x.var(-1, correction=0))
case("variance, of a sample, along a middle axis, kept", [drawn(2, 9, 5)],
     lambda x: x.var(1, correction=1, keepdim=True))
case("cumulativeSum", [drawn(2, 11, 3)], lambda x: x.cumsum(1))

# Shaping.

case("reshaped", [drawn(2, 15)], lambda x: x.reshape(5, 6))
case("permuted", [drawn(2, 3, 4, 5)], lambda x: x.permute(2, 0, 3, 1))
case("transposed", [drawn(2, 3, 5)], lambda x: x.transpose(-1, -2))
case("sliced", [drawn(2, 7, 3)], lambda x: x[:, 2:6])
case("concatenated", [drawn(2, 3, 4), drawn(2, 1, 4)], lambda a, b: torch.cat([a, b, a], 1))
places = torch.tensor([[4, 0, 4], [2, 4, 1]])
case("gathered", [drawn(5, 3, 2)], lambda x: x[places])
case("scatterAdded", [drawn(2, 3, 4)],
     lambda x: torch.zeros(6, 4).index_add(0, places.reshape(-1), x.reshape(6, 4)))
mask = torch.tensor([[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 0, 0]])
case("chosen", [drawn(2, 3, 4), drawn(2, 3, 4)], lambda a, b: torch.where(mask != 0, a, b))
for engine, mode in [("zero", "constant"), ("replicate", "replicate"), ("circular", "circular")]:
    case(f"padded, {engine}", [drawn(2, 5, 3)], lambda x: F.pad(x.mT, (2, 3), mode=mode).mT)


def greatest(x):
    """Chosen from place 1; no gradient flows through."""
    return torch.zeros_like(x).scatter(-1, x[:, 1:].topk(3).indices + 1, 1.0) + 0 * x


case("greatestMask", [drawn(4, 11)], greatest)

# Products, and what is worked out from them row by row.

case("linear", [drawn(2, 3, 7), drawn(7, 5), drawn(5)], lambda x, w, b: F.linear(x, w.T, b))
case("linear, without bias", [drawn(6, 7), drawn(7, 5)], lambda x, w: x @ w)
case("matmul", [drawn(2, 3, 5, 7), drawn(2, 3, 7, 6)], lambda a, b: a @ b)
case("matmul, shared right", [drawn(3, 5, 7), drawn(7, 6)], lambda a, b: a @ b)
case("matmul, shared left", [drawn(5, 7), drawn(3, 7, 6)], lambda a, b: a @ b)
case("matmul, right transposed", [drawn(3, 5, 7), drawn(3, 6, 7)], lambda a, b: a @ b.mT)
case("softmax", [drawn(4, 19) * 4], lambda x: x.softmax(-1))
case("logSoftmax", [drawn(4, 19) * 4], lambda x: x.log_softmax(-1))

# Mixing of times, and series parted into season and trend.

case("mixed", [drawn(4, 7, 5), drawn(7, 3), drawn(3), drawn(4, 3, 5)],
     lambda x, w, b, r: F.gelu(F.linear(x.mT, w.T, b)).mT + r)


def decomposed(x):
    padded = torch.cat([x[:, :1]] * 2 + [x] + [x[:, -1:]] * 2, 1)
    trend = F.avg_pool1d(padded.mT, 5, 1).mT
    return torch.cat([x - trend, trend], 1)


case("decomposed", [drawn(2, 11, 9)], decomposed)

# Chains of affine maps.

case("perceptron", [drawn(5, 9, 4), drawn(4, 12), drawn(12), drawn(12, 3), drawn(3), drawn(5, 9, 3)],
     lambda x, w, b, v, c, r: F.linear(F.gelu(F.linear(x, w.T, b)), v.T, c) + r)
case("mixedPerceptron", [drawn(4, 7, 5), drawn(7, 6), drawn(6), drawn(6, 3), drawn(3), drawn(4, 3, 5)],
     lambda x, w, b, v, c, r: F.linear(F.relu(F.linear(x.mT, w.T, b)), v.T, c).tanh().mT + r)
