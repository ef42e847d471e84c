//! What a web page can show otherwise than its characters say.

use super::{Edit, Edited, Twice, edited, weighty};
use crate::dice::Dice;
use crate::text::Change;
use crate::write::escaped;
use std::ops::Range;

/// Edits of one word: what is put in its place, `%` being the word.
const WORDS: &[(&str, &str)] = &[
    ("html-white", "<span style=\"color:#fff\">%</span>"),
    ("html-nearly-white", "<span style=\"color:#fdfdfd\">%</span>"),
    ("html-transparent", "<span style=\"color:transparent\">%</span>"),
    ("html-alpha", "<span style=\"color:rgba(0,0,0,.02)\">%</span>"),
    ("html-black-on-black", "<span style=\"color:#000;background:#000\">%</span>"),
    ("html-opacity", "<span style=\"opacity:0\">%</span>"),
    ("html-font-zero", "<span style=\"font-size:0\">%</span>"),
    ("html-font-tiny", "<span style=\"font-size:.2pt\">%</span>"),
    ("html-scale-zero", "<span style=\"display:inline-block;transform:scale(0)\">%</span>"),
    ("html-off-screen", "<span style=\"position:absolute;left:-9999px\">%</span>"),
    (
        "html-indent-away",
        "<span style=\"display:inline-block;width:1px;overflow:hidden;text-indent:-999px\">%</span>",
    ),
    ("html-clip-path", "<span style=\"display:inline-block;clip-path:inset(100%%)\">%</span>"),
    ("html-clip", "<span style=\"position:absolute;clip:rect(0,0,0,0)\">%</span>"),
    ("html-height-zero", "<span style=\"display:inline-block;height:0;overflow:hidden\">%</span>"),
    ("html-hidden", "<span style=\"visibility:hidden\">%</span>"),
    ("html-display-none", "<span style=\"display:none\">%</span>"),
    ("html-hidden-attribute", "<span hidden>%</span>"),
    ("html-struck", "<span style=\"text-decoration:line-through\">%</span>"),
    ("html-del", "<del>%</del>"),
    ("html-rtl", "<span style=\"unicode-bidi:bidi-override;direction:rtl\">%</span>"),
    ("html-filter", "<span style=\"filter:opacity(0)\">%</span>"),
    (
        "html-mask",
        "<span style=\"display:inline-block;mask-image:linear-gradient(transparent,transparent)\">%</span>",
    ),
    ("html-mirrored", "<span style=\"display:inline-block;transform:scaleX(-1)\">%</span>"),
    ("html-template", "<template>%</template>"),
    ("html-noscript", "<noscript>%</noscript><script></script>"),
    ("html-object", "<object data=\"data:text/plain,0\" type=\"text/plain\">%</object>"),
    ("html-details", "<details><summary> </summary>%</details>"),
    (
        "html-white-cover",
        "<span style=\"position:relative\">%<span style=\"position:absolute;inset:0;background:#fff\"></span></span>",
    ),
    (
        "html-before",
        "<span style=\"font-size:0\">%</span><i class=\"zz\"></i><style>.zz::before{content:\"九九\"}</style>",
    ),
    (
        "html-print-none",
        "<span class=\"zp\">%</span><style>@media print{.zp{display:none}}</style>",
    ),
    ("html-class-white", "<span class=\"zw\">%</span><style>.zw{color:white}</style>"),
    ("html-select", "<select><option>%</option><option selected>九九</option></select>"),
    (
        "html-script-replace",
        "<span id=\"zs\">%</span><script>document.getElementById('zs').textContent='九九'</script>",
    ),
    ("html-font-white", "<font color=\"white\">%</font>"),
    ("html-datalist", "<datalist><option>%</option></datalist>"),
];

