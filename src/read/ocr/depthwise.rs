//! Depthwise convolutions in the widest vectors that the machine has. The runtime
//! computes them one number at a time, which takes a good part of all recognition.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, Simd, SimdOp};

/// A depthwise convolution: each channel of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Depthwise {
    /// Rows and columns of the kernel.
    pub kernel: [usize; 2],
    /// Steps down and across.
    pub stride: [usize; 2],
    /// Zeros above and to the left (below and to the right the same).
    pub pad: [usize; 2],
    /// Kernels, channel after channel.
    pub weights: Vec<f32>,
    /// One number for each channel.
    pub bias: Vec<f32>,
}

impl Depthwise {
    /// Channels in and out.
    pub fn channels(&self) -> usize {
        self.bias.len()
    }

    /// Rows and columns that come of so many.
    pub fn size(&self, size: [usize; 2]) -> [usize; 2] {
        let side = |at: usize| {
            (size[at] + 2 * self.pad[at]).saturating_sub(self.kernel[at]) / self.stride[at] + 1
        };
        [side(0), side(1)]
    }

    /// The convolution of a picture of `size` rows and columns, channel after channel.
    pub fn apply(&self, input: &[f32], size: [usize; 2]) -> Vec<f32> {
        let out = self.size(size);
        let mut output = vec![0.0; self.channels() * out[0] * out[1]];
        Run { conv: self, input, size, output: &mut output, out }.dispatch();
        output
    }
}

/// One convolution under way.
struct Run<'a> {
    conv: &'a Depthwise,
    input: &'a [f32],
    size: [usize; 2],
    output: &'a mut [f32],
    out: [usize; 2],
}

/// A channel with zeros around it. For a step of two, even columns stand before odd
/// ones, so that what is taken together lies together.
struct Padded {
    data: Vec<f32>,
    /// Numbers of one parity in a row.
    part: usize,
    row: usize,
}

/// Vectors looked at together across; with two rows they hide the time that
/// one addition waits for another.
const ACROSS: usize = 4;

impl SimdOp for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(mut self, isa: I) {
        let output = std::mem::take(&mut self.output);
        let lanes = isa.f32().len();
        let ([height, width], [rows, columns]) = (self.size, self.out);
        let step = self.conv.stride[1];
        // Vectors may reach past the end of a row.
        let part = (width + 2 * self.conv.pad[1]).div_ceil(step) + (ACROSS + 1) * lanes;
        let row = part * step;
        let above = self.conv.pad[0];
        let data = vec![0.0; (height + 2 * above) * row];
        let mut padded = Padded { data, part, row };
        let taps = self.conv.kernel[0] * self.conv.kernel[1];
        let channels = self.input.chunks_exact(height * width);
        let outputs = output.chunks_exact_mut(rows * columns);
        let kernels = self.conv.weights.chunks_exact(taps);
        for (((input, output), weights), &bias) in
            channels.zip(outputs).zip(kernels).zip(&self.conv.bias)
        {
            for (y, from) in input.chunks_exact(width).enumerate() {
                let to = &mut padded.data[(y + above) * row..][..row];
                fill(from, to, self.conv.pad[1], (step, part));
            }
            let mut lines = output.chunks_exact_mut(columns);
            let mut y = 0;
            while let Some(first) = lines.next() {
                if let Some(second) = lines.next() {
                    across(isa, &self, &padded, weights, bias, y, [first, second]);
                } else {
                    across(isa, &self, &padded, weights, bias, y, [first]);
                }
                y += 2;
            }
        }
    }
}

/// Puts a row of a picture into its place in the padded one.
fn fill(from: &[f32], to: &mut [f32], pad: usize, (step, part): (usize, usize)) {
    if step == 1 {
        to[pad..pad + from.len()].copy_from_slice(from);
        return;
    }
    for (x, &v) in from.iter().enumerate() {
        to[(x + pad) % step * part + (x + pad) / step] = v;
    }
}

