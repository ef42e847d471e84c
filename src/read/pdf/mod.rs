//! PDF: characters, ruling lines and images become ink; the layout room does the rest.
//!
//! Built on hayro, which opens, decrypts and repairs files and interprets pages.

mod attachments;
mod belief;
mod characters;
mod damage;
mod device;
mod fields;
mod inks;
mod open_file;
mod pages;
mod painting;
mod picture;
mod render;
mod strings;
#[cfg(test)]
mod tests;

pub use open_file::{Drawer, Opened};
pub use render::{chinese_font, render_page};

use crate::document::Document;
use crate::layout::{self, Sheet};
use crate::problem::{Code, Problem, Warning, WarningCode};
use crate::read::Options;
use crate::read::layer::soundness;
use crate::read::ocr;
use crate::work::compute;
use hayro_syntax::Pdf;
use hayro_syntax::{DecryptionError, LoadPdfError};
use pages::Page;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

/// Reads the bytes of one file.
///
/// # Errors
///
/// Damaged, encrypted or beyond the limits in force.
pub fn read(bytes: &[u8], options: &Options) -> Result<Document, Problem> {
    read_shared(Arc::new(bytes.to_vec()), options)
}

/// As [`read`], without a copy of the bytes: the threads that read pages keep them.
///
/// # Errors
///
/// As [`read`].
pub fn read_shared(bytes: Arc<Vec<u8>>, options: &Options) -> Result<Document, Problem> {
    let deadline = Instant::now() + options.limits.time_a_file;
    let cut = damage::of_end(&bytes);
    let pdf = Arc::new(open(bytes, options.password.as_deref())?);
    let count = pdf.pages().len();
    if count == 0 {
        return Err(Problem::damaged("PDF 里没有页面"));
    }
    let mut warnings = Vec::new();
    if count > options.limits.pages as usize {
        warnings.push(Warning::new(
            WarningCode::PagesLeftOut,
            format!("共 {count} 页，超过上限，只读前 {} 页", options.limits.pages),
        ));
    }
    let mut sheets = Vec::with_capacity(count);
    let mut ink = Vec::new();
    let mut finest = Vec::new();
    let mut drawn = Vec::new();
    warnings.extend(damage::of_tree(&pdf).or(cut));
    let gathered = pages::gather(&pdf, options, deadline);
    warnings.extend(gathered.warnings);
    for page in gathered.pages {
        match page {
            Page::Sound(sheet) => sheets.push(sheet),
            Page::Waiting(page) => {
                let number = page.ink.number;
                finest.push((number, page.finest, page.ink.width.max(page.ink.height)));
                if !page.drawn.is_empty() {
                    drawn.push((number, page.quarter, page.drawn));
                }
                ink.push(page.ink);
            }
        }
    }
    if !ink.is_empty() {
        let render = |number: u32| {
            let waiting = finest.iter().find(|(page, ..)| *page == number);
            let (_, scanned, longest) = waiting.copied().unwrap_or_default();
            render::page(&pdf, number, render::ocr_dpi(scanned, longest), &options.limits)
        };
        let doubtful: Vec<usize> =
            (0..ink.len()).filter(|&index| soundness::is_doubtful(&ink[index])).collect();
        ocr::verify(&mut ink, &doubtful, &render, &options.ocr, &options.limits);
        if ink.iter().any(|page| page.source.is_unread()) {
            warnings.extend(ocr::complete(&mut ink, &render, &options.ocr, &options.limits));
        }
        let parts: Vec<ocr::Part> = drawn
            .into_iter()
            .map(|(page, quarter, areas)| ocr::Part { page, quarter, areas })
            .collect();
        warnings.extend(ocr::supplement(&mut ink, &parts, &render, &options.ocr, &options.limits));
        for page in &ink {
            if let crate::document::PageSource::Unread(why) = &page.source
                && !warnings.iter().any(|warning| warning.page == Some(page.number))
            {
                let message = format!("第 {} 页未能读出：{why}", page.number);
                warnings.push(Warning::on_page(WarningCode::PageUnread, page.number, message));
            }
        }
        compute(|| sheets.par_extend(ink.into_par_iter().map(Sheet::of)));
        sheets.sort_by_key(Sheet::number);
    }
    let mut document = layout::bind(sheets);
    document.title = pdf.metadata().title.as_deref().and_then(strings::text);
    document.attachments = attachments::of(&pdf, &options.limits);
    warnings.append(&mut document.warnings);
    document.warnings = warnings;
    Ok(document)
}

/// Opens a file; an empty password is tried first.
fn open(data: Arc<Vec<u8>>, password: Option<&str>) -> Result<Pdf, Problem> {
    let load = |password: &str| {
        let data = data.clone();
        // Damaged files can trip asserts in the parser below.
        catch_unwind(AssertUnwindSafe(|| Pdf::new_with_password(data, password)))
            .unwrap_or(Err(LoadPdfError::Invalid))
    };
    let protected = LoadPdfError::Decryption(DecryptionError::PasswordProtected);
    let mut opened = load("");
    if let (Err(error), Some(password)) = (&opened, password)
        && *error == protected
    {
        opened = load(password);
    }
    opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) if password.is_some() => {
            Problem::new(Code::WrongPassword, "密码不对，打不开此 PDF", "请核对 --password")
        }
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Problem::new(Code::Encrypted, "PDF 已加密，需要密码", "请用 --password 给出密码")
        }
        LoadPdfError::Decryption(_) => {
            Problem::new(Code::Encrypted, "PDF 的加密方式不支持或已损坏", "请提供未加密的文件")
        }
        LoadPdfError::Invalid => Problem::damaged("PDF 结构无法识别"),
    })
}