pub const KINDS: &[(&str, Edit)] = &[
    ("html-white", |b, d| wrapped(b, d, "html-white")),
    ("html-nearly-white", |b, d| wrapped(b, d, "html-nearly-white")),
    ("html-transparent", |b, d| wrapped(b, d, "html-transparent")),
    ("html-alpha", |b, d| wrapped(b, d, "html-alpha")),
    ("html-black-on-black", |b, d| wrapped(b, d, "html-black-on-black")),
    ("html-opacity", |b, d| wrapped(b, d, "html-opacity")),
    ("html-font-zero", |b, d| wrapped(b, d, "html-font-zero")),
    ("html-font-tiny", |b, d| wrapped(b, d, "html-font-tiny")),
    ("html-scale-zero", |b, d| wrapped(b, d, "html-scale-zero")),
    ("html-off-screen", |b, d| wrapped(b, d, "html-off-screen")),
    ("html-indent-away", |b, d| wrapped(b, d, "html-indent-away")),
    ("html-clip-path", |b, d| wrapped(b, d, "html-clip-path")),
    ("html-clip", |b, d| wrapped(b, d, "html-clip")),
    ("html-height-zero", |b, d| wrapped(b, d, "html-height-zero")),
    ("html-hidden", |b, d| wrapped(b, d, "html-hidden")),
    ("html-display-none", |b, d| wrapped(b, d, "html-display-none")),
    ("html-hidden-attribute", |b, d| wrapped(b, d, "html-hidden-attribute")),
    ("html-struck", |b, d| wrapped(b, d, "html-struck")),
    ("html-del", |b, d| wrapped(b, d, "html-del")),
    ("html-filter", |b, d| wrapped(b, d, "html-filter")),
    ("html-mask", |b, d| wrapped(b, d, "html-mask")),
    ("html-mirrored", |b, d| wrapped(b, d, "html-mirrored")),
    ("html-template", |b, d| wrapped(b, d, "html-template")),
    ("html-noscript", |b, d| wrapped(b, d, "html-noscript")),
    ("html-object", |b, d| wrapped(b, d, "html-object")),
    ("html-details", |b, d| wrapped(b, d, "html-details")),
    ("html-white-cover", |b, d| wrapped(b, d, "html-white-cover")),
    ("html-before", |b, d| wrapped(b, d, "html-before")),
    ("html-print-none", |b, d| wrapped(b, d, "html-print-none")),
    ("html-class-white", |b, d| wrapped(b, d, "html-class-white")),
    ("html-select", |b, d| wrapped(b, d, "html-select")),
    ("html-script-replace", |b, d| wrapped(b, d, "html-script-replace")),
    ("html-font-white", |b, d| wrapped(b, d, "html-font-white")),
    ("html-datalist", |b, d| wrapped(b, d, "html-datalist")),
    ("html-rtl", rtl),
    ("html-uppercase", uppercase),
    ("html-row-flat", row_flat),
    ("html-script-write", script_write),
    ("html-script-hides", script_hides),
    ("html-nth-row-hidden", nth_row_hidden),
    ("html-generated-text", generated_text),
    ("html-watermark", watermark),
    ("html-imported-style", imported_style),
];

pub const TWICE: &[(&str, Twice)] = &[
    ("html-iframe", |b, d| planted(b, d, "<iframe srcdoc=\"<p>经查：%</p>\"></iframe>")),
    ("html-svg", |b, d| {
        planted(
            b,
            d,
            "<svg width=\"200\" height=\"30\"><text x=\"5\" y=\"20\">经查：%</text></svg>",
        )
    }),
    ("html-input", |b, d| planted(b, d, "<p>经查：<input value=\"%\"></p>")),
    ("html-placeholder", |b, d| planted(b, d, "<p>经查：<input placeholder=\"%\"></p>")),
    ("html-textarea", |b, d| planted(b, d, "<p>经查：<textarea>%</textarea></p>")),
    ("html-button", |b, d| planted(b, d, "<p>经查：<button>%</button></p>")),
    ("html-canvas", |b, d| {
        planted(
            b,
            d,
            "<p>经查：<canvas id=\"zk\"></canvas></p><script>document.getElementById('zk').getContext('2d').fillText('%',5,20)</script>",
        )
    }),
    ("html-marker", |b, d| {
        planted(b, d, "<ul><li style=\"list-style-type:'%'\">经查属实</li></ul>")
    }),
    ("html-attr-content", |b, d| {
        planted(
            b,
            d,
            "<style>.za::after{content:attr(data-v)}</style><p class=\"za\" data-v=\"%\">经查：</p>",
        )
    }),
    ("html-checked", checked),
    ("html-list-reversed", list_reversed),
    ("html-list-start", list_start),
    ("html-row-reverse", row_reverse),
    ("html-order", order),
    ("html-mathml", mathml),
];

/// Texts between tags inside of the body, outside of styles, scripts and forms.
fn texts(page: &str) -> Vec<Range<usize>> {
    let start = page.find("<body").unwrap_or(0);
    let mut out = Vec::new();
    let mut at = start;
    while let Some(close) = page[at..].find('>').map(|c| at + c + 1) {
        let Some(open) = page[close..].find('<').map(|o| close + o) else { break };
        let tag = page[..close].rfind('<').map_or("", |o| &page[o..close]);
        let odd = ["<style", "<script", "<title", "<svg", "<textarea", "<option"];
        let said = &page[close..open];
        if !said.trim().is_empty() && !said.contains('&') && !odd.iter().any(|o| tag.starts_with(o))
        {
            out.push(close..open);
        }
        at = open;
    }
    out
}

