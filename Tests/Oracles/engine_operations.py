"""Writes Tests/Fixtures/engine_operations.h5: operations over time and places, and layers.

Run with Python, torch 2.13.0+cpu, numpy 2.4.6 and h5py 3.16.0: `python engine_operations.py`. engine_cases.py says what
a case holds. Names start with those of the engine's declarations.
"""

import torch
import torch.nn.functional as F

from engine_cases import Cases, kernel_first, same, swapped

cases = Cases("engine_operations", 3)
case, drawn, write = cases.case, cases.drawn, cases.write

# Normalisations.

case("layerNorm", [drawn(3, 4, 9) + 2, drawn(9), drawn(9)], lambda x, w, b: F.layer_norm(x, (9,), w, b))
case("rmsNorm", [drawn(3, 4, 9), drawn(9)], lambda x, w: F.rms_norm(x, (9,), w, eps=1e-5))
case("batchNorm", [drawn(3, 7, 5) + 1, drawn(5), drawn(5)],
     lambda x, w, b: F.batch_norm(x.mT, None, None, w, b, training=True).mT)

# Over time.

case("convolved", [drawn(2, 11, 3), drawn(3, 3, 4), drawn(4)],
     lambda x, w, b: F.conv1d(x.mT, w.permute(2, 1, 0), b).mT)
case("convolved, strided, dilated, grouped", [drawn(2, 15, 4), drawn(3, 2, 6), drawn(6)],
     lambda x, w, b: F.conv1d(x.mT, w.permute(2, 1, 0), b, stride=2, dilation=3, groups=2, padding=2).mT)
case("convolved, circular", [drawn(2, 9, 3), drawn(3, 3, 5)],
     lambda x, w: F.conv1d(F.pad(x.mT, (1, 1), mode="circular"), w.permute(2, 1, 0)).mT)
case("averagePooled", [drawn(2, 11, 3)], lambda x: F.avg_pool1d(x.mT, 3, 2).mT)
case("maximumPooled", [drawn(2, 11, 3)], lambda x: F.max_pool1d(x.mT, 3, 2).mT)


