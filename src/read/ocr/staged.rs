//! The text model in stages: its depthwise convolutions, with the arithmetic on
//! either side of them, are computed by [`super::depthwise`], what lies between by
//! the runtime. Which stages there are is read from the model file.

use super::depthwise::{Curve, Depthwise};
use super::engine::failed;
use crate::problem::Problem;
use rten::{Model, NodeId, RunOptions, Value, ValueOrView};
use rten_onnx::onnx::{ModelProto, NodeProto, TensorProto};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};
use std::collections::HashMap;

/// A depthwise convolution and where it stands in the model.
struct Stage {
    /// The last value that the runtime computes.
    from: NodeId,
    before: Curve,
    conv: Depthwise,
    after: Curve,
    /// The value that the runtime goes on with.
    to: NodeId,
}

/// How a model is run.
pub struct Stages {
    stages: Vec<Stage>,
    input: NodeId,
    output: NodeId,
}

impl Stages {
    /// The stages of a loaded model with the bytes that it was loaded from. Without
    /// any the whole model is one.
    pub fn of(model: &Model, onnx: &[u8]) -> Option<Self> {
        let (&input, &output) = (model.input_ids().first()?, model.output_ids().first()?);
        let stages = stages(model, onnx).unwrap_or_default();
        Some(Self { stages, input, output })
    }

    /// Runs the model.
    ///
    /// # Errors
    ///
    /// The runtime fails (a defect).
    pub fn run(
        &self,
        model: &Model,
        input: NdTensorView<f32, 4>,
        options: &RunOptions,
    ) -> Result<Value, Problem> {
        let mut at = self.input;
        let mut value: ValueOrView = input.into();
        for stage in &self.stages {
            let got = run(model, (at, value), stage.from, options)?;
            let got: NdTensor<f32, 4> = got.try_into().map_err(failed)?;
            let [_, channels, height, width] = got.shape();
            let made =
                stage.conv.apply(&got.into_data(), [height, width], stage.before, stage.after);
            let [height, width] = stage.conv.size([height, width]);
            let made = NdTensor::from_data([1, channels, height, width], made);
            (at, value) = (stage.to, Value::from(made).into());
        }
        run(model, (at, value), self.output, options)
    }
}

fn run(
    model: &Model,
    input: (NodeId, ValueOrView),
    output: NodeId,
    options: &RunOptions,
) -> Result<Value, Problem> {
    let [value] = model.run_n(vec![input], [output], Some(options.clone())).map_err(failed)?;
    Ok(value)
}

/// A model's graph, as far as stages are looked for in it.
struct Graph<'a> {
    nodes: Vec<&'a NodeProto>,
    /// Which nodes use a value.
    users: HashMap<&'a str, Vec<usize>>,
    constants: HashMap<&'a str, &'a TensorProto>,
}

fn stages(model: &Model, onnx: &[u8]) -> Option<Vec<Stage>> {
    let graph = ModelProto::parse_buf(onnx).ok()?.graph?;
    let graph = Graph::of(&graph.node, &graph.initializer);
    // What each run of plain arithmetic begins with, by its last value.
    let mut begun: HashMap<&str, (&str, Curve)> = HashMap::new();
    let mut stages = Vec::new();
    for node in &graph.nodes {
        let Some(output) = node.output.first() else { continue };
        let (after, end) = graph.arithmetic(output);
        if let Some(conv) = graph.depthwise(node) {
            let input = node.input.first()?.as_str();
            let (from, before) = begun.get(input).copied().unwrap_or((input, Curve::NONE));
            let (from, to) = (model.find_node(from)?, model.find_node(end)?);
            stages.push(Stage { from, before, conv, after, to });
        } else if node.op_type.as_deref() == Some("Conv") {
            begun.insert(end, (output, after));
        }
    }
    Some(stages)
}

impl<'a> Graph<'a> {
    fn of(nodes: &'a [NodeProto], initializers: &'a [TensorProto]) -> Self {
        let mut users: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut constants: HashMap<&str, &TensorProto> =
            initializers.iter().filter_map(|t| Some((t.name.as_deref()?, t))).collect();
        for (at, node) in nodes.iter().enumerate() {
            for input in &node.input {
                users.entry(input).or_default().push(at);
            }
            if node.op_type.as_deref() == Some("Constant")
                && let (Some(name), Some(attribute)) = (node.output.first(), node.attribute.first())
                && let Some(tensor) = &attribute.t
            {
                constants.insert(name, tensor);
            }
        }
        Self { nodes: nodes.iter().collect(), users, constants }
    }

    fn numbers(&self, name: &str) -> Option<Vec<f32>> {
        let tensor = self.constants.get(name)?;
        match &tensor.raw_data {
            Some(raw) => {
                let number = |bytes: &[u8]| bytes.try_into().ok().map(f32::from_le_bytes);
                raw.borrow().chunks(4).map(number).collect()
            }
            None => Some(tensor.float_data.clone()),
        }
    }

    /// The one number of a constant.
    fn number(&self, name: &str) -> Option<f32> {
        match self.numbers(name)?.as_slice() {
            &[number] => Some(number),
            _ => None,
        }
    }

