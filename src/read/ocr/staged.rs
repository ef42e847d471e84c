//! The text model in stages: it is cut at its depthwise convolutions, which are computed
//! by [`super::depthwise`], and each part between two cuts is a model of its own for the
//! runtime. Where to cut is read from the model file.
//!
//! Every value that is made in one part and wanted in a later one is handed on by name,
//! so the graph may branch around a cut. Parts of their own, instead of one model that is
//! run from a value in its middle, because the runtime optimises what it loads: values in
//! the middle of a model may be gone afterwards, inputs and outputs of one never are.

use super::depthwise::Depthwise;
use super::engine::failed;
use crate::problem::Problem;
use rten::{Model, ModelOptions, NodeId, RunOptions, Value, ValueOrView};
use rten_onnx::onnx::{GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::collections::{HashMap, HashSet};

/// A model cut into parts.
pub struct Stages {
    parts: Vec<Part>,
    /// Names of the values that are handed on, by number; the first is the input.
    values: usize,
    output: usize,
}

/// What the runtime computes between two cuts, and the convolution after it.
struct Part {
    /// None where two convolutions follow each other.
    model: Option<Model>,
    inputs: Vec<(NodeId, usize)>,
    outputs: Vec<(NodeId, usize)>,
    conv: Option<Conv>,
    /// Values that nobody wants after this part.
    done: Vec<usize>,
}

struct Conv {
    from: usize,
    depthwise: Depthwise,
    to: usize,
}

impl Stages {
    /// The stages of a model file.
    pub fn of(onnx: &[u8], options: &ModelOptions) -> Option<Self> {
        let model = ModelProto::parse_buf(onnx).ok()?;
        let graph = model.graph.as_ref()?;
        let input = graph.input.first()?.name.as_deref()?;
        let output = graph.output.first()?.name.as_deref()?;
        Graph::of(graph).cut(&model, input, output, options)
    }

    /// Runs the model.
    ///
    /// # Errors
    ///
    /// The runtime fails (a defect).
    pub fn run(&self, input: NdTensor<f32, 4>, options: &RunOptions) -> Result<Value, Problem> {
        let mut values: Vec<Option<Value>> = Vec::new();
        values.resize_with(self.values, || None);
        values[0] = Some(Value::from(input));
        for part in &self.parts {
            if let Some(model) = &part.model {
                let inputs: Vec<(NodeId, ValueOrView)> = part
                    .inputs
                    .iter()
                    .filter_map(|&(node, at)| Some((node, values[at].as_ref()?.as_view().into())))
                    .collect();
                let wanted: Vec<NodeId> = part.outputs.iter().map(|&(node, _)| node).collect();
                let made = model.run(inputs, &wanted, Some(options.clone())).map_err(failed)?;
                for (&(_, at), value) in part.outputs.iter().zip(made) {
                    values[at] = Some(value);
                }
            }
            if let Some(conv) = &part.conv {
                let from = values[conv.from].as_ref().ok_or_else(|| failed("no value"))?;
                let from: rten_tensor::NdTensorView<f32, 4> =
                    from.as_view().try_into().map_err(failed)?;
                let [_, channels, height, width] = from.shape();
                let data = from.to_contiguous();
                let made = conv.depthwise.apply(data.data(), [height, width]);
                let [height, width] = conv.depthwise.size([height, width]);
                let made = NdTensor::from_data([1, channels, height, width], made);
                values[conv.to] = Some(Value::from(made));
            }
            for &at in &part.done {
                values[at] = None;
            }
        }
        values[self.output].take().ok_or_else(|| failed("no output"))
    }
}

/// A model's graph, as far as it is cut.
struct Graph<'a> {
    nodes: &'a [NodeProto],
    initializers: HashMap<&'a str, &'a TensorProto>,
    /// Which node makes a value.
    makers: HashMap<&'a str, usize>,
    /// Which nodes use a value.
    users: HashMap<&'a str, Vec<usize>>,
    /// Nodes that depend on no input.
    constant: Vec<bool>,
}

/// A depthwise convolution in the graph, with the addition of its bias.
struct Found {
    /// Nodes that it stands for: the convolution, and the addition if it is apart.
    nodes: Vec<usize>,
    depthwise: Depthwise,
}