def moving_average(x, size):
    padded = F.pad(x.mT, ((size - 1) // 2, size // 2), mode="replicate")
    return F.avg_pool1d(padded, size, 1).mT


case("movingAverage", [drawn(2, 11, 3)], lambda x: moving_average(x, 5))
case("movingAverage, of an even number", [drawn(2, 11, 3)], lambda x: moving_average(x, 4))


def recurrent(network, x, weights, states, reverse):
    """Over [time, batch, input], with the engine's layout of weights."""
    weights = [w.T if w.ndim == 2 else w for w in weights]
    steps, *last = network(x.flip(0) if reverse else x, states, weights, True, 1, 0.0, False, False, False)
    return steps.flip(0) if reverse else steps, last[-1]


def lstm(x, w, r, b, c, h0, c0, reverse=False):
    steps, cell = recurrent(torch.lstm, x, (w, r, b, c), (h0[None], c0[None]), reverse)
    return torch.cat([steps, cell])


def gru(x, w, r, b, c, h0, reverse=False):
    return recurrent(torch.gru, x, (w, r, b, c), h0[None], reverse)[0]


for reverse in [False, True]:
    way = ", reversed" if reverse else ""
    case(f"lstm{way}",
         [drawn(5, 3, 4), drawn(4, 20) / 2, drawn(5, 20) / 2, drawn(20), drawn(20), drawn(3, 5), drawn(3, 5)],
         lambda *operands: lstm(*operands, reverse=reverse))
    case(f"gru{way}",
         [drawn(5, 3, 4), drawn(4, 15) / 2, drawn(5, 15) / 2, drawn(15), drawn(15), drawn(3, 5)],
         lambda *operands: gru(*operands, reverse=reverse))

# Attention.


def attention(q, k, v, heads, **options):
    def split(x):
        return x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)
    y = F.scaled_dot_product_attention(split(q), split(k), split(v), **options).transpose(1, 2)
    return y.reshape(*y.shape[:2], -1)


seen = torch.tensor([[1, 1, 0, 1, 1, 0], [0, 1, 1, 1, 0, 1]]) != 0
case("attention", [drawn(2, 5, 6), drawn(2, 7, 6), drawn(2, 7, 4)],
     lambda q, k, v: attention(q, k, v, 2))
case("attention, causal", [drawn(2, 6, 6), drawn(2, 6, 6), drawn(2, 6, 6)],
     lambda q, k, v: attention(q, k, v, 3, is_causal=True))
case("attention, padded", [drawn(2, 5, 6), drawn(2, 6, 6), drawn(2, 6, 6)],
     lambda q, k, v: attention(q, k, v, 2, attn_mask=seen[:, None, None, :]))

# Spectrum.

case("transform, real", [drawn(3, 12)], lambda x: torch.fft.rfft(x).real)
case("transform, imaginary", [drawn(3, 11)], lambda x: torch.fft.rfft(x).imag)
case("inverse", [drawn(3, 7), drawn(3, 7)],
     lambda a, b: torch.fft.irfft(torch.complex(a, b), n=12))
case("inverse, of an odd length", [drawn(3, 6), drawn(3, 6)],
     lambda a, b: torch.fft.irfft(torch.complex(a, b), n=11))


def strongest(x, count):
    spectrum = torch.fft.rfft(x)
    size = spectrum.abs()
    size[..., 0] = 0
    least = size.topk(count).values[..., -1:]
    return torch.fft.irfft(torch.where(size >= least, spectrum, torch.zeros_like(spectrum)), n=x.shape[-1])


case("strongest", [drawn(4, 24)], lambda x: strongest(x, 3))

# Layers.

places = torch.tensor([[4, 0, 4], [2, 4, 1]])
linear = torch.nn.Linear(7, 5)
case("Linear", [drawn(2, 3, 7)], lambda x: F.gelu(linear(x)),
     [("weight", linear.weight, swapped), ("bias", linear.bias, same)])
embedding = torch.nn.Embedding(5, 4)
case("Embedding", [], lambda: embedding(places), [("weight", embedding.weight, same)])
convolution = torch.nn.Conv1d(4, 6, 3, dilation=2, groups=2, padding=2, padding_mode="replicate")
case("Conv1d", [drawn(2, 9, 4)], lambda x: convolution(x.mT).mT,
     [("weight", convolution.weight, kernel_first), ("bias", convolution.bias, same)])


def shaken(layer):
    """A normalisation with other scales and biases than its first ones."""
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter += drawn(*parameter.shape)
    return layer


for name, shape in [("LayerNorm", (7,)), ("LayerNorm, joint", (4, 3))]:
    layer_norm = shaken(torch.nn.LayerNorm(shape))
    case(name, [drawn(5, *shape)], layer_norm,
         [("weight", layer_norm.weight, same), ("bias", layer_norm.bias, same)])
rms_norm = shaken(torch.nn.RMSNorm(7, eps=1e-5))
case("RMSNorm", [drawn(3, 7)], rms_norm, [("weight", rms_norm.weight, same)])


def batch_norm_cases(name, size, layout, combine, *operands):
    """A case in training, which moves the running statistics, and one in evaluation."""
    layer = shaken(torch.nn.BatchNorm1d(size))
    parameters = [("weight", layer.weight, layout), ("bias", layer.bias, layout)]
    case(name, [operands[0]], lambda x: combine(layer, x), parameters)
    state = [("runningMean", layer.running_mean, layout), ("runningVariance", layer.running_var, layout)]
    for key, tensor, _ in state:
        write(f"{name}/state/{key}", layout(tensor))
    layer.eval()
    case(f"{name}, evaluation", [operands[1]], lambda x: combine(layer, x),
         [(key, tensor.detach(), layout) for key, tensor, layout in parameters + state])


batch_norm_cases("BatchNorm1d", 3, same, lambda layer, x: layer(x.mT).mT,
                 drawn(4, 6, 3) * 2 + 1, drawn(4, 6, 3))
batch_norm_cases("BatchNorm1d, joint", 12, lambda x: x.reshape(4, 3),
                 lambda layer, x: layer(x.reshape(-1, 12)).reshape(x.shape), drawn(5, 4, 3) + 1, drawn(5, 4, 3))

multi = torch.nn.MultiheadAttention(6, 2, batch_first=True)
with torch.no_grad():
    multi.in_proj_bias += drawn(18)
    multi.out_proj.bias += drawn(6)
later = torch.ones(6, 6, dtype=torch.bool).triu(1)


def attended(x):
    result, weights = multi(x, x, x, key_padding_mask=~torch.cat([seen[:1], seen[:1]]), attn_mask=later,
                            average_attn_weights=False)
    write("MultiHeadAttention/attentionWeights", weights)
    return result


def part(i):
    return lambda x: x[6 * i:6 * i + 6].T if x.ndim == 2 else x[6 * i:6 * i + 6]


names = []
for i, key in enumerate(["query", "key", "value"]):
    names += [(f"{key}.weight", multi.in_proj_weight, part(i)), (f"{key}.bias", multi.in_proj_bias, part(i))]
names += [("output.weight", multi.out_proj.weight, swapped), ("output.bias", multi.out_proj.bias, same)]
case("MultiHeadAttention", [drawn(2, 6, 6)], attended, names)

revin_weight = drawn(3).add(2).requires_grad_()
revin_bias = drawn(3).requires_grad_()


def revin(x):
    mean = x.mean(1, keepdim=True).detach()
    deviation = (x.var(1, keepdim=True, unbiased=False) + 1e-5).sqrt().detach()
    y = torch.tanh((x - mean) / deviation * revin_weight + revin_bias)
    return (y - revin_bias) / (revin_weight + 1e-10) * deviation + mean


case("RevIN", [drawn(2, 8, 3) * 3 + 4], revin, [("weight", revin_weight, same), ("bias", revin_bias, same)])


def parted(season, trend):
    return torch.cat([season, trend], 2)


def seasonal(x):
    season = strongest(x.mT, 2).mT
    return parted(season, x - season)


case("Decomposition, movingAverage", [drawn(2, 12, 3)],
     lambda x: parted(x - moving_average(x, 5), moving_average(x, 5)))
case("Decomposition, strongestFrequencies", [drawn(2, 12, 3)], seasonal)
first, last = torch.nn.Linear(5, 8), torch.nn.Linear(8, 2)
sequence = torch.nn.Sequential(first, torch.nn.SiLU(), torch.nn.LayerNorm(8, elementwise_affine=False), last)
case("Sequential", [drawn(6, 5)], lambda x: sequence(x) * 2,
     [(f"{key}.{name}", tensor, layout) for key, layer in [("first", first), ("last", last)]
      for name, tensor, layout in [("weight", layer.weight, swapped), ("bias", layer.bias, same)]])
