"""Writes Tests/Fixtures/engine_optimisers.h5: PyTorch's losses, optimisers and schedules.

    python Tests/Oracles/engine_optimisers.py

Losses: values, and gradients at every operand. Optimisers: two parameters over 20 steps with given
gradients. Schedules: whole trajectories. Lookahead and the moving average are written out here around
PyTorch's optimisers, as PyTorch has none.

Versions: torch 2.13.0+cpu, numpy 2.4.6, h5py 3.16.0.
"""

from pathlib import Path

import h5py
import numpy as np
import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler as schedulers

assert (torch.__version__, np.__version__, h5py.__version__) == ("2.13.0+cpu", "2.4.6", "3.16.0")
torch.set_num_threads(1)
torch.manual_seed(7)

STEPS = 20
target = Path(__file__).resolve().parent.parent / "Fixtures" / "engine_optimisers.h5"
file = h5py.File(target, "w", track_order=False)


def put(path, data):
    data = np.asarray(data.detach() if isinstance(data, torch.Tensor) else data)
    # Chunks of small datasets take more room than they save.
    options = {"compression": "gzip", "shuffle": True} if data.nbytes > 4000 else {}
    file.create_dataset(path, data=data, track_times=False, **options)


# Losses.


def loss(name, function, *operands, **constants):
    """Keeps operands, value and gradients; constants are handed to the function and kept as they are."""
    operands = [operand.clone().requires_grad_() for operand in operands]
    value = function(*operands, **constants)
    value.backward()
    put(f"losses/{name}/value", value)
    for i, operand in enumerate(operands):
        put(f"losses/{name}/operand{i}", operand)
        put(f"losses/{name}/gradient{i}", operand.grad)
    for key, constant in constants.items():
        put(f"losses/{name}/{key}", constant)


def log_cosh(x, t):
    d = (x - t).double()
    return (d + F.softplus(-2 * d) - np.log(2)).mean().float()


def quantile(x, t):
    return torch.maximum(0.8 * (t - x), -0.2 * (t - x)).mean()


def divergence(mean, log):
    return (-0.5 * (1 + log - mean.square() - log.exp()).sum(-1)).mean()


def contrastive(q, k):
    return F.cross_entropy(q @ k.T / 0.2, torch.arange(len(q)))


def sampled(own, others):
    scores = torch.cat([own[:, None], others], 1)
    return F.cross_entropy(scores, torch.zeros(len(own), dtype=torch.long))


shape = (4, 9)
x, t = 2 * torch.randn(shape), torch.randn(shape)
loss("meanSquaredError", F.mse_loss, x, t)
loss("meanAbsoluteError", F.l1_loss, x, t)
loss("huberLoss", lambda x, t: F.huber_loss(x, t, delta=0.7), x, t)
loss("logCoshLoss", log_cosh, x * torch.logspace(-4, 1.5, 9), 0.01 * t)
loss("quantileLoss", quantile, x, t)
loss("marginRankingLoss", lambda x, y: F.margin_ranking_loss(x, y, torch.ones(shape), 0.5), x, t)
loss("bayesianRankingLoss", lambda x, y: -F.logsigmoid(x - y).mean(), 3 * x, t)
steep = 8 * torch.randn(shape)
share = torch.rand(shape)
loss("binaryCrossEntropy", lambda x, t: F.binary_cross_entropy_with_logits(x, t), steep, t=share)
loss(
    "binaryCrossEntropy, weighted",
    lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=torch.tensor(3.5)),
    steep,
    t=share.round(),
)
logits = 3 * torch.randn(11, 5)
labels = torch.randint(0, 5, (11,), dtype=torch.int32)
weights = 0.2 + torch.rand(5)
loss("crossEntropy", lambda x, y: F.cross_entropy(x, y.long()), logits, y=labels)
loss(
    "crossEntropy, smoothed",
    lambda x, y: F.cross_entropy(x, y.long(), label_smoothing=0.1),
    logits,
    y=labels,
)
loss(
    "crossEntropy, smoothed and weighted",
    lambda x, y, w: F.cross_entropy(x, y.long(), weight=w, label_smoothing=0.1),
    logits,
    y=labels,
    w=weights,
)
loss("divergenceFromNormal", divergence, torch.randn(shape), torch.randn(shape))
loss("contrastiveLoss", contrastive, 0.5 * torch.randn(6, 4), 0.5 * torch.randn(6, 4))
loss("sampledSoftmaxLoss", sampled, torch.randn(6), torch.randn(6, 7))
loss("squarePenalty", lambda a, b: 0.03 * (a.square().sum() + b.square().sum()), x, logits)
loss("absolutePenalty", lambda a, b: 0.03 * (a.abs().sum() + b.abs().sum()), x, logits)

# Optimisers.

shapes = [(3, 4), (5,)]
first = [torch.randn(s) for s in shapes]
gradients = [torch.randn(STEPS, *s) * torch.logspace(-3, 1, STEPS)[torch.randperm(STEPS)].reshape(
    -1, *[1] * len(s)) for s in shapes]
for i in range(2):
    put(f"optimisers/first{i}", first[i])
    put(f"optimisers/gradients{i}", gradients[i])


def trajectory(name, make, before=None, after=None):
    """Keeps both parameters after every step; `before` sees them with gradients, `after` when moved."""
    parameters = [p.clone().requires_grad_() for p in first]
    optimiser = make(parameters)
    path = [[], []]
    for step in range(STEPS):
        for p, g in zip(parameters, gradients):
            p.grad = g[step].clone()
        if before:
            before(parameters)
        optimiser.step()
        with torch.no_grad():
            shown = after(parameters, step) if after else parameters
        for i in range(2):
            path[i].append(shown[i].detach().clone())
    for i in range(2):
        put(f"optimisers/{name}/path{i}", torch.stack(path[i]))


