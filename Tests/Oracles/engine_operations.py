"""Writes Tests/Fixtures/engine_operations.h5, the reference values of OperationOracleTests.

Run with Python, torch 2.13.0+cpu, numpy 2.4.6 and h5py 3.16.0: `python engine_operations.py`.

Each case holds its operands (`in0`, ...), the result (`out`), the weights of the sum of its elements that is
differentiated (`weights`), the operands' gradients (`grad0`, ...) and, for layers, parameters and their
gradients (`parameter/...`, `parameterGradient/...`) in the engine's layout. Everything in Float32, one thread.
"""

import pathlib

import h5py
import numpy
import torch
import torch.nn.functional as F

assert torch.__version__ == "2.13.0+cpu", torch.__version__
assert numpy.__version__ == "2.4.6", numpy.__version__
assert h5py.__version__ == "3.16.0", h5py.__version__
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
torch.manual_seed(3)
generator = numpy.random.Generator(numpy.random.PCG64(3))
path = pathlib.Path(__file__).parent.parent / "Fixtures" / "engine_operations.h5"
file = h5py.File(path, "w", libver="latest")


def drawn(*shape):
    return torch.from_numpy(generator.standard_normal(shape).astype(numpy.float32))


def write(name, tensor):
    # Small as they are, compressed datasets would take more room than they save.
    file.create_dataset(name, data=numpy.ascontiguousarray(tensor.detach().numpy()))


def case(name, operands, combine, parameters=()):
    """`parameters`: (name, tensor, how its layout becomes the engine's)."""
    operands = [x.clone().requires_grad_() for x in operands]
    out = combine(*operands)
    weights = torch.from_numpy(generator.uniform(0.5, 1.5, tuple(out.shape)).astype(numpy.float32))
    (out * weights).sum().backward()
    write(f"{name}/out", out)
    write(f"{name}/weights", weights)
    for i, x in enumerate(operands):
        write(f"{name}/in{i}", x)
        write(f"{name}/grad{i}", x.grad)
    for key, tensor, layout in parameters:
        write(f"{name}/parameter/{key}", layout(tensor))
        if tensor.grad is not None:
            write(f"{name}/parameterGradient/{key}", layout(tensor.grad))


def same(x):
    return x


def swapped(x):
    return x.T


def kernel_first(x):
    """[output, input, kernel] as [kernel, input, output]."""
    return x.permute(2, 1, 0)


case("softmax", [drawn(4, 19) * 4], lambda x: x.softmax(-1))
case("log-softmax", [drawn(4, 19) * 4], lambda x: x.log_softmax(-1))
case("matmul", [drawn(2, 3, 5, 7), drawn(2, 3, 7, 6)], lambda a, b: a @ b)
case("matmul, shared right", [drawn(3, 5, 7), drawn(7, 6)], lambda a, b: a @ b)
case("matmul, shared left", [drawn(5, 7), drawn(3, 7, 6)], lambda a, b: a @ b)
case("matmul, right transposed", [drawn(3, 5, 7), drawn(3, 6, 7)], lambda a, b: a @ b.mT)
case("layer norm", [drawn(3, 4, 9) + 2, drawn(9), drawn(9)], lambda x, w, b: F.layer_norm(x, (9,), w, b))
case("rms norm", [drawn(3, 4, 9), drawn(9)], lambda x, w: F.rms_norm(x, (9,), w, eps=1e-5))
case("batch norm", [drawn(3, 7, 5) + 1, drawn(5), drawn(5)],
     lambda x, w, b: F.batch_norm(x.mT, None, None, w, b, training=True).mT)
places = torch.tensor([[4, 0, 4], [2, 4, 1]])
case("gather", [drawn(5, 3, 2)], lambda x: x[places])
case("scatter-add", [drawn(2, 3, 4)],
     lambda x: torch.zeros(6, 4).index_add(0, places.reshape(-1), x.reshape(6, 4)))
mask = torch.tensor([[1, 0, 1, 1], [0, 0, 1, 0], [1, 1, 0, 0]])
case("where", [drawn(2, 3, 4), drawn(2, 3, 4)], lambda a, b: torch.where(mask != 0, a, b))
for mode in ["constant", "replicate", "circular"]:
    case(f"pad, {mode}", [drawn(2, 5, 3)], lambda x: F.pad(x.mT, (2, 3), mode=mode).mT)
case("convolution", [drawn(2, 11, 3), drawn(3, 3, 4), drawn(4)],
     lambda x, w, b: F.conv1d(x.mT, w.permute(2, 1, 0), b).mT)
case("convolution, strided, dilated, grouped", [drawn(2, 15, 4), drawn(3, 2, 6), drawn(6)],
     lambda x, w, b: F.conv1d(x.mT, w.permute(2, 1, 0), b, stride=2, dilation=3, groups=2, padding=2).mT)
case("convolution, circular", [drawn(2, 9, 3), drawn(3, 3, 5)],
     lambda x, w: F.conv1d(F.pad(x.mT, (1, 1), mode="circular"), w.permute(2, 1, 0)).mT)
