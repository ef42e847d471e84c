//! Figures of hits as pictures: boxes of a figure by groups, bars of a histogram, shades of
//! a table of two facets. Drawn as SVG; as PNG with a font of the system that has Chinese.

use crate::problem::{Code, Problem};
use crate::search::{Histogram, Pivot, Stats};
use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{BLACK, Color, IntoFont, RGBColor, TextStyle, WHITE};
use resvg::{tiny_skia, usvg};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

/// Fonts with Chinese, one of which every system has.
const FONTS: &str = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, \
                     WenQuanYi Micro Hei, SimSun, sans-serif";

const INK: RGBColor = RGBColor(31, 78, 121);
const PALE: RGBColor = RGBColor(157, 195, 230);

/// Width of a picture, of the names at its left, of its right margin.
const WIDTH: i32 = 960;
const NAMES: i32 = 240;
const MARGIN: i32 = 60;
/// Height of the heading, of a row, of the scale below.
const TOP: i32 = 60;
const ROW: i32 = 30;
const SCALE: i32 = 50;

/// Groups, rows or columns that a picture has room for.
const MOST: usize = 60;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Boxes of a figure, one a group.
///
/// # Errors
///
/// When there is nothing to draw.
pub fn boxes(stats: &Stats) -> Result<String, Problem> {
    let groups: Vec<_> = stats.groups.iter().filter(|group| group.count > 0).take(MOST).collect();
    let low = groups.iter().filter_map(|g| g.min).fold(f64::INFINITY, f64::min);
    let high = groups.iter().filter_map(|g| g.max).fold(f64::NEG_INFINITY, f64::max);
    if groups.is_empty() {
        return Err(nothing());
    }
    let height = TOP + ROW * groups.len() as i32 + SCALE;
    let heading = format!("{}{}", stats.metric, in_unit(&stats.unit));
    drawn(height, &heading, |area| {
        let scale = Linear::over(low, high);
        scale.draw(area, TOP, height - SCALE)?;
        for (n, group) in groups.iter().enumerate() {
            let y = TOP + ROW * n as i32 + ROW / 2;
            let names: Vec<String> = group.key.values().map(shown).collect();
            let name = if names.is_empty() { "全部".to_owned() } else { names.join(" ") };
            label(area, &format!("{}（{}）", cut(&name), group.count), NAMES - 10, y, HPos::Right)?;
            let at = |value: Option<f64>| value.map_or(0, |value| scale.x(value));
            line(area, &[(at(group.min), y), (at(group.max), y)])?;
            let body = [(at(group.q1), y - 9), (at(group.q3).max(at(group.q1) + 1), y + 9)];
            area.draw(&Rectangle::new(body, PALE.filled())).map_err(failed)?;
            area.draw(&Rectangle::new(body, INK)).map_err(failed)?;
            line(area, &[(at(group.median), y - 9), (at(group.median), y + 9)])?;
            for end in [at(group.min), at(group.max)] {
                line(area, &[(end, y - 5), (end, y + 5)])?;
            }
        }
        Ok(())
    })
}

/// Bars of a histogram.
///
/// # Errors
///
/// When there is nothing to draw.
pub fn bars(histogram: &Histogram) -> Result<String, Problem> {
    if histogram.count == 0 {
        return Err(nothing());
    }
    let buckets = &histogram.buckets;
    let height = TOP + ROW * buckets.len() as i32 + SCALE;
    let heading = format!(
        "{}{}：{} 个项目中的 {} 个",
        histogram.metric,
        in_unit(&histogram.unit),
        histogram.hits,
        histogram.count
    );
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(1);
    drawn(height, &heading, |area| {
        let scale = Linear::over(0.0, most as f64);
        scale.draw(area, TOP, height - SCALE)?;
        for (n, bucket) in buckets.iter().enumerate() {
            let y = TOP + ROW * n as i32 + ROW / 2;
            let name = format!("{} – {}", number(bucket.from), number(bucket.to));
            label(area, &name, NAMES - 10, y, HPos::Right)?;
            let end = scale.x(bucket.count as f64);
            let bar = Rectangle::new([(NAMES, y - 10), (end, y + 10)], INK.filled());
            area.draw(&bar).map_err(failed)?;
            label(area, &bucket.count.to_string(), end + 6, y, HPos::Left)?;
        }
        Ok(())
    })
}

