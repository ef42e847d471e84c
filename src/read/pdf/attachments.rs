//! Files packed inside a PDF: the name tree of embedded files and the paper-clip
//! annotations on pages.

use super::strings;
use crate::document::Attachment;
use crate::intake::Limits;
use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys;
use hayro_syntax::object::{Array, Dict, Name, Stream, String as PdfString};
use std::ops::Deref;

/// Nodes of the name tree that are looked at, against loops.
const NODES: usize = 2_000;

/// All files packed inside, within the limits on members.
pub fn of(pdf: &Pdf, limits: &Limits) -> Vec<Attachment> {
    let mut found = Vec::new();
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let tree = root
        .and_then(|root| root.get::<Dict<'_>>(keys::NAMES))
        .and_then(|names| names.get::<Dict<'_>>(b"EmbeddedFiles"));
    let mut nodes: Vec<Dict<'_>> = tree.into_iter().collect();
    let mut seen = 0;
    while let Some(node) = nodes.pop() {
        seen += 1;
        if seen > NODES {
            break;
        }
        if let Some(kids) = node.get::<Array<'_>>(keys::KIDS) {
            nodes.extend(kids.iter::<Dict<'_>>().take(NODES));
        }
        if let Some(names) = node.get::<Array<'_>>(keys::NAMES) {
            found.extend(names.flex_iter_dicts().filter_map(|spec| file(&spec, limits)));
        }
    }
    for page in pdf.pages().iter().take(limits.pages as usize) {
        let Some(annotations) = page.raw().get::<Array<'_>>(keys::ANNOTS) else { continue };
        for annotation in annotations.iter::<Dict<'_>>().take(NODES) {
            let clip = annotation.get::<Name<'_>>(keys::SUBTYPE);
            if clip.is_some_and(|name| name.deref() == b"FileAttachment")
                && let Some(spec) = annotation.get::<Dict<'_>>(b"FS")
            {
                found.extend(file(&spec, limits));
            }
        }
    }
    found.truncate(limits.members);
    found
}

trait Dicts<'a> {
    fn flex_iter_dicts(&self) -> impl Iterator<Item = Dict<'a>>;
}

impl<'a> Dicts<'a> for Array<'a> {
    /// The values of a names array; the strings between them are passed over.
    fn flex_iter_dicts(&self) -> impl Iterator<Item = Dict<'a>> {
        self.iter::<hayro_syntax::object::Object<'a>>().filter_map(|object| match object {
            hayro_syntax::object::Object::Dict(dict) => Some(dict),
            _ => None,
        })
    }
}

fn file(spec: &Dict<'_>, limits: &Limits) -> Option<Attachment> {
    let name = [b"UF".as_slice(), b"F".as_slice()]
        .iter()
        .find_map(|key| strings::text(spec.get::<PdfString<'_>>(key)?.as_bytes()))
        .unwrap_or_else(|| "附件".to_owned());
    let streams = spec.get::<Dict<'_>>(b"EF")?;
    let stream = streams.get::<Stream<'_>>(b"F").or_else(|| streams.get::<Stream<'_>>(b"UF"))?;
    let bytes = stream.decoded_data().ok()?.into_owned();
    (bytes.len() as u64 <= limits.member_bytes).then_some(Attachment { name, bytes })
}