fn word(page: &str, dice: &mut Dice) -> Option<Range<usize>> {
    let all = texts(page);
    for _ in 0..30 {
        let text = dice.one(&all)?;
        if let Some(range) = weighty(&page[text.clone()], dice) {
            return Some(text.start + range.start..text.start + range.end);
        }
    }
    None
}

fn page(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok().filter(|page| page.contains('<'))
}

fn wrapped(bytes: &[u8], dice: &mut Dice, kind: &str) -> Option<Edited> {
    let page = page(bytes)?;
    let pattern = WORDS.iter().find(|(name, _)| *name == kind)?.1;
    let range = word(&page, dice)?;
    let said = &page[range.clone()];
    let new = pattern.replace("%%", "\u{1}").replace('%', said).replace('\u{1}', "%");
    let out = format!("{}{new}{}", &page[..range.start], &page[range.end..]);
    edited(Some(out.into_bytes()), format!("{said} in {pattern}"))
}

/// A number of differing digits, turned round on the screen.
fn rtl(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let page = page(bytes)?;
    for _ in 0..40 {
        let range = word(&page, dice)?;
        let said = &page[range.clone()];
        let turned: String = said.chars().rev().collect();
        if turned != said {
            let new = format!("<bdo dir=\"rtl\">{said}</bdo>");
            let out = format!("{}{new}{}", &page[..range.start], &page[range.end..]);
            return edited(Some(out.into_bytes()), format!("{said} is shown as {turned}"));
        }
    }
    None
}

fn uppercase(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let page = page(bytes)?;
    let all: Vec<_> = texts(&page)
        .into_iter()
        .filter(|t| page[t.clone()].chars().any(|c| "abdeghnqrt".contains(c)))
        .collect();
    let t = dice.one(&all)?;
    let said = &page[t.clone()];
    let out = format!(
        "{}<span style=\"text-transform:uppercase\">{said}</span>{}",
        &page[..t.start],
        &page[t.end..]
    );
    edited(Some(out.into_bytes()), format!("{said} is shown in capitals"))
}

fn row(page: &str, dice: &mut Dice) -> Option<usize> {
    let rows: Vec<usize> = page
        .match_indices("<tr>")
        .map(|(at, _)| at)
        .filter(|at| {
            let end = page[*at..].find("</tr>").map_or(page.len(), |e| at + e);
            let row = &page[*at..end];
            !row.contains("rowspan") && texts(&format!("<body>{row}</body>")).len() > 1
        })
        .collect();
    dice.one(&rows).copied()
}

fn row_flat(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let page = page(bytes)?;
    let at = row(&page, dice)?;
    let out = format!("{}<tr style=\"visibility:collapse\">{}", &page[..at], &page[at + 4..]);
    edited(Some(out.into_bytes()), "a row is collapsed")
}

fn nth_row_hidden(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let page = page(bytes)?;
    let at = row(&page, dice)?;
    let out = format!(
        "{}<style>tr.zr td{{font-size:0;padding:0}}</style><tr class=\"zr\">{}",
        &page[..at],
        &page[at + 4..]
    );
    // The style stands in the body's head, a row may not hold it.
    let style = "<style>tr.zr td{font-size:0;padding:0}</style>";
    let out = out.replacen(style, "", 1).replacen("</head>", &format!("{style}</head>"), 1);
    edited(Some(out.into_bytes()), "a row of no size")
}

fn before_end(page: &str, new: &str) -> Option<Vec<u8>> {
    let end = page.rfind("</body>")?;
    Some(format!("{}{new}{}", &page[..end], &page[end..]).into_bytes())
}

fn script_write(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let said = dice.word(&["以上内容作废。", "本件未经核实。", "附加条件另行约定。"]);
    let page = page(bytes)?;
    edited(
        before_end(&page, &format!("<script>document.write('<p>{said}</p>')</script>")),
        format!("a script writes {said}"),
    )
}

fn script_hides(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let page = page(bytes)?;
    let all = page.match_indices("<p").count();
    let n = dice.below(all.max(1));
    edited(
        before_end(
            &page,
            &format!("<script>document.querySelectorAll('p')[{n}].remove()</script>"),
        )
        .filter(|_| all > 0),
        format!("a script removes paragraph {n}"),
    )
}

fn generated_text(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let said = dice.word(&["以上内容作废。", "本件未经核实。", "仅供参考。"]);
    let page = page(bytes)?;
    let style = format!("<style>body::after{{content:\"{said}\"}}</style></head>");
    edited(
        page.contains("</head>").then(|| page.replacen("</head>", &style, 1).into_bytes()),
        format!("the style sheet adds {said}"),
    )
}