impl<'a> Graph<'a> {
    fn of(graph: &'a GraphProto) -> Self {
        let named = |tensor: &'a TensorProto| Some((tensor.name.as_deref()?, tensor));
        let initializers: HashMap<_, _> = graph.initializer.iter().filter_map(named).collect();
        let mut makers = HashMap::new();
        let mut users: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut constant: Vec<bool> = Vec::with_capacity(graph.node.len());
        for (at, node) in graph.node.iter().enumerate() {
            let fixed = |name: &String| {
                name.is_empty()
                    || initializers.contains_key(name.as_str())
                    || makers.get(name.as_str()).is_some_and(|&maker: &usize| constant[maker])
            };
            constant.push(node.input.iter().all(fixed));
            for input in &node.input {
                users.entry(input).or_default().push(at);
            }
            for output in &node.output {
                makers.insert(output.as_str(), at);
            }
        }
        Self { nodes: &graph.node, initializers, makers, users, constant }
    }

    fn cut(
        &self,
        model: &ModelProto,
        input: &'a str,
        output: &'a str,
        options: &ModelOptions,
    ) -> Option<Stages> {
        let convs: Vec<Found> = (0..self.nodes.len()).filter_map(|at| self.depthwise(at)).collect();
        // The part that each node belongs to; none for those of convolutions.
        let mut part = vec![None; self.nodes.len()];
        let ours: HashSet<usize> = convs.iter().flat_map(|conv| conv.nodes.clone()).collect();
        for (at, part) in part.iter_mut().enumerate() {
            if !self.constant[at] && !ours.contains(&at) {
                *part = Some(convs.iter().filter(|conv| conv.nodes[0] < at).count());
            }
        }
        let mut numbers = Numbers::default();
        numbers.of(input);
        let mut parts = Vec::new();
        for at in 0..=convs.len() {
            let own = |node: usize| part[node] == Some(at);
            let inside = |name: &str| self.makers.get(name).is_some_and(|&maker| own(maker));
            let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
            for (_, node) in self.nodes.iter().enumerate().filter(|(node, _)| own(*node)) {
                for name in node.input.iter().map(String::as_str) {
                    if !self.is_constant(name) && !inside(name) && !inputs.contains(&name) {
                        inputs.push(name);
                    }
                }
                for name in node.output.iter().map(String::as_str) {
                    let users = self.users.get(name).map_or(&[][..], Vec::as_slice);
                    if name == output || users.iter().any(|&user| !own(user)) {
                        outputs.push(name);
                    }
                }
            }
            let conv = convs.get(at).and_then(|conv| {
                let from = numbers.of(self.nodes[conv.nodes[0]].input.first()?);
                let last = *conv.nodes.last()?;
                let to = numbers.of(self.nodes[last].output.first()?);
                Some(Conv { from, depthwise: conv.depthwise.clone(), to })
            });
            if conv.is_none() && at < convs.len() {
                return None;
            }
            let sub = match outputs.is_empty() {
                true => None,
                false => {
                    let bytes = self.submodel(model, &own, &inputs, &outputs)?;
                    Some(options.load(bytes).ok()?)
                }
            };
            let mut found = |names: &[&'a str]| -> Option<Vec<(NodeId, usize)>> {
                let Some(sub) = &sub else { return Some(Vec::new()) };
                names.iter().map(|name| Some((sub.find_node(name)?, numbers.of(name)))).collect()
            };
            let (inputs, outputs) = (found(&inputs)?, found(&outputs)?);
            parts.push(Part { model: sub, inputs, outputs, conv, done: Vec::new() });
        }
        let output = numbers.of(output);
        let mut seen = HashSet::from([output]);
        for part in parts.iter_mut().rev() {
            let used = part.inputs.iter().map(|&(_, at)| at);
            let used: Vec<usize> = used.chain(part.conv.as_ref().map(|conv| conv.from)).collect();
            part.done = used.into_iter().filter(|&at| seen.insert(at)).collect();
        }
        Some(Stages { parts, values: numbers.0.len(), output })
    }

    fn is_constant(&self, name: &str) -> bool {
        name.is_empty()
            || self.initializers.contains_key(name)
            || self.makers.get(name).is_some_and(|&maker| self.constant[maker])
    }