/// Shades of a table of two facets.
///
/// # Errors
///
/// When there is nothing to draw.
pub fn heat(pivot: &Pivot) -> Result<String, Problem> {
    let (rows, columns) = (pivot.rows.len().min(MOST), pivot.columns.len().min(MOST / 2));
    if rows == 0 || columns == 0 {
        return Err(nothing());
    }
    let height = TOP + ROW * (rows as i32 + columns as i32) + SCALE;
    let most = pivot.counts.iter().flatten().max().copied().unwrap_or(1).max(1);
    let name = |value: &Option<String>| value.clone().unwrap_or_else(|| "（未填）".to_owned());
    drawn(height, &format!("{} × {}", pivot.rows_by, pivot.columns_by), |area| {
        let width = (WIDTH - NAMES - MARGIN) / columns as i32;
        for (n, row) in pivot.rows.iter().take(rows).enumerate() {
            let y = TOP + ROW * n as i32;
            let value = cut(super::hits::kind_name(&name(row)));
            label(area, &value, NAMES - 10, y + ROW / 2, HPos::Right)?;
            for (m, count) in pivot.counts.get(n).into_iter().flatten().take(columns).enumerate() {
                let x = NAMES + width * m as i32;
                let shade = INK.mix(*count as f64 / most as f64);
                let cell = Rectangle::new([(x, y), (x + width - 2, y + ROW - 2)], shade.filled());
                area.draw(&cell).map_err(failed)?;
                label(area, &count.to_string(), x + width / 2, y + ROW / 2, HPos::Center)?;
            }
        }
        // Names of columns are long: below each other, with their number.
        for (m, column) in pivot.columns.iter().take(columns).enumerate() {
            let x = NAMES + width * m as i32 + width / 2;
            let below = TOP + ROW * rows as i32;
            let y = below + ROW * m as i32 + ROW / 2;
            line(area, &[(x, below), (x, y)])?;
            label(area, &cut(&name(column)), x + 6, y, HPos::Left)?;
        }
        Ok(())
    })
}

/// Writes a picture, as its file's name ends.
///
/// # Errors
///
/// For an ending that is none of the two, where no font has Chinese, and when the file
/// cannot be written.
pub fn write(path: &Path, svg: &str) -> Result<(), Problem> {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "svg" => std::fs::write(path, svg).map_err(Problem::from),
        "png" => std::fs::write(path, png(svg)?).map_err(Problem::from),
        _ => Err(Problem::new(
            Code::BadQuery,
            format!("不知道怎样画“{}”", path.display()),
            "文件名请以 .svg 或 .png 结尾",
        )),
    }
}

fn png(svg: &str) -> Result<Vec<u8>, Problem> {
    let mut options = usvg::Options::default();
    let fonts = Arc::make_mut(&mut options.fontdb);
    fonts.load_system_fonts();
    let chinese = fonts.faces().find(|face| {
        let has = |data: &[u8], index: u32| {
            use skrifa::MetadataProvider;
            let font = skrifa::FontRef::from_index(data, index).ok();
            font.is_some_and(|font| font.charmap().map('汉').is_some())
        };
        fonts.with_face_data(face.id, has).unwrap_or_default()
    });
    let Some(family) = chinese.and_then(|face| face.families.first()).map(|f| f.0.clone()) else {
        return Err(Problem::new(
            Code::BadQuery,
            "系统里没有带汉字的字体，画不出 PNG",
            "请安装一种中文字体（如 Noto Sans CJK），或改存为 .svg",
        ));
    };
    options.font_family = family;
    let tree = usvg::Tree::from_str(svg, &options).map_err(failed)?;
    let size = tree.size().to_int_size();
    let mut canvas =
        tiny_skia::Pixmap::new(size.width() * 2, size.height() * 2).ok_or_else(nothing)?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(2.0, 2.0), &mut canvas.as_mut());
    canvas.encode_png().map_err(failed)
}

