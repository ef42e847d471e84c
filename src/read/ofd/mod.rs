//! OFD (GB/T 33190-2016): text and path objects become ink. Every document of
//! the package is read, its pages in the order of its page list, each with its
//! template pages and the appearances of its annotations. A page whose text stands in
//! images or is drawn as curves is read from its picture.

mod matrix;
mod outlines;
mod page;
mod parts;
mod paths;
mod picture;
mod resources;
mod show;
#[cfg(test)]
mod tests;
mod text;
mod tree;

pub use show::Opened;

use crate::document::{
    self, Attachment, Document, Margin, MarginKind, PageSource, Place, Rect, Seal, Text,
};
use crate::layout::{self, InkPage};
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use crate::read::layer::soundness::{self, Layer};
use crate::read::layer::unseen;
use crate::read::ocr;
use crate::read::picture::{LOOKS, look};
use matrix::{POINTS_A_MM, st_box};
use page::{Painter, Surroundings};
use parts::Parts;
use picture::{Picture, Waiting};
use resources::Resources;
use show::Shown;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;
use tree::Node;

/// Millimetres of a page that names no size: A4.
const A4: [f64; 4] = [0.0, 0.0, 210.0, 297.0];
/// Template pages of one page.
const MAX_TEMPLATES: usize = 16;

/// Reads the bytes of one file.
///
/// # Errors
///
/// Damaged, encrypted or beyond the limits in force.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    let parts = Parts::open(bytes, &options.limits)?;
    Ok(open(&parts, options)?.finish())
}

/// All pages as ink.
fn open<'a>(parts: &'a Parts<'a>, options: &'a Options) -> Result<Reader<'a>, Problem> {
    let mut reader = Reader::new(parts, options);
    let root = match parts.any("OFD.xml") {
        Some(name) => reader.tree(name)?,
        None => return Err(Problem::damaged("缺少 OFD.xml")),
    };
    for body in root.all("DocBody") {
        reader.body(body);
    }
    if reader.pages.is_empty() {
        let lost = reader.warnings.pop().map_or("没有任何页面".to_owned(), |w| w.message);
        return Err(Problem::damaged(lost));
    }
    Ok(reader)
}

/// What the pages of a package show.
fn shown(parts: &Parts<'_>, options: &Options) -> Result<Vec<Shown>, Problem> {
    let mut reader = Reader::new(parts, options);
    reader.shown = Some(Vec::new());
    let root = match parts.any("OFD.xml") {
        Some(name) => reader.tree(name)?,
        None => return Err(Problem::damaged("缺少 OFD.xml")),
    };
    root.all("DocBody").for_each(|body| reader.body(body));
    Ok(reader.shown.unwrap_or_default())
}

struct Reader<'a> {
    parts: &'a Parts<'a>,
    options: &'a Options,
    begun: Instant,
    pages: Vec<InkPage>,
    /// Pages whose picture has to be looked at, by their number.
    waiting: HashMap<u32, Waiting>,
    /// Where text is drawn on pages that have text otherwise.
    drawn: Vec<ocr::Part>,
    margins: Vec<Margin>,
    attachments: Vec<Attachment>,
    title: Option<String>,
    warnings: Vec<Warning>,
    full: bool,
    /// What the pages show, if that is asked for.
    shown: Option<Vec<Shown>>,
}

/// One document of the package while it is read.
struct Body<'a> {
    path: &'a str,
    resources: Rc<Resources>,
    templates: HashMap<&'a str, &'a Node>,
    area: [f64; 4],
    /// Parts with annotations, by page ID.
    annotations: HashMap<String, Vec<String>>,
}

impl<'a> Reader<'a> {
    fn new(parts: &'a Parts<'a>, options: &'a Options) -> Self {
        Self {
            parts,
            options,
            begun: Instant::now(),
            pages: Vec::new(),
            waiting: HashMap::new(),
            drawn: Vec::new(),
            margins: Vec::new(),
            attachments: Vec::new(),
            title: None,
            warnings: Vec::new(),
            full: false,
            shown: None,
        }
    }

