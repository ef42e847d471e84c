//! The neural networks, run by `rten`: a strip in, probabilities of characters out.

use super::asking::seen;
use super::models;
use super::plane::{Gray, PixelBox};
use super::staged::Stages;
use super::strip::HEIGHT;
use crate::problem::{Code, Problem};
use crate::work::apart;
use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

/// The loaded models.
pub struct Engine {
    recognition: Stages,
    detection: OnceLock<Option<Model>>,
    folder: PathBuf,
    characters: Vec<String>,
    /// Output numbers of the characters.
    classes: HashMap<char, u16>,
    /// Output numbers of all that print does not tell apart, by the character they stand for.
    alike: HashMap<char, Vec<u16>>,
}

/// One thread of work for the networks: their own threads would fight with the
/// pages that are read side by side.
#[derive(Clone)]
pub struct Worker(Arc<ThreadPool>);

impl Worker {
    /// A worker of its own.
    pub fn new() -> Self {
        Self(Arc::new(ThreadPool::with_num_threads(1)))
    }

    fn options(&self) -> RunOptions {
        RunOptions::default().with_thread_pool(Some(self.0.clone()))
    }
}

/// What the text model says of a strip.
pub struct Look {
    /// The likeliest outputs of each step.
    pub steps: Vec<Step>,
    /// The probability of every output at every step.
    all: NdTensor<f32, 3>,
}

impl Look {
    /// The probability of an output at a step.
    pub fn probability(&self, step: usize, class: u16) -> f32 {
        self.all.get([0, step, usize::from(class)]).copied().unwrap_or(0.0)
    }
}

/// What the text model says of one step (8 columns) of a strip: the likeliest
/// outputs with their probabilities, most probable first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Output numbers; 0 is "no character".
    pub classes: [u16; 3],
    /// Their probabilities.
    pub probabilities: [f32; 3],
}

impl Engine {
    /// The models of a folder, loaded once in the life of the program.
    ///
    /// # Errors
    ///
    /// They are not installed, or not the files that are pinned.
    pub fn get(folder: &Path) -> Result<Arc<Self>, Problem> {
        type Slot = Arc<Mutex<Option<Arc<Engine>>>>;
        static LOADED: LazyLock<Mutex<HashMap<PathBuf, Slot>>> = LazyLock::new(Mutex::default);
        let slot = {
            let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
            loaded.entry(folder.to_path_buf()).or_default().clone()
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(engine) = slot.as_ref() {
            return Ok(engine.clone());
        }
        // The runtime optimises its graph on a pool. A worker of another pool that waited
        // for that with the lock held would take up the next scan, and that scan the lock.
        let engine = Arc::new(apart(|| Self::load(folder))?);
        *slot = Some(engine.clone());
        Ok(engine)
    }

    fn load(folder: &Path) -> Result<Self, Problem> {
        let bytes = models::load(folder, models::RECOGNITION)?;
        let characters = models::characters(&bytes).ok_or_else(broken)?;
        let recognition = Stages::of(&bytes, &options()).ok_or_else(broken)?;
        // Counted from 1; the list leaves out its last member, the space.
        let all = characters.iter().filter_map(|text| text.chars().next()).chain([' ']);
        let classes: HashMap<char, u16> =
            (1..).zip(all).map(|(class, character)| (character, class)).collect();
        let mut alike: HashMap<char, Vec<u16>> = HashMap::new();
        for (&character, &class) in &classes {
            alike.entry(seen(character)).or_default().push(class);
        }
        let folder = folder.to_path_buf();
        Ok(Self { recognition, detection: OnceLock::new(), folder, characters, classes, alike })
    }

    /// The character of an output number; none for "no character".
    pub fn character(&self, class: u16) -> Option<char> {
        let index = usize::from(class).checked_sub(1)?;
        match self.characters.get(index) {
            Some(text) => text.chars().next(),
            // The list leaves out its last member, the space.
            None => (index == self.characters.len()).then_some(' '),
        }
    }

    /// The output number of a character that the model knows.
    pub fn class(&self, character: char) -> Option<u16> {
        self.classes.get(&character).copied()
    }

    /// The output numbers of all characters that print does not tell from one; none where
    /// the model knows none.
    pub fn classes(&self, character: char) -> Vec<u16> {
        self.alike.get(&seen(character)).cloned().unwrap_or_default()
    }

    /// Reads a strip.
    ///
    /// # Errors
    ///
    /// The network fails (a defect).
    pub fn read(&self, strip: &Gray, worker: &Worker) -> Result<Look, Problem> {
        let width = strip.width;
        let plane: Vec<f32> = strip.data.iter().map(|&v| f32::from(v) / 127.5 - 1.0).collect();
        let input = NdTensor::from_data([1, 3, HEIGHT, width], plane.repeat(3));
        let all = self.recognition.run(input, &worker.options())?;
        let all: NdTensor<f32, 3> = all.try_into().map_err(failed)?;
        // Thousands of outputs a step: a plain run of numbers is looked through fastest.
        let outputs = all.size(2).max(1);
        let steps = all.to_contiguous();
        let steps = steps.data().chunks_exact(outputs);
        let steps = steps.map(|step| best_three(step.iter().copied())).collect();
        Ok(Look { steps, all })
    }

    /// The probability of text for each pixel of a picture whose sides are
    /// multiples of 32.
    ///
    /// # Errors
    ///
    /// The model is not installed, or the network fails.
    pub fn detect(&self, gray: &Gray, worker: &Worker) -> Result<Vec<f32>, Problem> {
        let model = self.detection.get_or_init(|| {
            // On a thread of its own, as in `get`.
            let load = || {
                let bytes = models::load(&self.folder, models::DETECTION)?;
                options().load(bytes).map_err(|_| broken())
            };
            apart(load).ok()
        });
        let model = model.as_ref().ok_or_else(super::models_missing)?;
        let mut planes = Vec::with_capacity(gray.data.len() * 3);
        for (mean, deviation) in [(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)] {
            planes.extend(gray.data.iter().map(|&v| (f32::from(v) / 255.0 - mean) / deviation));
        }
        let input = NdTensor::from_data([1, 3, gray.height, gray.width], planes);
        let output = model.run_one(input.view().into(), Some(worker.options())).map_err(failed)?;
        let output: NdTensor<f32, 4> = output.try_into().map_err(failed)?;
        Ok(output.iter().copied().collect())
    }
}

fn options() -> ModelOptions {
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    options
}

fn broken() -> Problem {
    Problem::new(Code::ModelsMissing, "文字识别模型无法载入", "请重新运行 shenbao models install")
}

/// The problem of a network that fails, which is a defect.
pub fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, format!("文字识别出错（{error}）"), "请把文件和版本号报告给开发者")
}

