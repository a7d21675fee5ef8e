"""faiss: exhaustive search by inner product."""

import time

import faiss
import numpy

from protocol import serve, threads

faiss.omp_set_num_threads(threads())
state = {}


def prepare(request):
    rows, dimension = request["rows"], request["dimension"]
    index = faiss.IndexFlatIP(dimension)
    # Filled in place: `add` would need the table twice.
    index.codes.resize(rows * dimension * 4)
    index.ntotal = rows
    table = faiss.rev_swig_ptr(index.get_xb(), rows * dimension)
    with open(request["database"], "rb") as file:
        for start in range(0, rows * dimension, 1 << 24):
            count = min(1 << 24, rows * dimension - start)
            table[start : start + count] = numpy.fromfile(file, numpy.float32, count)
    state["index"] = index
    state["queries"] = numpy.fromfile(request["queries"], numpy.float32).reshape(-1, dimension)
    return {"variants": ["IndexFlatIP"]}


def search(request):
    began = time.perf_counter()
    scores, indices = state["index"].search(state["queries"], request["top"])
    seconds = time.perf_counter() - began
    scores.astype(numpy.float32).tofile(request["scores"])
    indices.astype(numpy.int32).tofile(request["indices"])
    return {"seconds": seconds}


serve(
    {
        "versions": lambda request: {"versions": {"faiss": faiss.__version__}},
        "prepare search": prepare,
        "search": search,
    }
)