    fn tree(&mut self, name: &str) -> Result<Node, Problem> {
        let (root, broken) = self.parts.tree(name)?;
        if broken {
            let message = format!("部件 {name} 不完整，只读出前面的部分");
            self.warnings.push(Warning::new(WarningCode::PartDamaged, message));
        }
        Ok(root)
    }

    /// A part whose loss is only a loss of what it holds.
    fn part(&mut self, from: &str, location: &str) -> Option<(String, Node)> {
        let Some(name) = self.parts.find(from, location) else {
            let message = format!("包内缺少 {location}");
            self.warnings.push(Warning::new(WarningCode::PartMissing, message));
            return None;
        };
        match self.tree(&name) {
            Ok(node) => Some((name, node)),
            Err(problem) => {
                let message = format!("部件 {name} 未读出：{}", problem.message);
                self.warnings.push(Warning::new(WarningCode::PartDamaged, message));
                None
            }
        }
    }

    fn body(&mut self, body: &Node) {
        let title = body.child("DocInfo").and_then(|info| info.child_text("Title"));
        self.title = self.title.take().or_else(|| title.map(str::to_owned));
        let current = body
            .child("Versions")
            .and_then(|versions| versions.all("Version").find(|v| v.flag("Current", false)))
            .and_then(|version| version.attr("BaseLoc"))
            .and_then(|location| self.part("OFD.xml", location))
            .and_then(|(path, node)| Some((path, node.child_text("DocRoot")?.to_owned())));
        let (from, root) = match (current, body.child_text("DocRoot")) {
            (Some(current), _) => current,
            (None, Some(root)) => ("OFD.xml".to_owned(), root.to_owned()),
            (None, None) => return,
        };
        let Some((path, root)) = self.part(&from, &root) else { return };
        let document = self.prepare(&root, &path);
        let first = self.pages.len() as u32 + 1;
        let mut numbers = HashMap::new();
        for (index, page) in
            root.child("Pages").iter().flat_map(|pages| pages.all("Page")).enumerate()
        {
            if self.is_full(index) {
                break;
            }
            if let Some(id) = page.attr("ID") {
                numbers.insert(id.to_owned(), first + index as u32);
            }
            self.page(&document, page);
        }
        self.attach(&root, &path);
        if let Some(location) = body.child_text("Signatures") {
            self.sign(location, &numbers);
        }
    }

    fn prepare<'b>(&mut self, root: &'b Node, path: &'b str) -> Body<'b> {
        let mut resources = Resources::default();
        let mut templates = HashMap::new();
        let mut area = None;
        for common in root.all("CommonData") {
            area = area.or_else(|| page_area(common.child("PageArea")));
            for node in &common.children {
                match &*node.name {
                    "PublicRes" | "DocumentRes" => {
                        if let Some((path, res)) = self.part(path, &node.text) {
                            resources.add(&res, &path, self.parts);
                        }
                    }
                    "TemplatePage" => {
                        templates.extend(node.attr("ID").map(|id| (id, node)));
                    }
                    _ => {}
                }
            }
        }
        let annotations = self.annotations(root, path);
        let resources = Rc::new(resources);
        Body { path, resources, templates, area: area.unwrap_or(A4), annotations }
    }

    fn is_full(&mut self, pages_before: usize) -> bool {
        let limits = &self.options.limits;
        let reason = if self.pages.len() as u32 >= limits.pages {
            format!("超过 {} 页，其余未读", limits.pages)
        } else if self.begun.elapsed() > limits.time_a_file {
            format!("读取超时，只读了前 {pages_before} 页")
        } else {
            return false;
        };
        if !self.full {
            self.full = true;
            self.warnings.push(Warning::new(WarningCode::LimitExceeded, reason));
        }
        true
    }

