#include "nn/norm_kernels.h"

#include <algorithm>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__SANITIZE_ADDRESS__)
#define COOPSEG_CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define COOPSEG_CLONES
#endif

namespace coopseg::nn {
namespace {

// Loops run over tiles of whole pixels, long enough for vectors whatever the number of channels. Output and input may
// be the same array (ivdep: no element depends on another).
constexpr std::size_t shortest_tile = 256;
constexpr std::size_t tiles_per_piece = 64;  // floats are added up within a piece, doubles beyond

struct Tiling {
  std::size_t tile;
  std::size_t piece;
  std::size_t pieces;

  Tiling(std::size_t size, std::size_t channels)
      : tile(channels * ((shortest_tile + channels - 1) / channels)),
        piece(tile * tiles_per_piece),
        pieces((size + piece - 1) / piece) {}
};

std::vector<float> repeat(std::span<const float> of_channels, const Tiling& tiling) {
  std::vector<float> values(tiling.tile);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = of_channels[i % of_channels.size()];
  return values;
}

COOPSEG_CLONES void add_deviations(const float* x, const float* shift, std::size_t count, std::size_t tile,
                                   float* first, float* second) {
  for (std::size_t begin = 0; begin < count; begin += tile) {
    const std::size_t length = std::min(tile, count - begin);
#pragma GCC ivdep
    for (std::size_t i = 0; i < length; ++i) {
      const float deviation = x[begin + i] - shift[i];
      first[i] += deviation;
      second[i] += deviation * deviation;
    }
  }
}

COOPSEG_CLONES void apply(const float* x, const float* residual, const float* mean, const float* scale,
                          const float* offset, float slope, std::size_t count, std::size_t tile, float* y) {
  for (std::size_t begin = 0; begin < count; begin += tile) {
    const std::size_t length = std::min(tile, count - begin);
#pragma GCC ivdep
    for (std::size_t i = 0; i < length; ++i) {
      float z = (x[begin + i] - mean[i]) * scale[i] + offset[i];
      if (residual != nullptr) z += residual[begin + i];
      const float low = slope * z;
      y[begin + i] = z > low ? z : low;
    }
  }
}

COOPSEG_CLONES void add_gradients(const float* gradient, const float* y, const float* x, float slope,
                                  const float* shift, std::size_t count, std::size_t tile, float* first,
                                  float* second) {
  for (std::size_t begin = 0; begin < count; begin += tile) {
    const std::size_t length = std::min(tile, count - begin);
#pragma GCC ivdep
    for (std::size_t i = 0; i < length; ++i) {
      const float low = slope * gradient[begin + i];
      const float d = y[begin + i] > 0.0f ? gradient[begin + i] : low;
      first[i] += d;
      second[i] += d * (x[begin + i] - shift[i]);
    }
  }
}

COOPSEG_CLONES void to_input(const float* gradient, const float* y, const float* x, float slope, const float* mean,
                             const float* of_gradient, const float* of_deviation, const float* constant,
                             std::size_t count, std::size_t tile, float* dx, float* residual) {
  for (std::size_t begin = 0; begin < count; begin += tile) {
    const std::size_t length = std::min(tile, count - begin);
#pragma GCC ivdep
    for (std::size_t i = 0; i < length; ++i) {
      const float low = slope * gradient[begin + i];
      const float d = y[begin + i] > 0.0f ? gradient[begin + i] : low;
      if (residual != nullptr) residual[begin + i] = d;
      dx[begin + i] = d * of_gradient[i] + ((x[begin + i] - mean[i]) * of_deviation[i] + constant[i]);
    }
  }
}

/// `add(begin, count, first, second)` adds a piece to two tiles; the tiles of all pieces are added up in their order.
template <class Add>
ChannelSums sum_pieces(std::size_t size, std::size_t channels, const Tiling& tiling, const ParallelFor& parallel,
                       const Add& add) {
  std::vector<double> of_pieces(tiling.pieces * 2 * channels);
  parallel(tiling.pieces, [&](std::size_t from, std::size_t to) {
    std::vector<float> first(tiling.tile);
    std::vector<float> second(tiling.tile);
    for (std::size_t piece = from; piece < to; ++piece) {
      std::ranges::fill(first, 0.0f);
      std::ranges::fill(second, 0.0f);
      const std::size_t begin = piece * tiling.piece;
      add(begin, std::min(tiling.piece, size - begin), first.data(), second.data());
      double* sums = of_pieces.data() + piece * 2 * channels;
      for (std::size_t i = 0; i < tiling.tile; ++i) {
        sums[i % channels] += static_cast<double>(first[i]);
        sums[channels + i % channels] += static_cast<double>(second[i]);
      }
    }
  });
  ChannelSums total{std::vector<double>(channels), std::vector<double>(channels)};
  for (std::size_t piece = 0; piece < tiling.pieces; ++piece) {
    const double* sums = of_pieces.data() + piece * 2 * channels;
    for (std::size_t c = 0; c < channels; ++c) {
      total.first[c] += sums[c];
      total.second[c] += sums[channels + c];
    }
  }
  return total;
}

/// `body(begin, count)` for every piece.
template <class Body>
void for_pieces(std::size_t size, const Tiling& tiling, const ParallelFor& parallel, const Body& body) {
  parallel(tiling.pieces, [&](std::size_t from, std::size_t to) {
    const std::size_t begin = from * tiling.piece;
    body(begin, std::min(to * tiling.piece, size) - begin);
  });
}

}  // namespace

ChannelSums deviation_sums(std::span<const float> x, std::span<const float> shift, const ParallelFor& parallel) {
  const Tiling tiling(x.size(), shift.size());
  const std::vector<float> shifts = repeat(shift, tiling);
  return sum_pieces(x.size(), shift.size(), tiling, parallel,
                    [&](std::size_t begin, std::size_t count, float* first, float* second) {
                      add_deviations(x.data() + begin, shifts.data(), count, tiling.tile, first, second);
                    });
}

void normalise(std::span<const float> x, const Affine& affine, std::span<const float> residual, std::span<float> y,
               const ParallelFor& parallel) {
  const Tiling tiling(x.size(), affine.scale.size());
  const std::vector<float> mean = repeat(affine.mean, tiling);
  const std::vector<float> scale = repeat(affine.scale, tiling);
  const std::vector<float> offset = repeat(affine.offset, tiling);
  for_pieces(x.size(), tiling, parallel, [&](std::size_t begin, std::size_t count) {
    apply(x.data() + begin, residual.empty() ? nullptr : residual.data() + begin, mean.data(), scale.data(),
          offset.data(), affine.slope, count, tiling.tile, y.data() + begin);
  });
}

ChannelSums gradient_sums(const NormGradient& in, std::span<const float> shift, const ParallelFor& parallel) {
  const Tiling tiling(in.x.size(), shift.size());
  const std::vector<float> shifts = repeat(shift, tiling);
  return sum_pieces(in.x.size(), shift.size(), tiling, parallel,
                    [&](std::size_t begin, std::size_t count, float* first, float* second) {
                      add_gradients(in.gradient.data() + begin, in.y.data() + begin, in.x.data() + begin, in.slope,
                                    shifts.data(), count, tiling.tile, first, second);
                    });
}

void input_gradient(const NormGradient& in, const InputGradient& factors, std::span<float> dx,
                    std::span<float> residual, const ParallelFor& parallel) {
  const Tiling tiling(in.x.size(), factors.mean.size());
  const std::vector<float> mean = repeat(factors.mean, tiling);
  const std::vector<float> of_gradient = repeat(factors.of_gradient, tiling);
  const std::vector<float> of_deviation = repeat(factors.of_deviation, tiling);
  const std::vector<float> constant = repeat(factors.constant, tiling);
  for_pieces(in.x.size(), tiling, parallel, [&](std::size_t begin, std::size_t count) {
    to_input(in.gradient.data() + begin, in.y.data() + begin, in.x.data() + begin, in.slope, mean.data(),
             of_gradient.data(), of_deviation.data(), constant.data(), count, tiling.tile, dx.data() + begin,
             residual.empty() ? nullptr : residual.data() + begin);
  });
}

}  // namespace coopseg::nn
