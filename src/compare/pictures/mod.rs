//! Pictures: each of one side is looked for on the other. A picture that is not
//! found, or only one like it, is named and left to the reviewer; seals belong to
//! the printed copy, and pictures of scanned pages cannot be told from the page.

mod code;
mod likeness;
mod seal;
mod standing;

use crate::compare::judge::margins;
use crate::compare::pictures::likeness::{Judged, Likeness};
use crate::compare::report::reason::Reason;
use crate::compare::report::rule::Rule;
use crate::compare::report::{
    Difference, Equivalence, Kind, Note, Reading, Severity, SideName, Unread,
};
use crate::compare::side::Side;
use crate::compare::stream::flow::Flow;
use crate::compare::stream::fold;
use crate::document::{Document, PageSource, Picture, Pixels, Rect};
use crate::read::ocr::glance;

/// Sides (points) below which a picture is a line or a dot: a digit is as narrow as a line,
/// but not as long.
const SMALLEST: f32 = 6.0;
const NARROWEST: f32 = 2.5;
const LINE: f32 = 5.0;
/// Points of a picture of which only the pixels are known: it is taken at 96 an inch.
const PIXEL: f32 = 0.75;
/// Share of its ink that is red in a seal, and how large a seal is at most, points.
const RED: f32 = 0.8;
const SEAL: f32 = 200.0;
/// Less ink than this share is an empty picture.
const BLANK: f32 = 0.001;
/// Share of its page that the scan of a page covers.
const SCAN: f32 = 0.6;
/// Pairs of pictures that are looked at closely.
const CLOSE_LOOKS: usize = 1000;
/// A shadow is nowhere darker than this, and changes by no more than this share of its
/// depth from one pixel to the next.
const SHADE: u8 = 140;
const SHADE_STEP: f32 = 0.36;
/// How far the height of a part of a seal may be from the whole one's.
const RIDGE: f32 = 0.15;
/// Width and height (points) of a signature at most, and the share of its picture that its
/// strokes take.
const SIGNED: [f32; 2] = [150.0, 60.0];
const STROKES: f32 = 0.3;
/// How far (points) the place of a running picture moves from page to page.
const DRIFT: f32 = 3.0;

/// What the comparison of pictures found.
#[derive(Debug, Default)]
pub struct Pictures {
    /// Pictures that differ or stand on one side alone.
    pub differences: Vec<Difference>,
    /// Pictures that nothing can be said of.
    pub unread: Vec<Unread>,
    /// What was left out on purpose.
    pub notes: Vec<Note>,
    /// Pictures that were packed anew.
    pub equivalences: Vec<Equivalence>,
}

/// One picture of a side.
struct Shown<'a> {
    /// Its number among all pictures of the side.
    index: usize,
    picture: &'a Picture,
    judged: Option<Judged<'a>>,
    role: Role,
    partner: Option<usize>,
}

/// What a picture is to its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Content,
    /// It stands in headers or footers, or on every page.
    Running,
    /// A red seal.
    Seal,
    /// The scan of a whole page, which was read as text.
    Scan,
    /// A pale shadow that a program printed as a picture, without a partner.
    Shade,
    /// What somebody wrote where a signature is asked for, without a partner.
    Signature,
    /// A square code for machines, without a partner.
    Code,
}