    /// A node that is a depthwise convolution of the kinds that are computed here.
    fn depthwise(&self, node: &NodeProto) -> Option<Depthwise> {
        if node.op_type.as_deref() != Some("Conv") {
            return None;
        }
        let [_, weights, ..] = node.input.as_slice() else { return None };
        let attribute = |name: &str| {
            node.attribute.iter().find(|attribute| attribute.name.as_deref() == Some(name))
        };
        let pair = |name: &str| -> Option<[usize; 2]> {
            let ints = attribute(name)?.ints.get(..2)?;
            Some([usize::try_from(ints[0]).ok()?, usize::try_from(ints[1]).ok()?])
        };
        let dims = &self.constants.get(weights.as_str())?.dims;
        let &[channels, 1, height, width] = dims.as_slice() else { return None };
        let square = pair("dilations").is_none_or(|dilations| dilations == [1, 1]);
        let even = attribute("pads").is_some_and(|pads| match pads.ints.as_slice() {
            &[top, left, bottom, right] => top == bottom && left == right,
            _ => false,
        });
        if channels < 2 || attribute("group")?.i != Some(channels) || !square || !even {
            return None;
        }
        let channels = usize::try_from(channels).ok()?;
        let bias = match node.input.get(2) {
            Some(bias) => self.numbers(bias)?,
            None => vec![0.0; channels],
        };
        let kernel = [usize::try_from(height).ok()?, usize::try_from(width).ok()?];
        let weights = self.numbers(weights)?;
        let whole = bias.len() == channels && weights.len() == channels * kernel[0] * kernel[1];
        let (stride, pad) = (pair("strides")?, pair("pads")?);
        (whole && !stride.contains(&0)).then_some(Depthwise { kernel, stride, pad, weights, bias })
    }

    /// The plain arithmetic that a value goes through, with the name of what comes
    /// out of it.
    fn arithmetic(&self, value: &'a str) -> (Curve, &'a str) {
        let (mut curve, mut at) = (Curve::NONE, value);
        loop {
            if let Some((scale, shift, next)) = self.scaled(at) {
                (curve, at) = (curve.then(scale, shift), next);
            } else if let Some(next) = self.swished(at).filter(|_| curve.swish.is_none()) {
                curve.swish = Some([1.0, 0.0]);
                at = next;
            } else {
                return (curve, at);
            }
        }
    }

    /// The one node that uses a value, as its kind, the number that it is used with
    /// and what comes out.
    fn sole(&self, value: &str) -> Option<(&'a str, f32, &'a str)> {
        match self.users.get(value)?.as_slice() {
            &[user] => self.with_number(user, value),
            _ => None,
        }
    }

    fn with_number(&self, user: usize, value: &str) -> Option<(&'a str, f32, &'a str)> {
        let node = self.nodes[user];
        let [a, b] = node.input.as_slice() else { return None };
        let number = match (a == value, b == value) {
            (true, false) => self.number(b)?,
            (false, true) if node.op_type.as_deref() != Some("Div") => self.number(a)?,
            _ => return None,
        };
        Some((node.op_type.as_deref()?, number, node.output.first()?))
    }

    fn scaled(&self, value: &str) -> Option<(f32, f32, &'a str)> {
        match self.sole(value)? {
            ("Mul", number, next) => Some((number, 0.0, next)),
            ("Div", number, next) => Some((1.0 / number, 0.0, next)),
            ("Add", number, next) => Some((1.0, number, next)),
            _ => None,
        }
    }

    /// The hard-swish of a value: `x · clip(x + 3, 0, 6) / 6`.
    fn swished(&self, value: &str) -> Option<&'a str> {
        let &[add, mul] = self.users.get(value)?.as_slice() else { return None };
        let Some(("Add", 3.0, added)) = self.with_number(add, value) else { return None };
        let &[clip] = self.users.get(added)?.as_slice() else { return None };
        let clip = self.nodes[clip];
        let [_, low, high] = clip.input.as_slice() else { return None };
        let whole = clip.op_type.as_deref() == Some("Clip")
            && self.number(low) == Some(0.0)
            && self.number(high) == Some(6.0);
        let mul = self.nodes[mul];
        let clipped = clip.output.first()?;
        if !whole || mul.op_type.as_deref() != Some("Mul") || !mul.input.contains(clipped) {
            return None;
        }
        match self.sole(mul.output.first()?)? {
            ("Div", 6.0, next) => Some(next),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ocr::models;

    /// Runs only where the models are installed.
    #[test]
    fn stages_compute_what_the_whole_model_computes() {
        let Some(folder) = crate::read::ocr::tests::models() else { return };
        let Ok(bytes) = models::load(&folder, models::RECOGNITION) else { return };
        let model = Model::load(bytes.clone()).unwrap();
        let stages = Stages::of(&model, &bytes).unwrap();
        assert_eq!(stages.stages.len(), 14);
        let pixels = (0..3 * 48 * 200).map(|at| ((at * 7919) % 255) as f32 / 127.5 - 1.0);
        let input = NdTensor::from_data([1, 3, 48, 200], pixels.collect::<Vec<_>>());
        let staged = stages.run(&model, input.view(), &RunOptions::default()).unwrap();
        let whole = model.run_one(input.view().into(), None).unwrap();
        let [staged, whole] = [staged, whole].map(|value| {
            let value: NdTensor<f32, 3> = value.try_into().unwrap();
            value.into_data()
        });
        assert_eq!(staged.len(), whole.len());
        let apart = staged.iter().zip(&whole).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-3, "{apart}");
    }
}