fn watermark(bytes: &[u8], dice: &mut Dice) -> Option<Edited> {
    let said = dice.word(&["作废", "样本", "草稿"]);
    let page = page(bytes)?;
    let picture = format!(
        "<style>body{{background-image:url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='300' height='300'><text x='40' y='150' font-size='80' fill='gray'>{said}</text></svg>\")}}</style></head>"
    );
    edited(
        page.contains("</head>").then(|| page.replacen("</head>", &picture, 1).into_bytes()),
        format!("background {said}"),
    )
}

fn imported_style(bytes: &[u8], _: &mut Dice) -> Option<Edited> {
    let page = page(bytes)?;
    let link = "<style>@import url(\"data:text/css,td:nth-child(2){color:white}\");</style></head>";
    edited(
        (page.contains("</head>") && page.contains("<td"))
            .then(|| page.replacen("</head>", link, 1).into_bytes()),
        "an imported style sheet makes the second column white",
    )
}

/// Two copies with something at the same place, that says one thing or another.
fn twice(
    bytes: &[u8],
    dice: &mut Dice,
    was: &str,
    now: &str,
    what: String,
) -> Option<(Vec<u8>, Edited)> {
    let page = page(bytes)?;
    let body = page.find("<body")?;
    let places: Vec<usize> =
        page[body..].match_indices("</p>").map(|(at, end)| body + at + end.len()).collect();
    let outside = |at: &usize| {
        page[..*at].matches("<table").count() == page[..*at].matches("</table").count()
    };
    let places: Vec<usize> = places.into_iter().filter(outside).collect();
    let at = *dice.one(&places)?;
    let with = |new: &str| format!("{}{new}{}", &page[..at], &page[at..]).into_bytes();
    Some((with(was), edited(Some(with(now)), what)?))
}

fn planted(bytes: &[u8], dice: &mut Dice, pattern: &str) -> Option<(Vec<u8>, Edited)> {
    let (a, b) = dice
        .one(&[("无诉讼", "有诉讼"), ("已验收", "未验收"), ("31.5", "35.1"), ("合格", "不合格")])
        .copied()?;
    twice(
        bytes,
        dice,
        &pattern.replace('%', a),
        &pattern.replace('%', b),
        format!("{a} > {b} in {pattern}"),
    )
}

fn checked(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let whole = |a: &str, b: &str| {
        format!("<p>是否验收：<input type=\"checkbox\"{a}>是 <input type=\"checkbox\"{b}>否</p>")
    };
    twice(
        bytes,
        dice,
        &whole(" checked", ""),
        &whole("", " checked"),
        "the check goes from 是 to 否".to_owned(),
    )
}

fn list_reversed(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let whole =
        |how: &str| format!("<ol{how}><li>先行验收</li><li>后行付款</li><li>留存档案</li></ol>");
    twice(
        bytes,
        dice,
        &whole(""),
        &whole(" reversed"),
        "the items are numbered from the end".to_owned(),
    )
}

fn list_start(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let whole = |how: &str| format!("<ol{how}><li>先行验收</li><li>后行付款</li></ol>");
    twice(
        bytes,
        dice,
        &whole(""),
        &whole(" start=\"4\""),
        "the items are numbered from 4".to_owned(),
    )
}

fn row_reverse(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let whole = |how: &str| {
        format!("<div style=\"display:flex{how}\"><span>甲方承担</span><span>乙方免责</span></div>")
    };
    twice(
        bytes,
        dice,
        &whole(""),
        &whole(";flex-direction:row-reverse"),
        "the two are shown in the other order".to_owned(),
    )
}

fn order(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let whole = |how: &str| {
        format!("<div style=\"display:flex\"><p style=\"{how}\">甲方承担</p><p>乙方免责</p></div>")
    };
    twice(
        bytes,
        dice,
        &whole(""),
        &whole("order:2"),
        "the two are shown in the other order".to_owned(),
    )
}

fn mathml(bytes: &[u8], dice: &mut Dice) -> Option<(Vec<u8>, Edited)> {
    let was = "<p>系数为<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac></math>。</p>";
    let now = "<p>系数为<math><mi>a</mi><mo>+</mo><mfrac><mi>b</mi><mi>c</mi></mfrac></math>。</p>";
    twice(bytes, dice, was, now, "(a+b)/c > a+b/c".to_owned())
}

pub fn rewritten(bytes: &[u8], dice: &mut Dice, change: Change) -> Option<Edited> {
    let page = page(bytes)?;
    let all = texts(&page);
    for _ in 0..80 {
        let t = dice.one(&all)?;
        let old = &page[t.clone()];
        if let Some(new) = change(old, dice).filter(|new| new != old) {
            let out = format!("{}{}{}", &page[..t.start], escaped(&new), &page[t.end..]);
            return edited(Some(out.into_bytes()), format!("{old} > {new}"));
        }
    }
    None
}