/// Compares the pictures of two documents; of a record without a document there are none.
pub fn compare(paper: &Side, online: &Side, flows: [Option<&Flow>; 2]) -> Pictures {
    let mut out = Pictures::default();
    let [on_paper, on_line] = flows;
    let (p, o) = match (&paper.document, &online.document) {
        (Some(p), Some(o)) => (p, o),
        (Some(only), None) => {
            alone(&mut shown(only), (paper, SideName::Paper, on_paper), &mut out);
            return out;
        }
        (None, Some(only)) => {
            alone(&mut shown(only), (online, SideName::Online, on_line), &mut out);
            return out;
        }
        (None, None) => return out,
    };
    let (mut left, mut right) = (shown(p), shown(o));
    pair(&mut left, &mut right, &mut out);
    if let Some(flows) = on_paper.zip(on_line) {
        elsewhere(&left, &right, flows, &mut out);
    }
    // A seal of one side alone was set on the printed copy; two seals, or two pictures of page
    // headers, are compared.
    for role in [Role::Seal, Role::Running] {
        let alone = |s: &Shown<'_>| s.role == role && s.partner.is_none();
        let both = left.iter().any(alone) && right.iter().any(alone);
        let typed = |d: &Document| d.tells_labels && d.pages.is_empty();
        if both || role == Role::Running && typed(p) && typed(o) {
            left.iter_mut().chain(&mut right).filter(|s| alone(s)).for_each(|s| {
                s.role = Role::Content;
            });
        }
    }
    shades(&mut left, p);
    shades(&mut right, o);
    sealed(&mut left, (paper, SideName::Paper, on_paper), &mut out);
    sealed(&mut right, (online, SideName::Online, on_line), &mut out);
    // What was signed or printed for machines on one copy alone.
    let bare = |own: &[Shown<'_>]| open(own).is_empty();
    let (bare_left, bare_right) = (bare(&left), bare(&right));
    if bare_right {
        set_apart(&mut left, on_paper);
    }
    if bare_left {
        set_apart(&mut right, on_line);
    }
    reordered(&left, &right, &mut out);
    left_out(&left, SideName::Paper, &mut out);
    left_out(&right, SideName::Online, &mut out);
    let scanned = |document: &Document| document.pages.iter().any(|page| is_image(&page.source));
    if scanned(p) || scanned(o) {
        out.notes.push(Note::new(Reason::PictureOnScan, "扫描页上的照片、图片不能自动比对"));
    }
    let (paper_open, online_open) = (open(&left), open(&right));
    match (scanned(p), scanned(o)) {
        (false, false) => unmatched(&left, &right, paper_open, online_open, &mut out),
        (on_paper, on_line) => {
            // What stands on one side may stand on a scanned page of the other.
            let sides = [
                (paper_open, &left, on_line, SideName::Online),
                (online_open, &right, on_paper, SideName::Paper),
            ];
            for (open, own, hidden, side) in sides {
                match (hidden, open.first().and_then(|at| own.get(*at))) {
                    (_, None) => {}
                    (true, Some(first)) => out.unread.push(Unread {
                        side,
                        page: None,
                        pointer: format!("/pictures/{}", first.index),
                        bbox: None,
                        alike: None,
                        reason: Reason::PictureOnScan,
                        note: format!(
                            "另一侧有 {} 幅图片，这一侧有扫描页，是否相同须人工核对",
                            open.len()
                        ),
                    }),
                    (false, Some(_)) if side == SideName::Online => {
                        unmatched(&left, &right, open, Vec::new(), &mut out);
                    }
                    (false, Some(_)) => unmatched(&left, &right, Vec::new(), open, &mut out),
                }
            }
        }
    }
    out
}

fn is_image(source: &PageSource) -> bool {
    matches!(source, PageSource::Ocr | PageSource::Unread(_))
}

/// The pictures that may say something, those that run over pages once.
fn shown(document: &Document) -> Vec<Shown<'_>> {
    let mut found: Vec<Shown<'_>> = Vec::new();
    for (index, picture) in document.pictures.iter().enumerate() {
        let pixels = picture.look.as_ref().and_then(|look| look.pixels.as_ref());
        let [width, height] = size(picture);
        let known = width > 0.0 && height > 0.0;
        let (thin, long) = (width.min(height), width.max(height));
        let is_line = thin < NARROWEST || long < SMALLEST || thin < SMALLEST && long > LINE * thin;
        if known && is_line || pixels.is_some_and(|p| p.inked < BLANK) {
            continue;
        }
        let digest = |picture: &Picture| picture.look.as_ref().map(|look| look.digest);
        let runs = |other: &&mut Shown<'_>| {
            let (a, b) = (other.picture.place, picture.place);
            let near = |a: Rect, b: Rect| {
                let edges = [a.x0 - b.x0, a.y0 - b.y0, a.x1 - b.x1, a.y1 - b.y1];
                edges.iter().all(|edge| edge.abs() <= DRIFT)
            };
            a.page != b.page
                && digest(picture).is_some()
                && digest(other.picture) == digest(picture)
                && a.bbox.zip(b.bbox).is_some_and(|(a, b)| near(a, b))
        };
        if let Some(first) = found.iter_mut().find(runs) {
            first.role = Role::Running;
            continue;
        }
        let page = document.pages.iter().find(|page| page.number == picture.place.page);
        let scan = page.is_some_and(|page| {
            is_image(&page.source) && width * height > SCAN * page.width * page.height
        });
        let red = pixels.is_some_and(|p| p.red > RED);
        let role = match () {
            () if picture.running => Role::Running,
            () if scan => Role::Scan,
            () if red && known && long <= SEAL && pixels.is_some_and(seal::is_seal) => Role::Seal,
            () => Role::Content,
        };
        let judged =
            picture.look.as_deref().map(|look| Judged::of(look, [picture.width, picture.height]));
        found.push(Shown { index, picture, judged, role, partner: None });
    }
    found
}