fn best_three(values: impl Iterator<Item = f32>) -> Step {
    let mut step = Step { classes: [0; 3], probabilities: [0.0; 3] };
    for (class, value) in values.enumerate() {
        if value <= step.probabilities[2] {
            continue;
        }
        let at = step.probabilities.iter().position(|&p| value > p).unwrap_or(2);
        step.probabilities[at..].rotate_right(1);
        step.classes[at..].rotate_right(1);
        step.probabilities[at] = value;
        step.classes[at] = class as u16;
    }
    step
}

/// Boxes of text on a page, by the detection network: for pages on which the
/// ink alone does not show the lines (photographs, dark or dirty paper).
///
/// # Errors
///
/// As [`Engine::detect`].
pub fn text_boxes(engine: &Engine, gray: &Gray, worker: &Worker) -> Result<Vec<PixelBox>, Problem> {
    /// The longer side of the network's picture; enough for print on A4.
    const SIDE: f32 = 1280.0;
    let scale = (SIDE / gray.width.max(gray.height).max(1) as f32).min(1.0);
    let size = |v: usize| ((v as f32 * scale / 32.0).round() as usize).max(1) * 32;
    let (w, h) = (size(gray.width), size(gray.height));
    let picture =
        image::GrayImage::from_raw(gray.width as u32, gray.height as u32, gray.data.clone())
            .ok_or_else(broken)?;
    let small = image::imageops::resize(
        &picture,
        w as u32,
        h as u32,
        image::imageops::FilterType::Triangle,
    );
    let small = Gray { width: w, height: h, data: small.into_raw() };
    let map = engine.detect(&small, worker)?;
    let mask =
        super::plane::Mask { width: w, height: h, data: map.iter().map(|&p| p > 0.3).collect() };
    let (fx, fy) = (gray.width as f32 / w as f32, gray.height as f32 / h as f32);
    let boxes = mask.pieces(4000).into_iter().filter(|piece| piece.pixels > 12).map(|piece| {
        // The network marks the core of a line; its border lies further out.
        let area = piece.area;
        let (bw, bh) = (area.width() as f32, area.height() as f32);
        let out = bw * bh * 1.6 / (2.0 * (bw + bh));
        PixelBox::new(
            ((area.x0 as f32 - out) * fx).max(0.0) as usize,
            ((area.y0 as f32 - out) * fy).max(0.0) as usize,
            (((area.x1 as f32 + out) * fx) as usize).min(gray.width),
            (((area.y1 as f32 + out) * fy) as usize).min(gray.height),
        )
    });
    Ok(boxes.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_three_come_in_order() {
        let step = best_three([0.1, 0.5, 0.05, 0.2, 0.15].into_iter());
        assert_eq!(step.classes, [1, 3, 4]);
        assert_eq!(step.probabilities, [0.5, 0.2, 0.15]);
    }
}