O = torch.optim
trajectory("SGD", lambda p: O.SGD(p, 0.05))
trajectory("SGD, decay", lambda p: O.SGD(p, 0.05, weight_decay=0.1))
trajectory("SGD, momentum", lambda p: O.SGD(p, 0.05, momentum=0.9, weight_decay=0.1))
trajectory("SGD, nesterov", lambda p: O.SGD(p, 0.05, momentum=0.9, nesterov=True))
trajectory("Adam", lambda p: O.Adam(p, 0.01))
trajectory("Adam, decay", lambda p: O.Adam(p, 0.01, betas=(0.8, 0.99), eps=1e-3, weight_decay=0.1))
trajectory("Adam, decoupled decay", lambda p: O.AdamW(p, 0.01, weight_decay=0.1))
trajectory("RMSprop", lambda p: O.RMSprop(p, 0.01))
trajectory("RMSprop, momentum", lambda p: O.RMSprop(p, 0.01, alpha=0.9, momentum=0.8, weight_decay=0.1))
trajectory("Adagrad", lambda p: O.Adagrad(p, 0.1))
trajectory(
    "Adagrad, decay",
    lambda p: O.Adagrad(p, 0.1, lr_decay=0.05, weight_decay=0.1, initial_accumulator_value=0.2),
)

slow = [p.clone() for p in first]


def look_ahead(parameters, step):
    if step % 3 == 2:
        for s, p in zip(slow, parameters):
            s.lerp_(p, 0.4)
            p.copy_(s)
    return parameters


trajectory("Lookahead", lambda p: O.Adam(p, 0.01), after=look_ahead)

norms = []
trajectory(
    "clipped by norm",
    lambda p: O.SGD(p, 0.05),
    before=lambda p: norms.append(torch.nn.utils.clip_grad_norm_(p, 1.5)),
)
put("optimisers/clipped by norm/norms", torch.stack(norms))
trajectory(
    "clipped by value",
    lambda p: O.SGD(p, 0.05),
    before=lambda p: torch.nn.utils.clip_grad_value_(p, 0.3),
)

averages = [p.clone() for p in first]
update = torch.optim.swa_utils.get_ema_multi_avg_fn(0.9)


def average(parameters, step):
    update(averages, parameters, step)
    return averages


trajectory("MovingAverage", lambda p: O.SGD(p, 0.05), after=average)

cycling = []


def one_cycle(p):
    optimiser = O.Adam(p, 0.01)
    schedule = schedulers.OneCycleLR(optimiser, 0.05, total_steps=STEPS + 1)
    cycling.append(schedule)
    return optimiser


trajectory("Adam, in one cycle", one_cycle, after=lambda p, step: (cycling[0].step(), p)[1])

# Schedules.


def schedule(name, steps, make, momentum=False):
    """Keeps the rate at every step, from 0 on."""
    optimiser = O.SGD([torch.zeros(1, requires_grad=True)], 0.3, momentum=0.9)
    scheduler = make(optimiser)
    rates, momenta = [], []
    for _ in range(steps):
        rates.append(optimiser.param_groups[0]["lr"])
        momenta.append(optimiser.param_groups[0]["momentum"])
        optimiser.step()
        scheduler.step()
    put(f"schedules/{name}/rates", np.float64(rates))
    if momentum:
        put(f"schedules/{name}/momenta", np.float64(momenta))


schedule("ConstantRate", 10, lambda o: schedulers.LambdaLR(o, lambda _: 1))
schedule("StepRate", 40, lambda o: schedulers.StepLR(o, 7, 0.4))
schedule("ExponentialRate", 40, lambda o: schedulers.ExponentialLR(o, 0.93))
schedule("CosineRate", 31, lambda o: schedulers.CosineAnnealingLR(o, 30, 0.01))
schedule("WarmRestarts", 60, lambda o: schedulers.CosineAnnealingWarmRestarts(o, 7, 1, 0.01))
schedule("WarmRestarts, growing", 100, lambda o: schedulers.CosineAnnealingWarmRestarts(o, 5, 2, 0.01))
schedule("OneCycle", 50, lambda o: schedulers.OneCycleLR(o, 0.7, total_steps=51), momentum=True)
schedule(
    "OneCycle, other constants",
    40,
    lambda o: schedulers.OneCycleLR(
        o, 0.7, total_steps=41, pct_start=0.45, div_factor=10, final_div_factor=50,
        base_momentum=0.7, max_momentum=0.99),
    momentum=True,
)
schedule(
    "WarmUp",
    36,
    lambda o: schedulers.SequentialLR(
        o,
        [
            schedulers.LinearLR(o, 0.2, 1, 5),
            schedulers.CosineAnnealingLR(o, 30),
        ],
        [5],
    ),
)


def plateau(name, measures, **options):
    optimiser = O.SGD([torch.zeros(1, requires_grad=True)], 0.3)
    scheduler = schedulers.ReduceLROnPlateau(optimiser, **options)
    rates = []
    for measure in measures:
        scheduler.step(measure)
        rates.append(optimiser.param_groups[0]["lr"])
    put(f"plateaus/{name}/measures", np.float64(measures))
    put(f"plateaus/{name}/rates", np.float64(rates))


generator = np.random.Generator(np.random.PCG64(3))
measures = np.exp(-0.1 * np.arange(60)) + 0.1 * generator.random(60)
plateau("Plateau", measures, patience=2)
plateau("Plateau, cooling", measures, patience=1, factor=0.5, cooldown=3, threshold=0.05, min_lr=0.004)
plateau("Plateau, not a number", [1, 0.9, np.nan, np.nan, np.nan, 0.8, np.inf, np.inf, 0.7], patience=1)

file.close()