/// Width and height in points; 0 when nothing says.
fn size(picture: &Picture) -> [f32; 2] {
    if picture.width > 0.0 && picture.height > 0.0 {
        return [picture.width, picture.height];
    }
    let pixels = picture.look.as_ref().and_then(|look| look.pixels.as_ref());
    pixels.map_or([0.0; 2], |p| [p.luma.width, p.luma.height].map(|side| side as f32 * PIXEL))
}

/// Finds the partner of each picture: by its bytes, then by its pixels.
fn pair(left: &mut [Shown<'_>], right: &mut [Shown<'_>], out: &mut Pictures) {
    let mut looks = CLOSE_LOOKS;
    for by_pixels in [false, true] {
        let mut cursor = 0;
        for (at, shown) in left.iter_mut().enumerate() {
            if let Some(partner) = shown.partner {
                cursor = partner + 1;
                continue;
            }
            let Some(own) = &shown.judged else { continue };
            // The next one in order first, then any.
            let order = (cursor..right.len()).chain(0..cursor.min(right.len()));
            let same = |to: &usize| {
                let (None, Some(other)) = (right[*to].partner, &right[*to].judged) else {
                    return false;
                };
                if !by_pixels {
                    return own.is(other);
                }
                if looks == 0 || !own.resembles(other) {
                    return false;
                }
                looks -= 1;
                own.likeness(other) == Likeness::Repacked
            };
            let Some(to) = { order }.find(same) else { continue };
            (shown.partner, right[to].partner) = (Some(to), Some(at));
            cursor = to + 1;
            if by_pixels {
                out.equivalences.push(Equivalence {
                    pointer: format!("/pictures/{}", right[to].index),
                    rule: Rule::PictureCoding,
                    paper: described(shown.picture),
                    online: described(right[to].picture),
                    count: 1,
                });
            }
        }
    }
}