    fn page(&mut self, document: &Body<'_>, listed: &Node) {
        let number = self.pages.len() as u32 + 1;
        let location = listed.attr("BaseLoc").unwrap_or_default();
        let Some((path, content)) = self.part(document.path, location) else {
            let mut page = blank(number, document.area);
            page.source = PageSource::Unread("页面内容缺失或损坏".to_owned());
            let size = (page.width, page.height);
            self.shown.iter_mut().for_each(|all| all.push(Shown { size, ..Shown::default() }));
            self.pages.push(page);
            return;
        };
        let mut area = page_area(content.child("Area"));
        let mut behind = Vec::new();
        let mut before = Vec::new();
        for used in content.all("Template").take(MAX_TEMPLATES) {
            let Some(template) =
                used.attr("TemplateID").and_then(|id| document.templates.get(id).copied())
            else {
                continue;
            };
            let location = template.attr("BaseLoc").unwrap_or_default();
            let Some((path, node)) = self.part(document.path, location) else { continue };
            area = area.or_else(|| page_area(node.child("Area")));
            let order = used.attr("ZOrder").or(template.attr("ZOrder"));
            let layer = if order == Some("Foreground") { &mut before } else { &mut behind };
            layer.push((path, node));
        }
        let area = area.unwrap_or(document.area);
        // Resources of single pages are few; the document's are not read again for them.
        let mut own = Resources::default();
        for (path, node) in behind.iter().chain(&before).chain([&(path.clone(), content.clone())]) {
            for res in node.all("PageRes") {
                if let Some((path, res)) = self.part(path, &res.text) {
                    own.add(&res, &path, self.parts);
                }
            }
        }
        let own = own.over(&document.resources);
        let left = self.options.limits.marks_a_page;
        let mut painter = Painter::new(&own, blank(number, area), left);
        painter.page.account = self.options.pictures;
        painter.shown = self.shown.as_ref().map(|_| Vec::new());
        let around = Surroundings::page(area);
        for (_, node) in &behind {
            painter.paint(node, around);
        }
        painter.paint(&content, around);
        for (_, node) in &before {
            painter.paint(node, around);
        }
        for part in
            listed.attr("ID").and_then(|id| document.annotations.get(id)).into_iter().flatten()
        {
            self.annotate(&mut painter, part, area);
        }
        self.done(painter, number);
    }

    fn done(&mut self, painter: Painter<'_>, number: u32) {
        let Painter {
            mut page,
            pictures,
            drawings,
            covered,
            drawn,
            ground,
            left,
            shown,
            unshown,
            ..
        } = painter;
        if let (Some(all), Some(items)) = (&mut self.shown, shown) {
            all.push(Shown { size: (page.width, page.height), items, unshown });
        }
        if left == 0 {
            let message = "本页图元过多，其余未读";
            self.warnings.push(Warning::on_page(WarningCode::LimitExceeded, number, message));
        }
        ground.settle(&mut page.glyphs, f64::from(page.width * page.height) / 2.0);
        let lines = drawn.stretches(&page.glyphs, page.width, page.height);
        let letters = lines.iter().map(|line| line.letters).sum();
        page.source = soundness::judge(&page, Layer { unknown: 0, shapes: drawn.count(), letters });
        if self.options.pictures {
            page.pictures = self.seen(number, &pictures);
        }
        let nonsense = soundness::is_nonsense(&page.source);
        let looked_at = page.source.is_unread() || soundness::is_doubtful(&page);
        if looked_at || !lines.is_empty() {
            let found = pictures.into_iter().filter_map(|(member, place)| {
                Some(Picture { bytes: self.parts.bytes(&member).ok()?, place })
            });
            let set =
                page.glyphs.iter().skip(covered).filter(|glyph| !glyph.hidden && !glyph.covered);
            let set = set.cloned().collect();
            let waiting = Waiting { pictures: found.collect(), drawings, set, nonsense };
            self.waiting.insert(number, waiting);
        }
        unseen::leave_out(&mut page);
        if nonsense {
            page.glyphs.clear();
        } else if !lines.is_empty() && page.source == PageSource::Text {
            let areas = lines.iter().map(|line| line.bbox).collect();
            self.drawn.push(ocr::Part { page: number, quarter: 0, areas });
        }
        self.pages.push(page);
    }