case("average pool", [drawn(2, 11, 3)], lambda x: F.avg_pool1d(x.mT, 3, 2).mT)
case("maximum pool", [drawn(2, 11, 3)], lambda x: F.max_pool1d(x.mT, 3, 2).mT)
case("moving average", [drawn(2, 11, 3)],
     lambda x: F.avg_pool1d(F.pad(x.mT, (2, 2), mode="replicate"), 5, 1).mT)
case("cumulative sum", [drawn(2, 11, 3)], lambda x: x.cumsum(1))
case("maximum", [drawn(2, 11, 3)], lambda x: x.amax(1))


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

case("spectrum, real", [drawn(3, 12)], lambda x: torch.fft.rfft(x).real)
case("spectrum, imaginary", [drawn(3, 11)], lambda x: torch.fft.rfft(x).imag)
case("spectrum, inverse", [drawn(3, 7), drawn(3, 7)],
     lambda a, b: torch.fft.irfft(torch.complex(a, b), n=12))
case("spectrum, inverse, odd", [drawn(3, 6), drawn(3, 6)],
     lambda a, b: torch.fft.irfft(torch.complex(a, b), n=11))


def strongest(x):
    spectrum = torch.fft.rfft(x)
    size = spectrum.abs()
    size[..., 0] = 0
    least = size.topk(3).values[..., -1:]
    return torch.fft.irfft(torch.where(size >= least, spectrum, torch.zeros_like(spectrum)), n=x.shape[-1])


case("spectrum, strongest", [drawn(4, 24)], strongest)

embedding = torch.nn.Embedding(5, 4)
case("embedding layer", [], lambda: embedding(places), [("weight", embedding.weight, same)])
convolution = torch.nn.Conv1d(4, 6, 3, dilation=2, groups=2, padding=2, padding_mode="replicate")
case("convolution layer", [drawn(2, 9, 4)], lambda x: convolution(x.mT).mT,
     [("weight", convolution.weight, kernel_first), ("bias", convolution.bias, same)])
layer_norm = torch.nn.LayerNorm(7)
case("layer norm layer", [drawn(3, 7)], layer_norm,
     [("weight", layer_norm.weight, same), ("bias", layer_norm.bias, same)])
rms_norm = torch.nn.RMSNorm(7, eps=1e-5)
case("rms norm layer", [drawn(3, 7)], rms_norm, [("weight", rms_norm.weight, same)])

batch_norm = torch.nn.BatchNorm1d(3)
with torch.no_grad():
    batch_norm.weight += drawn(3)
    batch_norm.bias += drawn(3)
names = [("weight", batch_norm.weight, same), ("bias", batch_norm.bias, same)]
case("batch norm layer", [drawn(4, 6, 3) * 2 + 1], lambda x: batch_norm(x.mT).mT, names)
write("batch norm layer/state/runningMean", batch_norm.running_mean)
write("batch norm layer/state/runningVariance", batch_norm.running_var)
batch_norm.eval()
batch_norm.zero_grad()
case("batch norm layer, evaluation", [drawn(4, 6, 3)], lambda x: batch_norm(x.mT).mT,
     [(key, tensor.detach(), layout) for key, tensor, layout in names]
     + [("runningMean", batch_norm.running_mean, same), ("runningVariance", batch_norm.running_var, same)])

multi = torch.nn.MultiheadAttention(6, 2, batch_first=True)
with torch.no_grad():
    multi.in_proj_bias += drawn(18)
    multi.out_proj.bias += drawn(6)
later = torch.ones(6, 6, dtype=torch.bool).triu(1)


def attended(x):
    result, weights = multi(x, x, x, key_padding_mask=~torch.cat([seen[:1], seen[:1]]), attn_mask=later,
                            average_attn_weights=False)
    write("attention layer/attentionWeights", weights)
    return result


def part(i):
    return lambda x: x[6 * i:6 * i + 6].T if x.ndim == 2 else x[6 * i:6 * i + 6]


names = []
for i, key in enumerate(["query", "key", "value"]):
    names += [(f"{key}.weight", multi.in_proj_weight, part(i)), (f"{key}.bias", multi.in_proj_bias, part(i))]
names += [("output.weight", multi.out_proj.weight, swapped), ("output.bias", multi.out_proj.bias, same)]
case("attention layer", [drawn(2, 6, 6)], attended, names)

revin_weight = drawn(3).add(2).requires_grad_()
revin_bias = drawn(3).requires_grad_()


def revin(x):
    mean = x.mean(1, keepdim=True).detach()
    deviation = (x.var(1, keepdim=True, unbiased=False) + 1e-5).sqrt().detach()
    y = torch.tanh((x - mean) / deviation * revin_weight + revin_bias)
    return (y - revin_bias) / (revin_weight + 1e-10) * deviation + mean


case("revin layer", [drawn(2, 8, 3) * 3 + 4], revin, [("weight", revin_weight, same), ("bias", revin_bias, same)])
file.close()
print(path.name, path.stat().st_size)