/// A picture of a height with a heading.
fn drawn(
    height: i32,
    heading: &str,
    draw: impl FnOnce(&Area<'_>) -> Result<(), Problem>,
) -> Result<String, Problem> {
    let mut svg = String::new();
    {
        let size = (WIDTH as u32, height as u32);
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        let style = TextStyle::from((FONTS, 20).into_font()).color(&BLACK);
        area.draw(&Text::new(heading.to_owned(), (20, 16), style)).map_err(failed)?;
        draw(&area)?;
        area.present().map_err(failed)?;
    }
    Ok(svg)
}

/// A scale from a round number to a round number.
struct Linear {
    low: f64,
    step: f64,
    steps: usize,
}

impl Linear {
    fn over(low: f64, high: f64) -> Self {
        let low = if low >= 0.0 { 0.0 } else { low };
        let width = ((high - low) / 8.0).max(f64::MIN_POSITIVE);
        let power = 10f64.powf(width.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().find(|s| *s >= width);
        let step = step.filter(|step| step.is_normal()).unwrap_or(1.0);
        let low = (low / step).floor() * step;
        let steps = (((high - low) / step).ceil() as usize).clamp(1, 20);
        Self { low, step, steps }
    }

    fn x(&self, value: f64) -> i32 {
        let part = (value - self.low) / (self.step * self.steps as f64);
        NAMES + (part * f64::from(WIDTH - NAMES - MARGIN)) as i32
    }

    fn draw(&self, area: &Area<'_>, top: i32, bottom: i32) -> Result<(), Problem> {
        for n in 0..=self.steps {
            let value = self.low + self.step * n as f64;
            let x = self.x(value);
            let path = PathElement::new(vec![(x, top), (x, bottom)], BLACK.mix(0.15));
            area.draw(&path).map_err(failed)?;
            label(area, &number(value), x, bottom + 16, HPos::Center)?;
        }
        Ok(())
    }
}

fn line(area: &Area<'_>, points: &[(i32, i32)]) -> Result<(), Problem> {
    area.draw(&PathElement::new(points.to_vec(), INK.stroke_width(2))).map_err(failed)
}

fn label(area: &Area<'_>, text: &str, x: i32, y: i32, side: HPos) -> Result<(), Problem> {
    let style = TextStyle::from((FONTS, 14).into_font()).color(&BLACK);
    let style = style.pos(Pos::new(side, VPos::Center));
    area.draw(&Text::new(text.to_owned(), (x, y), style)).map_err(failed)
}

/// Characters of a name.
fn cut(name: &str) -> String {
    const CHARACTERS: usize = 12;
    if name.chars().count() <= CHARACTERS {
        return name.to_owned();
    }
    let start: String = name.chars().take(CHARACTERS - 1).collect();
    format!("{start}…")
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "（未填）".to_owned(),
        Value::String(text) => super::hits::kind_name(text).to_owned(),
        other => other.to_string(),
    }
}

fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn in_unit(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!("（{unit}）") }
}

fn nothing() -> Problem {
    Problem::new(Code::BadQuery, "没有可画的数", "请放宽检索条件，或换一个指标")
}

fn failed(error: impl std::fmt::Display) -> Problem {
    Problem::new(Code::Internal, format!("画不出图（{error}）"), "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Bucket, Group};

    #[test]
    fn pictures_hold_their_chinese_names() {
        let group = Group {
            key: [("行业".to_owned(), Value::from("装备制造"))].into_iter().collect(),
            count: 2,
            min: Some(1.0),
            q1: Some(2.0),
            median: Some(3.0),
            q3: Some(4.0),
            max: Some(5.0),
            ..Group::default()
        };
        let stats =
            Stats { metric: "生产效率提升".into(), groups: vec![group], ..Stats::default() };
        let svg = boxes(&stats).unwrap();
        assert!(svg.contains("装备制造") && svg.contains("生产效率提升"));
        let bucket = Bucket { from: 0.0, to: 10.0, count: 3 };
        let histogram = Histogram { count: 3, buckets: vec![bucket], ..Histogram::default() };
        assert!(bars(&histogram).unwrap().contains("0 – 10"));
        assert!(boxes(&Stats::default()).is_err());
    }
}