    /// The looks of a page's pictures, for a comparison.
    fn seen(&self, number: u32, pictures: &[(String, Rect)]) -> Vec<document::Picture> {
        let one = |(member, place): &(String, Rect)| {
            let bytes = self.parts.bytes(member).ok();
            let look = |bytes: Vec<u8>| look(&bytes, Default::default(), &self.options.limits);
            document::Picture {
                place: Place::on(number, *place),
                width: place.width(),
                height: place.height(),
                look: bytes.map(look).map(Arc::new),
                ..Default::default()
            }
        };
        pictures.iter().take(LOOKS).map(one).collect()
    }

    /// The parts that hold annotations, by the page they are on.
    fn annotations(&mut self, root: &Node, path: &str) -> HashMap<String, Vec<String>> {
        let mut by_page: HashMap<String, Vec<String>> = HashMap::new();
        let Some(location) = root.child_text("Annotations") else { return by_page };
        let Some((path, list)) = self.part(path, location) else { return by_page };
        for page in list.all("Page") {
            let file = page.child_text("FileLoc").and_then(|file| self.parts.find(&path, file));
            if let (Some(id), Some(file)) = (page.attr("PageID"), file) {
                by_page.entry(id.to_owned()).or_default().push(file);
            }
        }
        by_page
    }

    /// Puts the visible annotations of one part on the page; watermarks, which
    /// run across the text, and written remarks stand apart from it.
    fn annotate(&mut self, painter: &mut Painter<'_>, part: &str, area: [f64; 4]) {
        let Ok(root) = self.tree(part) else { return };
        for annotation in root.all("Annot") {
            let remark = annotation.child_text("Remark").unwrap_or_default();
            let begin = painter.page.glyphs.len();
            self.appear(painter, annotation, area);
            // A remark that the page shows as text is no remark beside it.
            let packed = |text: &str| text.split_whitespace().collect::<String>();
            let shown: String =
                painter.page.glyphs.iter().skip(begin).map(|g| g.character).collect();
            if !remark.trim().is_empty() && !packed(&shown).contains(&packed(remark)) {
                let place = Place { page: painter.page.number, bbox: None };
                let text = Text::placed(remark, place, 1.0);
                self.margins.push(Margin { kind: MarginKind::Comment, text });
            }
        }
    }

    /// Draws what an annotation looks like.
    fn appear(&mut self, painter: &mut Painter<'_>, annotation: &Node, area: [f64; 4]) {
        if !annotation.flag("Visible", true) {
            return;
        }
        let is = |name| {
            annotation.attr("Type") == Some(name) || annotation.attr("Subtype") == Some(name)
        };
        let watermark = is("Watermark");
        for look in annotation.all("Appearance") {
            let boundary = st_box(look.attr("Boundary")).unwrap_or_default();
            let before = painter.page.glyphs.len();
            painter.paint(look, Surroundings::annotation(area, boundary));
            if watermark {
                let content: String =
                    painter.page.glyphs.drain(before..).map(|glyph| glyph.character).collect();
                if !content.trim().is_empty() {
                    let place = Place { page: painter.page.number, bbox: None };
                    let text = Text::placed(content, place, 1.0);
                    self.margins.push(Margin { kind: MarginKind::Comment, text });
                }
            }
        }
    }

    fn attach(&mut self, root: &Node, path: &str) {
        let Some(location) = root.child_text("Attachments") else { return };
        let Some((path, list)) = self.part(path, location) else { return };
        for attachment in list.all("Attachment").take(self.options.limits.members) {
            let Some(location) = attachment.child_text("FileLoc") else { continue };
            let file = location.rsplit(['/', '\\']).next().unwrap_or(location);
            let name = match attachment.attr("Name") {
                Some(name) if name.contains('.') => name.to_owned(),
                Some(name) => match file.rsplit_once('.') {
                    Some((_, extension)) => format!("{name}.{extension}"),
                    None => name.to_owned(),
                },
                None => file.to_owned(),
            };
            match self.parts.find(&path, location).map(|member| self.parts.bytes(&member)) {
                Some(Ok(bytes)) => self.attachments.push(Attachment { name, bytes }),
                _ => {
                    let message = format!("附件 {name} 未能取出");
                    self.warnings.push(Warning::new(WarningCode::AttachmentLost, message));
                }
            }
        }
    }