    /// Some nodes as a model of their own, with what they need of constants.
    fn submodel(
        &self,
        model: &ModelProto,
        own: &dyn Fn(usize) -> bool,
        inputs: &[&str],
        outputs: &[&str],
    ) -> Option<Vec<u8>> {
        let mut wanted: HashSet<usize> = (0..self.nodes.len()).filter(|&at| own(at)).collect();
        let mut open: Vec<usize> = wanted.iter().copied().collect();
        let mut tensors: HashSet<&str> = HashSet::new();
        while let Some(at) = open.pop() {
            for name in self.nodes[at].input.iter().map(String::as_str) {
                if self.initializers.contains_key(name) {
                    tensors.insert(name);
                } else if let Some(&maker) = self.makers.get(name)
                    && self.constant[maker]
                    && wanted.insert(maker)
                {
                    open.push(maker);
                }
            }
        }
        let mut wanted: Vec<usize> = wanted.into_iter().collect();
        wanted.sort_unstable();
        let value = |name: &&str| ValueInfoProto { name: Some((*name).to_owned()), r#type: None };
        let graph = GraphProto {
            node: wanted.iter().map(|&at| self.nodes[at].clone()).collect(),
            initializer: tensors.iter().map(|name| self.initializers[name].clone()).collect(),
            input: inputs.iter().map(value).collect(),
            output: outputs.iter().map(value).collect(),
            value_info: Vec::new(),
        };
        let model = ModelProto {
            ir_version: model.ir_version,
            graph: Some(graph),
            opset_import: model.opset_import.clone(),
            ..ModelProto::default()
        };
        model.write_buf().ok()
    }

    fn numbers(&self, name: &str) -> Option<Vec<f32>> {
        let tensor = self.initializers.get(name)?;
        match &tensor.raw_data {
            Some(raw) => {
                let number = |bytes: &[u8]| bytes.try_into().ok().map(f32::from_le_bytes);
                raw.borrow().chunks(4).map(number).collect()
            }
            None => Some(tensor.float_data.clone()),
        }
    }

    /// A node that is a depthwise convolution of the kinds that are computed here.
    fn depthwise(&self, at: usize) -> Option<Found> {
        let node = &self.nodes[at];
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
        let dims = &self.initializers.get(weights.as_str())?.dims;
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
        let (bias, added) = match node.input.get(2) {
            Some(bias) => (self.numbers(bias)?, None),
            None => match self.added(node.output.first()?, channels) {
                Some((bias, added)) => (bias, Some(added)),
                None => (vec![0.0; channels], None),
            },
        };
        let kernel = [usize::try_from(height).ok()?, usize::try_from(width).ok()?];
        let weights = self.numbers(weights)?;
        let whole = bias.len() == channels && weights.len() == channels * kernel[0] * kernel[1];
        let (stride, pad) = (pair("strides")?, pair("pads")?);
        let depthwise = Depthwise { kernel, stride, pad, weights, bias };
        let nodes = std::iter::once(at).chain(added).collect();
        (whole && !stride.contains(&0)).then_some(Found { nodes, depthwise })
    }

    /// The number for each channel that is added to a value and to nothing else, with
    /// the node that adds it.
    fn added(&self, value: &str, channels: usize) -> Option<(Vec<f32>, usize)> {
        let &[user] = self.users.get(value)?.as_slice() else { return None };
        let node = &self.nodes[user];
        let (Some("Add"), [a, b]) = (node.op_type.as_deref(), node.input.as_slice()) else {
            return None;
        };
        let other = if a == value { b } else { a };
        let across = self.initializers.get(other.as_str())?.dims.as_slice();
        let each = matches!(across, &[1, n, 1, 1] | &[n, 1, 1] if n == channels as i64);
        each.then(|| self.numbers(other)).flatten().map(|bias| (bias, user))
    }
}

/// Numbers for names, in the order in which they are met.
#[derive(Default)]
struct Numbers<'a>(HashMap<&'a str, usize>);

impl<'a> Numbers<'a> {
    fn of(&mut self, name: &'a str) -> usize {
        let next = self.0.len();
        *self.0.entry(name).or_insert(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ocr::models;

    /// Runs only where the models are installed.
    #[test]
    #[ignore = "needs the recognition models"]
    fn stages_compute_what_the_whole_model_computes() {
        let folder = crate::read::ocr::tests::models().expect("at hand");
        let Ok(bytes) = models::load(&folder, models::RECOGNITION) else { return };
        let model = Model::load(bytes.clone()).unwrap();
        let stages = Stages::of(&bytes, &ModelOptions::with_all_ops()).unwrap();
        assert_eq!(stages.parts.len(), 15);
        let pixels = (0..3 * 48 * 200).map(|at| ((at * 7919) % 255) as f32 / 127.5 - 1.0);
        let input = NdTensor::from_data([1, 3, 48, 200], pixels.collect::<Vec<_>>());
        let whole = model.run_one(input.view().into(), None).unwrap();
        let staged = stages.run(input, &RunOptions::default()).unwrap();
        let [staged, whole] = [staged, whole].map(|value| {
            let value: NdTensor<f32, 3> = value.try_into().unwrap();
            value.into_data()
        });
        assert_eq!(staged.len(), whole.len());
        let apart = staged.iter().zip(&whole).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-3, "{apart}");
    }
}