/// Pairs whose pictures stand at other words or in other cells.
fn elsewhere(
    left: &[Shown<'_>],
    right: &[Shown<'_>],
    (paper, online): (&Flow, &Flow),
    out: &mut Pictures,
) {
    let told = |shown: &&Shown<'_>| matches!(shown.role, Role::Content | Role::Seal);
    for own in left.iter().filter(told) {
        let Some(other) = own.partner.map(|to| &right[to]).filter(told) else { continue };
        let here = standing::of(own.picture, paper).zip(standing::of(other.picture, online));
        if here.is_some_and(|(a, b)| !a.is(&b)) {
            out.differences.push(Difference {
                reordered: true,
                ..difference(Some(own), Some(other), Reason::PictureElsewhere)
            });
        }
    }
}

/// Pictures of a side whose other side is a record without pictures.
fn alone(
    own: &mut [Shown<'_>],
    (side, name, flow): (&Side, SideName, Option<&Flow>),
    out: &mut Pictures,
) {
    sealed(own, (side, name, flow), out);
    set_apart(own, flow);
    left_out(own, name, out);
    let pictures: Vec<&Shown<'_>> = own.iter().filter(|s| s.role == Role::Content).collect();
    for shown in &pictures {
        if let Some(words) = says_worth(shown, side) {
            let note = format!("图片上有“{words}”等字，另一侧没有，须人工核对");
            out.unread.push(told(shown, name, Reason::PictureSays, note));
        }
    }
    if !pictures.is_empty() {
        let count = pictures.len();
        let text = format!("{count} 幅图片只有一侧有文件可看，未比对");
        out.notes.push(Note::new(Reason::PictureLeftOut, text));
    }
}

/// Words on a picture that say what the document is worth (作废, 样本).
fn says_worth(shown: &Shown<'_>, side: &Side) -> Option<String> {
    let settings = side.eye.as_ref().filter(|settings| glance::can_read(settings))?;
    let pixels = shown.picture.look.as_ref()?.pixels.as_ref()?;
    let words = glance::words(&pixels.luma, size(shown.picture), settings);
    margins::stands(&fold::folded(&words)).then_some(words)
}

/// Reads the seals that stand on one side alone: a name that the side's text does not say is
/// another's. Without models for reading they are left out, and that is said.
fn sealed(
    own: &mut [Shown<'_>],
    (side, name, flow): (&Side, SideName, Option<&Flow>),
    out: &mut Pictures,
) {
    let Some(settings) = side.eye.as_ref() else { return };
    let any = own.iter().any(|s| s.role == Role::Seal && s.partner.is_none());
    if !any || !glance::can_read(settings) {
        return;
    }
    let text = flow.map(|flow| flow.words(0..flow.marks.len())).unwrap_or_default();
    let mut proven: Vec<f32> = Vec::new();
    for shown in own.iter().filter(|s| s.role == Role::Seal && s.partner.is_none()) {
        let pixels = shown.picture.look.as_ref().and_then(|look| look.pixels.as_ref());
        let said = pixels.and_then(|pixels| glance::seal_text(&pixels.luma, settings));
        match said {
            Some(said) if text.contains(&fold::words(&said)) => proven.push(size(shown.picture)[1]),
            Some(said) => {
                let note = format!("印章上的文字读作“{said}”，正文中没有这一名称，须人工核对");
                out.unread.push(told(shown, name, Reason::SealOther, note));
            }
            None => {
                let note = Reason::SealUnread.chinese().to_owned();
                out.unread.push(told(shown, name, Reason::SealUnread, note));
            }
        }
    }
    // A part of such a seal that runs over the page's edge is of the same seal.
    let pages = side.document.iter().flat_map(|document| &document.pages);
    let widths: Vec<(u32, f32)> = pages.map(|page| (page.number, page.width)).collect();
    for shown in own.iter_mut().filter(|s| s.role == Role::Content && s.partner.is_none()) {
        let [_, height] = size(shown.picture);
        let same = proven.iter().any(|whole| (whole - height).abs() <= RIDGE * whole);
        if same && is_ridge(shown.picture, &widths) {
            shown.role = Role::Seal;
        }
    }
}

/// Whether a picture is a part of a seal that was set over the edges of several pages.
fn is_ridge(picture: &Picture, widths: &[(u32, f32)]) -> bool {
    let [width, height] = size(picture);
    let pixels = picture.look.as_ref().and_then(|look| look.pixels.as_ref());
    let red = pixels.is_some_and(|pixels| pixels.red > RED);
    let page = widths.iter().find(|(number, _)| *number == picture.place.page);
    let at_edge = page
        .zip(picture.place.bbox)
        .is_some_and(|((_, page), bbox)| bbox.x0 <= DRIFT || bbox.x1 >= page - DRIFT);
    red && at_edge && width <= 0.8 * height && height <= SEAL
}

/// What somebody signed, and codes for machines, on one side alone.
fn set_apart(own: &mut [Shown<'_>], flow: Option<&Flow>) {
    for shown in own.iter_mut().filter(|s| s.role == Role::Content && s.partner.is_none()) {
        let pixels = shown.picture.look.as_ref().and_then(|look| look.pixels.as_ref());
        if pixels.is_some_and(code::is_square_code) {
            shown.role = Role::Code;
            continue;
        }
        let [width, height] = size(shown.picture);
        let written = pixels.is_some_and(|pixels| {
            pixels.inked <= STROKES && pixels.red < RED && width <= SIGNED[0] && height <= SIGNED[1]
        });
        if flow.is_some_and(|flow| written && standing::is_signed_for(shown.picture, flow)) {
            shown.role = Role::Signature;
        }
    }
}

fn told(shown: &Shown<'_>, side: SideName, reason: Reason, note: String) -> Unread {
    Unread {
        page: Some(shown.picture.place.page).filter(|page| *page > 0),
        pointer: format!("/pictures/{}", shown.index),
        bbox: shown.picture.place.bbox,
        note,
        ..Unread::new(side, reason)
    }
}

/// Pictures of a print that nobody put there: the shadows of shapes and of letters.
fn shades(own: &mut [Shown<'_>], document: &Document) {
    if document.pages.is_empty() {
        return;
    }
    for shown in own.iter_mut().filter(|s| s.role == Role::Content && s.partner.is_none()) {
        let pixels = shown.picture.look.as_ref().and_then(|look| look.pixels.as_ref());
        if pixels.is_some_and(is_shade) {
            shown.role = Role::Shade;
        }
    }
}

/// Whether a picture is a grey that is pale throughout and has no edges: strokes, letters
/// and faces have some.
fn is_shade(pixels: &Pixels) -> bool {
    let plane = &pixels.luma;
    let darkest = plane.values.iter().copied().min().unwrap_or(0);
    let depth = 255 - darkest;
    let step = f32::from(depth) * SHADE_STEP;
    let soft = |a: &u8, b: &u8| f32::from(a.abs_diff(*b)) <= step;
    let grey = |tint: &[u8; 2]| tint.iter().all(|t| t.abs_diff(128) <= 3);
    let mut rows = plane.values.chunks_exact(plane.width.max(1));
    let level = |row: &[u8]| row.windows(2).all(|pair| soft(&pair[0], &pair[1]));
    let upright = || {
        let below = plane.values.get(plane.width..).unwrap_or_default();
        plane.values.iter().zip(below).all(|(a, b)| soft(a, b))
    };
    darkest >= SHADE && pixels.tints.iter().all(grey) && rows.all(level) && upright()
}

/// Pictures that stand in another order.
fn reordered(left: &[Shown<'_>], right: &[Shown<'_>], out: &mut Pictures) {
    let content = |shown: &Shown<'_>| shown.role == Role::Content;
    let pairs: Vec<(usize, usize)> = left
        .iter()
        .enumerate()
        .filter(|(_, shown)| content(shown))
        .filter_map(|(at, shown)| Some((at, shown.partner.filter(|to| content(&right[*to]))?)))
        .collect();
    // What of one side stands in front of something that the other side has later.
    let kept = rising(&pairs.iter().map(|(_, to)| *to).collect::<Vec<_>>());
    for (number, (at, to)) in pairs.iter().enumerate() {
        if kept.contains(&number) {
            continue;
        }
        out.differences.push(Difference {
            severity: Severity::Formal,
            reordered: true,
            ..difference(Some(&left[*at]), Some(&right[*to]), Reason::PicturesReordered)
        });
    }
}

/// The places of a longest rising row of numbers.
fn rising(numbers: &[usize]) -> Vec<usize> {
    // By the last number of the best row of each length: its place, and the place before each.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; numbers.len()];
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before[at] = length.checked_sub(1).map(|l| ends[l]);
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut row: Vec<usize> =
        std::iter::successors(ends.last().copied(), |at| before[*at]).collect();
    row.reverse();
    row
}

/// Seals and running pictures of one side alone are no difference, but are said.
fn left_out(own: &[Shown<'_>], side: SideName, out: &mut Pictures) {
    let names = [
        (Role::Seal, "红色印章"),
        (Role::Running, "页眉、页脚或每页重复的图片"),
        (Role::Shade, "浅灰色、无轮廓的阴影"),
        (Role::Signature, "签字处的手写签名（所签何人未核对）"),
        (Role::Code, "二维码（内容未读）"),
    ];
    for (role, name) in names {
        let alone = || own.iter().filter(|shown| shown.role == role && shown.partner.is_none());
        let mut pages: Vec<u32> = alone().map(|shown| shown.picture.place.page).collect();
        let count = pages.len();
        pages.retain(|page| *page > 0);
        pages.dedup();
        if count > 0 {
            let pages: Vec<String> = pages.iter().take(20).map(u32::to_string).collect();
            let place = if pages.is_empty() {
                String::new()
            } else {
                format!("（第{}页）", pages.join("、"))
            };
            let text = format!("{}有 {count} 处{name}{place}，未比对", side.title());
            out.notes.push(Note::new(Reason::PictureLeftOut, text));
        }
    }
}

/// Pictures of the content without a partner.
fn open(own: &[Shown<'_>]) -> Vec<usize> {
    let open =
        |(_, shown): &(usize, &Shown<'_>)| shown.role == Role::Content && shown.partner.is_none();
    own.iter().enumerate().filter(open).map(|(at, _)| at).collect()
}

/// Two pictures at the same point of both orders are one that differs; the rest
/// stand on one side alone.
fn unmatched(
    left: &[Shown<'_>],
    right: &[Shown<'_>],
    mut paper: Vec<usize>,
    mut online: Vec<usize>,
    out: &mut Pictures,
) {
    let matched = |own: &[Shown<'_>], at: usize| {
        own[..at].iter().filter(|s| s.role == Role::Content && s.partner.is_some()).count()
    };
    let mut changed = Vec::new();
    paper.retain(|p| {
        let gap = matched(left, *p);
        let same_place = |o: &usize| matched(right, *o) == gap;
        let like = |o: &usize| {
            let judged = left[*p].judged.as_ref().zip(right[*o].judged.as_ref());
            judged.is_some_and(|(a, b)| a.resembles(b))
        };
        let found = online
            .iter()
            .position(|o| same_place(o) && like(o))
            .or_else(|| online.iter().position(same_place))
            .or_else(|| online.iter().position(like));
        if let Some(at) = found {
            changed.push((*p, online.remove(at)));
        }
        found.is_none()
    });
    for (p, o) in changed {
        let (p, o) = (&left[p], &right[o]);
        let likeness = match (&p.judged, &o.judged) {
            (Some(a), Some(b)) => a.likeness(b),
            _ => Likeness::Unknown,
        };
        let reason = match likeness {
            Likeness::Unknown => {
                let page = Some(p.picture.place.page).filter(|page| *page > 0);
                out.unread.push(Unread {
                    side: SideName::Paper,
                    page,
                    pointer: format!("/pictures/{}", o.index),
                    bbox: p.picture.place.bbox,
                    alike: None,
                    reason: Reason::PictureUnknown,
                    note: Reason::PictureUnknown.chinese().to_owned(),
                });
                continue;
            }
            Likeness::Alike => Reason::PictureAlike,
            _ => Reason::PictureDiffers,
        };
        out.differences.push(difference(Some(p), Some(o), reason));
    }
    for p in paper {
        out.differences.push(difference(Some(&left[p]), None, Reason::PictureMissing));
    }
    for o in online {
        out.differences.push(difference(None, Some(&right[o]), Reason::PictureMissing));
    }
}

fn difference(paper: Option<&Shown<'_>>, online: Option<&Shown<'_>>, reason: Reason) -> Difference {
    let reading = |shown: &Shown<'_>| Reading {
        text: described(shown.picture),
        page: Some(shown.picture.place.page).filter(|page| *page > 0),
        bbox: shown.picture.place.bbox,
        ..Reading::default()
    };
    Difference {
        pointer: format!("/pictures/{}", online.or(paper).map_or(0, |shown| shown.index)),
        label: "图片".to_owned(),
        kind: match (paper, online) {
            (Some(_), None) => Kind::OnlyOnPaper,
            (None, Some(_)) => Kind::MissingOnPaper,
            _ => Kind::Changed,
        },
        severity: Severity::Suspect,
        paper: paper.map(reading),
        online: online.map(reading),
        confidence: 1.0,
        reason,
        note: reason.chinese().to_owned(),
        reordered: false,
    }
}

/// A picture in words: its size.
fn described(picture: &Picture) -> String {
    match size(picture) {
        [width, height] if width > 0.0 && height > 0.0 => {
            let [w, h] = [width, height].map(|points| points * 2.54 / 72.0);
            format!("图片（约 {w:.1}×{h:.1} 厘米）")
        }
        _ => "图片".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Look, Page, Pixels, Place};
    use std::sync::Arc;

    /// A picture of bars; its number says which.
    fn picture(number: u8, digest: u8) -> Picture {
        let row = |y: usize| {
            (0..40).flat_map(move |x| {
                let dark = (x * usize::from(number) / 8 + y / 8).is_multiple_of(2);
                [if dark { 30 } else { 220 }; 3]
            })
        };
        let rgb: Vec<u8> = (0..40).flat_map(row).collect();
        let look = Look { digest: [digest; 32], pixels: Pixels::of_rgb(40, 40, &rgb) };
        Picture { width: 120.0, height: 120.0, look: Some(Arc::new(look)), ..Picture::default() }
    }

    /// Word prints the shadow of a shape as a picture of its own.
    #[test]
    fn a_pale_grey_without_edges_is_a_shadow() {
        let of = |value: &dyn Fn(usize) -> u8, tint: u8| {
            let row = (0..60).flat_map(|x| {
                let value = value(x);
                [value, value, value.saturating_sub(tint)]
            });
            let row: Vec<u8> = row.collect();
            Pixels::of_rgb(60, 20, &row.repeat(20)).unwrap()
        };
        let soft = |x: usize| 255 - x.min(59 - x).min(5) as u8 * 20;
        assert!(is_shade(&of(&soft, 0)));
        // A stroke, a darker one and a coloured one are pictures.
        assert!(!is_shade(&of(&|x| if x % 9 < 2 { 155 } else { 255 }, 0)));
        assert!(!is_shade(&of(&|x| 255 - (x.min(59 - x) as u8 * 8).min(200), 0)));
        assert!(!is_shade(&of(&soft, 60)));
    }

    fn side(pictures: Vec<Picture>) -> Side {
        let document = Document { pictures, ..Document::default() };
        Side { document: Some(document), ..Side::default() }
    }

    fn told(paper: Vec<Picture>, online: Vec<Picture>) -> Vec<(Kind, bool)> {
        let found = compare(&side(paper), &side(online), [None; 2]);
        found.differences.iter().map(|d| (d.kind, d.reordered)).collect()
    }

    #[test]
    fn the_same_pictures_packed_anew_are_no_difference() {
        let found = compare(
            &side(vec![picture(1, 1), picture(2, 2)]),
            &side(vec![picture(1, 1), picture(2, 9)]),
            [None; 2],
        );
        assert!(found.differences.is_empty() && found.unread.is_empty());
        assert_eq!(found.equivalences.len(), 1);
    }

    #[test]
    fn exchanged_missing_and_reordered_pictures_are_named() {
        let three = || vec![picture(1, 1), picture(2, 2), picture(3, 3)];
        let exchanged = vec![picture(1, 1), picture(5, 5), picture(3, 3)];
        assert_eq!(told(exchanged, three()), [(Kind::Changed, false)]);
        assert_eq!(
            told(vec![picture(1, 1), picture(3, 3)], three()),
            [(Kind::MissingOnPaper, false)]
        );
        assert_eq!(told(three(), vec![picture(1, 1), picture(3, 3)]), [(Kind::OnlyOnPaper, false)]);
        let turned = vec![picture(2, 2), picture(1, 1), picture(3, 3)];
        assert_eq!(told(turned, three()), [(Kind::Changed, true)]);
    }

    #[test]
    fn what_has_no_pixels_or_stands_against_a_scan_is_not_compared() {
        let mut drawing = picture(1, 7);
        drawing.look = None;
        let found = compare(&side(vec![drawing]), &side(vec![picture(1, 1)]), [None; 2]);
        assert!(found.differences.is_empty() && found.unread.len() == 1);
        let mut scan = side(Vec::new());
        let source = PageSource::Ocr;
        let page = Page { number: 1, width: 595.0, height: 842.0, source, clipped: String::new() };
        scan.document.as_mut().unwrap().pages.push(page);
        let found = compare(&scan, &side(vec![picture(1, 1), picture(2, 2)]), [None; 2]);
        assert!(found.differences.is_empty() && found.unread.len() == 1);
        assert!(compare(&scan, &side(Vec::new()), [None; 2]).unread.is_empty());
    }

    #[test]
    fn lines_and_pictures_on_every_page_are_no_content() {
        let mut line = picture(1, 1);
        line.height = 2.0;
        assert!(told(vec![line], Vec::new()).is_empty());
        let on = |page: u32| {
            let mut picture = picture(2, 2);
            picture.place = Place::on(page, Rect::new(10.0, 10.0, 130.0, 130.0));
            picture
        };
        let found = compare(&side(vec![on(1), on(2), on(3)]), &side(Vec::new()), [None; 2]);
        assert!(found.differences.is_empty() && found.notes.len() == 1);
    }

    #[test]
    fn the_longest_rising_row() {
        assert_eq!(rising(&[0, 2, 1, 3]), [0, 2, 3]);
        assert!(rising(&[]).is_empty());
    }

    /// The paper is signed, the data online is not: that is how it should be.
    #[test]
    fn a_signature_where_one_is_asked_for_is_said_and_no_difference() {
        use crate::document::{Block, Paragraph, Text};
        let row = |y: usize| {
            (0..120).flat_map(move |x: usize| [if x.abs_diff(y * 3) < 4 { 20u8 } else { 255 }; 3])
        };
        let rgb: Vec<u8> = (0..40).flat_map(row).collect();
        let look = Look { digest: [9; 32], pixels: Pixels::of_rgb(120, 40, &rgb) };
        let at = |x: f32| Picture {
            place: Place::on(1, Rect::new(x, 490.0, x + 72.0, 514.0)),
            width: 72.0,
            height: 24.0,
            look: Some(Arc::new(look.clone())),
            ..Picture::default()
        };
        let told = |picture: Picture| {
            let place = Place::on(1, Rect::new(100.0, 500.0, 190.0, 512.0));
            let text = Text::placed("负责人（签字）：", place, 1.0);
            let block = Block::Paragraph(Paragraph { text, ..Paragraph::plain("") });
            let page = Page {
                number: 1,
                width: 595.0,
                height: 842.0,
                source: PageSource::Text,
                clipped: String::new(),
            };
            let document = Document {
                blocks: vec![block],
                pages: vec![page],
                pictures: vec![picture],
                ..Document::default()
            };
            let flow = Flow::of(&document);
            let paper = Side { document: Some(document.clone()), ..Side::default() };
            let found = compare(&paper, &side(Vec::new()), [Some(&flow), None]);
            (found.differences.len(), found.notes.len())
        };
        assert_eq!(told(at(200.0)), (0, 1));
        assert_eq!(told(at(420.0)), (1, 0), "far from where one signs");
    }
}