    /// Where the electronic seals of the signatures stand.
    fn sign(&mut self, location: &str, numbers: &HashMap<String, u32>) {
        let Some((path, list)) = self.part("OFD.xml", location) else { return };
        for signature in list.all("Signature").take(self.options.limits.members) {
            let Some(file) = signature.attr("BaseLoc") else { continue };
            let Some((_, root)) = self.part(&path, file) else { continue };
            for stamp in root.child("SignedInfo").iter().flat_map(|info| info.all("StampAnnot")) {
                let number = stamp.attr("PageRef").and_then(|id| numbers.get(id)).copied();
                let boundary = st_box(stamp.attr("Boundary"));
                let (Some(number), Some([x, y, w, h])) = (number, boundary) else { continue };
                let Some(page) = self.pages.get_mut(number as usize - 1) else { continue };
                let [x0, y0, x1, y1] = [x, y, x + w, y + h].map(|v| (v * POINTS_A_MM) as f32);
                let place = Place::on(number, Rect::new(x0, y0, x1, y1));
                page.seals.push(Seal { place, text: None });
            }
        }
    }

    fn finish(self) -> Document {
        let Self { mut pages, waiting, drawn, options, .. } = self;
        let sizes: HashMap<u32, (f32, f32)> =
            pages.iter().map(|page| (page.number, (page.width, page.height))).collect();
        let render = |number: u32| match (waiting.get(&number), sizes.get(&number)) {
            (Some(page), Some(size)) => page.picture(number, *size, &options.limits),
            _ => Err(Problem::new(Code::Damaged, "页面图像缺失", "请重新获取原件")),
        };
        let (ocr, limits) = (&options.ocr, &options.limits);
        let mut warnings = self.warnings;
        let doubtful = (0..pages.len()).filter(|&at| soundness::is_doubtful(&pages[at]));
        let doubtful: Vec<usize> = doubtful.collect();
        ocr::verify(&mut pages, &doubtful, &render, ocr, limits);
        let seals: Vec<Vec<Seal>> = pages.iter().map(|page| page.seals.clone()).collect();
        let unread = |page: &InkPage| page.source.is_unread();
        let before: Vec<bool> = pages.iter().map(unread).collect();
        warnings.append(&mut ocr::complete(&mut pages, &render, ocr, limits));
        for ((page, seals), was_unread) in pages.iter_mut().zip(seals).zip(before) {
            if was_unread && !page.source.is_unread() {
                page.seals.extend(seals);
                waiting.get(&page.number).into_iter().for_each(|found| found.set_on(page));
            }
        }
        warnings.append(&mut ocr::supplement(&mut pages, &drawn, &render, ocr, limits));
        let mut document = layout::lay_out(pages);
        document.margins.extend(self.margins);
        document.attachments = self.attachments;
        document.title = document.title.or(self.title);
        document.warnings.append(&mut warnings);
        document
    }
}

fn blank(number: u32, [_, _, width, height]: [f64; 4]) -> InkPage {
    InkPage::blank(number, (width * POINTS_A_MM) as f32, (height * POINTS_A_MM) as f32)
}

/// The page's box: its physical size, or the area it is shown in.
fn page_area(area: Option<&Node>) -> Option<[f64; 4]> {
    let area = area?;
    ["PhysicalBox", "ApplicationBox", "CropBox"]
        .iter()
        .find_map(|name| st_box(area.child_text(name)))
        .filter(|[_, _, w, h]| *w > 0.0 && *h > 0.0 && *w < 1e5 && *h < 1e5)
}