/// Computes some rows of output that begin at row `y`.
#[inline(always)]
fn across<I: Isa, const ROWS: usize>(
    isa: I,
    run: &Run,
    padded: &Padded,
    weights: &[f32],
    bias: f32,
    y: usize,
    mut lines: [&mut [f32]; ROWS],
) {
    let lanes = isa.f32().len();
    let columns = run.out[1];
    let mut x = 0;
    while x < columns {
        let left = (columns - x).div_ceil(lanes);
        let lines = lines.each_mut().map(|line| &mut line[x..]);
        x += lanes
            * match left {
                ACROSS.. => {
                    block::<I, ROWS, ACROSS>(isa, run, padded, weights, bias, [y, x], lines)
                }
                2.. => block::<I, ROWS, 2>(isa, run, padded, weights, bias, [y, x], lines),
                _ => block::<I, ROWS, 1>(isa, run, padded, weights, bias, [y, x], lines),
            };
    }
}

/// Computes so many rows and vectors of output; gives the number of vectors.
#[inline(always)]
fn block<I: Isa, const ROWS: usize, const VECTORS: usize>(
    isa: I,
    run: &Run,
    padded: &Padded,
    weights: &[f32],
    bias: f32,
    [y, x]: [usize; 2],
    lines: [&mut [f32]; ROWS],
) -> usize {
    let ops = isa.f32();
    let lanes = ops.len();
    let ([_, kernel], [down, step]) = (run.conv.kernel, run.conv.stride);
    let mut sums = [[ops.splat(bias); VECTORS]; ROWS];
    for (ky, weights) in weights.chunks_exact(kernel).enumerate() {
        for (kx, &weight) in weights.iter().enumerate() {
            let weight = ops.splat(weight);
            let column = kx % step * padded.part + kx / step + x;
            for (line, sums) in sums.iter_mut().enumerate() {
                let at = ((y + line) * down + ky) * padded.row + column;
                let from: [I::F32; VECTORS] = ops.load_many(&padded.data[at..]);
                for (sum, from) in sums.iter_mut().zip(from) {
                    *sum = ops.mul_add(from, weight, *sum);
                }
            }
        }
    }
    for (line, sums) in lines.into_iter().zip(sums) {
        for (to, sum) in line.chunks_mut(lanes).zip(sums) {
            if to.len() == lanes {
                ops.store(sum, to);
            } else {
                to.copy_from_slice(&sum.to_array().as_ref()[..to.len()]);
            }
        }
    }
    VECTORS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, number by number.
    fn plain(conv: &Depthwise, input: &[f32], size: [usize; 2]) -> Vec<f32> {
        let [rows, columns] = conv.size(size);
        let [kh, kw] = conv.kernel;
        let mut output = Vec::new();
        for c in 0..conv.channels() {
            for at in 0..rows * columns {
                let mut sum = conv.bias[c];
                for tap in 0..kh * kw {
                    let y = at / columns * conv.stride[0] + tap / kw;
                    let x = at % columns * conv.stride[1] + tap % kw;
                    let inside = (conv.pad[0]..size[0] + conv.pad[0]).contains(&y)
                        && (conv.pad[1]..size[1] + conv.pad[1]).contains(&x);
                    if inside {
                        let from = (c * size[0] + y - conv.pad[0]) * size[1] + x - conv.pad[1];
                        sum += input[from] * conv.weights[c * kh * kw + tap];
                    }
                }
                output.push(sum);
            }
        }
        output
    }

    #[test]
    fn vectors_give_what_the_definition_gives() {
        let number = |at: usize| ((at * 7919) % 101) as f32 / 50.0 - 1.0;
        for (kernel, stride) in [(3, [1, 1]), (5, [1, 1]), (5, [2, 1]), (3, [1, 2]), (3, [2, 2])] {
            for size in [[12, 160], [3, 41], [7, 5], [1, 1], [4, 130]] {
                let conv = Depthwise {
                    kernel: [kernel, kernel],
                    stride,
                    pad: [kernel / 2, kernel / 2],
                    weights: (0..2 * kernel * kernel).map(number).collect(),
                    bias: vec![0.3, -0.7],
                };
                let input: Vec<f32> = (0..2 * size[0] * size[1]).map(number).collect();
                let got = conv.apply(&input, size);
                let want = plain(&conv, &input, size);
                assert_eq!(got.len(), want.len());
                for (got, want) in got.iter().zip(want) {
                    assert!((got - want).abs() < 1e-4, "{kernel} {stride:?} {size:?}");
                }
            }
        }
    }
}
