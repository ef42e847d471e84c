//! Scans: a printed page as a camera or a scanner sees it, with a character changed in one
//! of several typefaces.

use super::dice::Dice;
use super::kinds::{Case, File, printed, reworded};
use super::sheet::{Block, Sheet, para};
use super::stock::Stock;
use super::text;
use super::write::{Format, Style, pdf};
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use hayro_interpret::InterpreterSettings;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::sync::Arc;

pub type Make = fn(&Stock, &mut Dice) -> Option<Case>;

pub const KINDS: &[(&str, Make)] = &[
    ("scan-digit", |s, d| worded(s, d, "digit")),
    ("scan-rival", |s, d| worded(s, d, "rival-character")),
    ("scan-permille", |s, d| worded(s, d, "permille")),
    ("scan-point", |s, d| worded(s, d, "point-lost")),
    ("scan-letter-for-digit", |s, d| worded(s, d, "letter-for-digit")),
    ("scan-negation", |s, d| worded(s, d, "negation-lost")),
    ("scan-tick-moved", |s, d| worded(s, d, "tick-moved")),
    ("scan-tick-added", |s, d| worded(s, d, "tick-added")),
    ("scan-date", |s, d| worded(s, d, "date")),
    ("scan-clause", |s, d| worded(s, d, "clause-lost")),
    ("scan-confusable", confusable),
];

/// Short sentences of a sign that recognition confuses with another.
const CONFUSABLES: &[(&str, &str)] = &[
    ("废品率控制在3.5%以内", "废品率控制在3.5‰以内"),
    ("厂房面积1200m²", "厂房面积1200m³"),
    ("承担土建工程", "承担士建工程"),
    ("日均产量850件", "曰均产量850件"),
    ("型号为KX850U", "型号为KX85OU"),
    ("己方承担费用", "已方承担费用"),
    ("该项未通过验收", "该项末通过验收"),
    ("位于天津港区", "位于夭津港区"),
    ("污水治理完成", "污水冶理完成"),
    ("评为第一名", "评为第—名"),
    ("人工费另计", "入工费另计"),
    ("图号为A1l7", "图号为A117"),
    ("利润为12.5万元", "利润为125万元"),
    ("联系人王玉干", "联系人王玉千"),
    ("偏差±0.5mm", "偏差+0.5mm"),
    ("耗时10⁻3秒", "耗时10-3秒"),
    ("见《技术协议》", "见〈技术协议〉"),
    ("评价为“优”", "评价为优"),
];

fn confusable(stock: &Stock, dice: &mut Dice) -> Option<Case> {
    let (a, b) = *dice.one(CONFUSABLES)?;
    let (a, b) = if dice.coin() { (a, b) } else { (b, a) };
    let mut was = small(stock, dice)?;
    let at = dice.below(was.blocks.len() + 1);
    let mut now = was.clone();
    was.blocks.insert(at, para(a));
    now.blocks.insert(at, para(b));
    scanned(stock, dice, &was, &now, format!("{a} > {b}"))
}

fn worded(stock: &Stock, dice: &mut Dice, kind: &str) -> Option<Case> {
    let was = small(stock, dice)?;
    let mut now = was.clone();
    let change = text::KINDS.iter().find(|(name, _)| *name == kind)?.1;
    let what = reworded(&mut now, dice, change)?;
    scanned(stock, dice, &was, &now, what)
}

/// A leaf of a page at most: recognition takes its time.
fn small(stock: &Stock, dice: &mut Dice) -> Option<Sheet> {
    let mut leaf = stock.leaf(dice)?;
    leaf.blocks.truncate(4);
    let few = |block: &Block| match block {
        Block::Para(_) => true,
        Block::Table(table) => table.cells.len() < 40,
    };
    leaf.blocks.iter().all(few).then_some(leaf)
}

fn scanned(stock: &Stock, dice: &mut Dice, was: &Sheet, now: &Sheet, what: String) -> Option<Case> {
    let face = dice.one(&stock.faces)?;
    let dpi = [150.0, 200.0, 200.0, 300.0][dice.below(4)];
    let style = Style::throw(dice);
    let noise = dice.below(1000) as u64;
    let scan = |sheet: &Sheet| {
        let bytes = picture(&pdf::write(sheet, &style, face)?, dpi, noise)?;
        Some(File { format: Format::Scan, bytes: Arc::new(bytes) })
    };
    let online = printed(stock, was, Format::Docx, dice)?;
    Some(Case {
        kind: "",
        book: format!("{} {dpi} dpi", face.name),
        what,
        was: [scan(was)?, online.clone()],
        now: [scan(now)?, online],
    })
}

/// The pages of a PDF as pictures, grey and a little unclean.
pub fn picture(bytes: &[u8], dpi: f32, seed: u64) -> Option<Vec<u8>> {
    let file = hayro_syntax::Pdf::new(Arc::new(bytes.to_vec())).ok()?;
    let mut dice = Dice::new(seed);
    let mut out = Document::with_version("1.7");
    let root = out.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for page in file.pages().iter() {
        let scale = dpi / 72.0;
        let pixmap = hayro::render(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &PixmapSettings {
                x_scale: scale,
                y_scale: scale,
                bg_color: hayro::vello_cpu::color::palette::css::WHITE,
            },
        );
        let (w, h) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
        let grey: Vec<u8> = pixmap
            .data()
            .iter()
            .map(|p| {
                let v = (u32::from(p.r) * 3 + u32::from(p.g) * 6 + u32::from(p.b)) / 10;
                // Paper is not white and ink not black.
                (18 + v * 225 / 255) as u8 + dice.below(9) as u8
            })
            .collect();
        let grey = image::GrayImage::from_raw(w, h, grey)?;
        let mut jpeg = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 85)
            .encode_image(&grey)
            .ok()?;
        let picture = out.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => i64::from(w), "Height" => i64::from(h),
                "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
            },
            jpeg,
        ));
        let (across, down) = page.render_dimensions();
        let content = out.add_object(Stream::new(
            Dictionary::new(),
            format!("q {across} 0 0 {down} 0 0 cm /P Do Q").into_bytes(),
        ));
        let sheet = out.add_object(dictionary! {
            "Type" => "Page", "Parent" => root, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), Object::Real(across), Object::Real(down)],
            "Resources" => dictionary! { "XObject" => dictionary! { "P" => picture } },
        });
        kids.push(sheet.into());
    }
    let count = kids.len() as i64;
    out.set_object(root, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let catalog = out.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    out.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    out.save_to(&mut bytes).ok()?;
    Some(bytes)
}
