//! A certificate as one page that needs nothing else and prints well.

use super::{Certificate, Part};
use crate::report::markup;
use std::fmt::Write;

/// The page's style; a server that forbids styles in pages allows this one by its hash.
pub const STYLE: &str = include_str!("certificate.css");

/// The certificate as HTML.
pub fn html(certificate: &Certificate<'_>) -> String {
    let mut out = String::with_capacity(16 << 10);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>核对证书：{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        certificate.conclusion()
    );
    for part in certificate.parts() {
        let _ = match &part {
            Part::Title(text) => writeln!(out, "<h1>{}</h1>", escape(text)),
            Part::Warning(text) => {
                writeln!(out, "<p class=\"broken\" role=\"alert\">{}</p>", escape(text))
            }
            Part::Conclusion(text) => {
                let class = certificate.content["conclusion"].as_str().unwrap_or_default();
                writeln!(out, "<p class=\"conclusion {}\">{}</p>", escape(class), escape(text))
            }
            Part::Heading(text) => writeln!(out, "<h2>{}</h2>", escape(text)),
            Part::Text(text) => writeln!(out, "<p>{}</p>", escape(text)),
            Part::Signature(text) => {
                writeln!(out, "<p class=\"signature\">{}<span></span></p>", escape(text))
            }
            Part::Table(widths, heads, rows) => {
                table(&mut out, widths, heads, rows);
                Ok(())
            }
        };
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn table(out: &mut String, widths: &[u32], heads: &[String], rows: &[Vec<String>]) {
    out.push_str("<table><colgroup>");
    for width in widths {
        let _ = write!(out, "<col class=\"w{width}\">");
    }
    out.push_str("</colgroup><thead><tr>");
    for head in heads {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(head));
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(out, "<td>{}</td>", escape(cell));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

/// Text in a cell, line by line.
fn escape(text: &str) -> String {
    markup::escape(text).replace('\n', "<br>")
}
