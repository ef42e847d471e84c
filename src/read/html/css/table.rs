//! The table of what is shown as it is read: every property of CSS, and what it does to
//! text. A property that stands in no list may do anything, and is told.
//!
//! `docs/formats.md` gives the same in words.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a property does to the text of its element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// Text stays as it is read, whatever the value.
    Plain,
    /// The cascade takes it into account: see [`super::medium`].
    Read,
    /// Plain with these values (all words of the value are among them).
    PlainIf(&'static str),
    /// What it does, in Chinese; on a page of a site it only dresses up what stands around
    /// the text.
    Dress(&'static str),
}

/// Text is where and what it is without them: borders, spaces, columns, breaks, scrolling,
/// pointers, speech, transitions.
const PLAIN: &str = "
accelerator accent-color align-content align-items align-self align-tracks alignment-baseline
anchor-name anchor-scope animation-composition animation-delay animation-direction
animation-duration animation-fill-mode animation-iteration-count animation-play-state
animation-range animation-range-end animation-range-start animation-timeline
animation-timing-function animation-trigger aspect-ratio azimuth backface-visibility
background-attachment background-origin background-position background-position-x
background-position-y background-repeat background-repeat-x background-repeat-y background-size
baseline-source behavior binding block-progression border border-after border-after-color
border-after-style border-after-width border-before border-before-color border-before-style
border-before-width border-block border-block-color border-block-end border-block-end-color
border-block-end-style border-block-end-width border-block-start border-block-start-color
border-block-start-style border-block-start-width border-block-style border-block-width
border-bottom border-bottom-color border-bottom-colors border-bottom-left-radius
border-bottom-right-radius border-bottom-style border-bottom-width border-collapse border-color
border-end border-end-color border-end-end-radius border-end-start-radius border-end-style
border-end-width border-image-outset border-image-repeat border-image-slice border-image-width
border-inline border-inline-color border-inline-end border-inline-end-color
border-inline-end-style border-inline-end-width border-inline-start border-inline-start-color
border-inline-start-style border-inline-start-width border-inline-style border-inline-width
border-left border-left-color border-left-colors border-left-style border-left-width border-radius
border-right border-right-color border-right-colors border-right-style border-right-width
border-shape border-spacing border-start border-start-color border-start-end-radius
border-start-start-radius border-start-style border-start-width border-style border-top
border-top-color border-top-colors border-top-left-radius border-top-right-radius border-top-style
border-top-width border-width box-align box-decoration-break box-flex box-flex-group box-lines
box-orient box-pack box-sizing break-after break-before break-inside caret caret-animation
caret-color caret-shape clear clip-rule color-adjust color-interpolation
color-interpolation-filters color-scheme column-count column-fill column-gap column-height
column-rule column-rule-color column-rule-style column-rule-width column-span column-width
column-wrap columns contain contain-intrinsic-block-size contain-intrinsic-height
contain-intrinsic-inline-size contain-intrinsic-size contain-intrinsic-width container
container-name container-type content-zoom-chaining content-zoom-limit content-zoom-limit-max
content-zoom-limit-min content-zoom-snap content-zoom-snap-points content-zoom-snap-type
content-zooming context-properties corner-block-end-shape corner-block-start-shape
corner-bottom-left-shape corner-bottom-right-shape corner-bottom-shape corner-end-end-shape
corner-end-start-shape corner-inline-end-shape corner-inline-start-shape corner-left-shape
corner-right-shape corner-shape corner-start-end-shape corner-start-start-shape
corner-top-left-shape corner-top-right-shape corner-top-shape cue cursor cx cy d dominant-baseline
dynamic-range-limit elevation empty-cells field-sizing fill fill-opacity fill-rule flex flex-basis
flex-grow flex-line-count flex-shrink float-edge flood-color flood-opacity flow-from flow-into
font-display font-kerning font-language-override font-optical-sizing font-smooth font-smoothing
font-stretch font-style font-synthesis font-synthesis-position font-synthesis-small-caps
font-synthesis-style font-synthesis-weight font-variant-alternates font-variant-east-asian
font-variant-emoji font-variant-ligatures font-weight font-width force-broken-image-icon
forced-color-adjust frame-sizing gap grid-auto-columns grid-auto-rows grid-column-gap grid-columns
grid-gap grid-row-gap grid-rows grid-template-columns grid-template-rows hanging-punctuation
high-contrast-adjust hyphenate-limit-chars hyphenate-limit-lines hyphenate-limit-zone hyphens
image-orientation image-rendering image-resolution ime-align ime-mode initial-letter-align
interactivity interest-delay interest-delay-end interest-delay-start interpolate-size isolation
justify-content justify-items justify-self justify-tracks language layout-flow layout-grid
layout-grid-char layout-grid-line layout-grid-mode layout-grid-type lighting-color line-break
line-height-step link-parameters list-style-position margin-trim marker marker-end marker-mid
marker-start mask-attachment mask-border-mode mask-border-outset mask-border-repeat
mask-border-slice mask-border-width mask-clip mask-composite mask-mode mask-origin mask-position
mask-position-x mask-position-y mask-repeat mask-repeat-x mask-repeat-y mask-size mask-type
masonry-auto-flow math-depth math-shift math-style min-block-size min-height min-inline-size
min-width object-fit object-position offset-anchor offset-distance offset-position offset-rotate
orient orphans osx-font-smoothing outline-color outline-radius outline-radius-bottomleft
outline-radius-bottomright outline-radius-topleft outline-radius-topright outline-style
overflow-anchor overflow-clip-box overflow-clip-margin overflow-scrolling
overflow-style overflow-wrap overscroll-behavior overscroll-behavior-block
overscroll-behavior-inline overscroll-behavior-x overscroll-behavior-y 
padding-inline padding-inline-end
padding-right page page-break-inside paint-order panose-1 path-length pause
perspective-origin pitch place-content place-items place-self pointer-events position-anchor
position-area position-try position-try-fallbacks position-try-order position-visibility
print-color-adjust punctuation-trim punctuation-wrap r resize richness row-gap ruby-align
ruby-merge ruby-overhang ruby-position rx ry scroll-axis-lock scroll-behavior scroll-chaining
scroll-initial-target scroll-limit scroll-limit-x-max scroll-limit-x-min scroll-limit-y-max
scroll-limit-y-min scroll-margin scroll-margin-block scroll-margin-block-end
scroll-margin-block-start scroll-margin-bottom scroll-margin-inline scroll-margin-inline-end
scroll-margin-inline-start scroll-margin-left scroll-margin-right scroll-margin-top
scroll-marker-group scroll-padding scroll-padding-block scroll-padding-block-end
scroll-padding-block-start scroll-padding-bottom scroll-padding-inline scroll-padding-inline-end
scroll-padding-inline-start scroll-padding-left scroll-padding-right scroll-padding-top
scroll-rails scroll-snap-align scroll-snap-coordinate scroll-snap-destination scroll-snap-points-x
scroll-snap-points-y scroll-snap-stop scroll-snap-type scroll-snap-type-x scroll-snap-type-y
scroll-snap-x scroll-snap-y scroll-target-group scroll-timeline scroll-timeline-axis
scroll-timeline-name scroll-translation scrollbar-3dlight-color scrollbar-arrow-color
scrollbar-base-color scrollbar-color scrollbar-darkshadow-color scrollbar-face-color
scrollbar-gutter scrollbar-highlight-color scrollbar-shadow-color scrollbar-track-color
scrollbar-width shape-image-threshold shape-margin shape-outside shape-rendering size speak
speak-as speak-punctuation src stack-sizing stop-color stop-opacity stress stroke stroke-color
stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
stroke-width tab-interval tab-size tab-stops table-layout tap-highlight-color text-align-last
text-anchor text-autospace text-box text-box-edge text-box-trim text-combine-upright
text-decoration-color text-decoration-inset text-decoration-skip text-decoration-skip-ink
text-decoration-style text-effect text-emphasis text-emphasis-color text-emphasis-position
text-emphasis-style text-justify text-justify-trim text-kashida-space text-line-through
text-orientation text-overflow text-rendering text-size-adjust text-spacing-trim text-stroke-color
text-underline text-underline-position text-wrap text-wrap-mode text-wrap-style timeline-scope
timeline-trigger timeline-trigger-activation-range timeline-trigger-activation-range-end
timeline-trigger-activation-range-start timeline-trigger-active-range
timeline-trigger-active-range-end timeline-trigger-active-range-start timeline-trigger-name
timeline-trigger-source touch-action touch-callout touch-select transform-box transform-origin
transform-style transition transition-behavior transition-delay transition-duration
transition-property transition-timing-function trigger-scope unicode-range user-drag user-focus
user-input user-modify user-select vector-effect view-timeline view-timeline-axis
view-timeline-inset view-timeline-name view-transition-class view-transition-name
view-transition-scope vnd.ms-excel.numberformat voice-family volume white-space-collapse widows
will-change window-drag window-dragging window-shadow word-break word-wrap wrap-flow
wrap-margin wrap-through writing-mode x y z-index zoom-animation
";

/// What [`super::medium`] works out, and what tells headings from text.
const READ: &str = "
color text-fill-color background background-color background-image background-clip opacity font-size font
visibility display text-transform font-variant font-variant-caps line-height letter-spacing position
top left right bottom inset margin margin-left margin-top margin-right margin-bottom text-indent
padding padding-left padding-inline-start overflow overflow-x overflow-y overflow-block overflow-inline height max-height
width max-width white-space float vertical-align list-style list-style-type font-family
text-align text-decoration text-decoration-line page-break-before page-break-after content filter
margin-inline margin-block margin-inline-start margin-inline-end margin-block-start margin-block-end
block-size inline-size max-block-size max-inline-size border-image-source
text-shadow box-shadow outline outline-width outline-offset word-spacing
padding-top padding-bottom padding-block padding-block-start padding-block-end text-underline-offset text-decoration-thickness
counter-reset counter-set counter-increment
mso-hide mso-char-type transform clip border-image text-stroke text-stroke-width list-style-image hyphenate-character
";

/// Plain with these values only.
const PLAIN_IF: &[(&str, &str)] = &[
    ("clip-path mask mask-image mask-box-image mask-border mask-border-source", "none"),
    ("backdrop-filter offset-path offset rotate scale translate perspective", "none auto 1"),
    ("mix-blend-mode", "normal"),
    ("background-blend-mode", "normal"),
    ("animation animation-name", "none"),
    ("flex-direction", "row column"),
    ("flex-flow", "row column wrap nowrap"),
    ("flex-wrap", "wrap nowrap"),
    ("order box-ordinal-group", "0 1"),
    ("box-direction", "normal"),
    ("grid-auto-flow", "row"),
    (
        "grid-area grid-row grid-column grid-row-start grid-row-end grid-column-start grid-column-end",
        "auto",
    ),
    ("grid grid-template grid-template-areas", "none"),
    ("direction", "ltr"),
    ("unicode-bidi", "normal embed isolate plaintext"),
    ("content-visibility", "visible auto"),
    ("zoom", "1 1.0 100% normal"),
    ("caption-side", "top"),
    ("text-security", "none"),
    ("line-clamp max-lines", "none"),
    ("box-reflect", "none"),
    ("initial-letter", "normal"),
    ("quotes", "auto none"),
    (
        "font-feature-settings",
        "normal \"kern\" \"liga\" \"palt\" \"halt\" \"clig\" 'kern' 'liga' 0 1 on off",
    ),
    ("font-variation-settings", "normal \"wght\""),
    ("font-variant-position", "normal"),
    ("font-variant-numeric", "normal lining-nums tabular-nums proportional-nums slashed-zero"),
    ("font-size-adjust", "none auto"),
    ("font-palette", "normal"),
    ("appearance", "auto menulist textfield button checkbox radio"),
    ("overlay object-view-box", "none"),
    ("reading-flow reading-order", "normal"),
    (
        "inset-block inset-block-end inset-block-start inset-inline inset-inline-end inset-inline-start",
        "auto 0 0px",
    ),
    ("baseline-shift", "baseline 0"),
    ("text-blink text-fit", "none"),
];

/// Properties that move, cover, change or make text, and what is said of them.
const WHY: &[(&str, &str)] = &[
    ("clip-path mask mask-image mask-box-image mask-border mask-border-source", "被裁剪或蒙版"),
    ("backdrop-filter mix-blend-mode background-blend-mode", "经混色或滤镜"),
    (
        "offset-path offset rotate scale translate perspective zoom object-view-box",
        "经缩放、旋转或移动",
    ),
    (
        "inset-block inset-block-end inset-block-start inset-inline inset-inline-end inset-inline-start baseline-shift",
        "位置被移动",
    ),
    (
        "flex-direction flex-flow flex-wrap order box-ordinal-group box-direction grid-auto-flow grid-area grid-row grid-column grid-row-start grid-row-end grid-column-start grid-column-end grid grid-template grid-template-areas reading-flow reading-order",
        "显示次序与书写次序不同",
    ),
    ("direction unicode-bidi", "文字方向被改变"),
    ("content-visibility line-clamp max-lines", "可能不显示"),
    ("caption-side", "标题另行放置"),
    ("text-security", "文字被符号替代"),
    ("box-reflect initial-letter", "文字变形"),
    ("quotes", "引号由样式改变"),
    (
        "font-feature-settings font-variation-settings font-variant-position font-variant-numeric font-palette font-size-adjust",
        "字形由字体特性改变",
    ),
    ("appearance", "控件外观被改变"),
];

static TABLE: LazyLock<HashMap<&'static str, Effect>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for (names, values) in PLAIN_IF {
        table.extend(names.split_whitespace().map(|name| (name, Effect::PlainIf(values))));
    }
    for name in ["animation", "animation-name"] {
        table.insert(name, Effect::Dress("有动画"));
    }
    table.extend(PLAIN.split_whitespace().map(|name| (name, Effect::Plain)));
    table.extend(READ.split_whitespace().map(|name| (name, Effect::Read)));
    table
});

/// What a property does; `None` when it is not known.
pub fn effect(name: &str) -> Option<Effect> {
    if let Some(effect) = TABLE.get(name) {
        return Some(*effect);
    }
    // Word's own, which browsers pass over, and those of one browser under their plain name.
    if name.starts_with("mso-") || name.starts_with("--") || name.starts_with(['*', '_', '+']) {
        return Some(Effect::Plain);
    }
    TABLE.get(plain_name(name)).copied()
}

/// A property without the mark of a browser.
pub fn plain_name(name: &str) -> &str {
    let marks = ["-webkit-", "-moz-", "-ms-", "-o-", "-khtml-", "-epub-"];
    marks.iter().find_map(|mark| name.strip_prefix(mark)).unwrap_or(name)
}

/// What is said of a property that is not plain.
pub fn why(name: &str) -> &'static str {
    let name = plain_name(name);
    let found = WHY.iter().find(|(names, _)| names.split_whitespace().any(|n| n == name));
    found.map_or("用了未知的样式", |(_, why)| why)
}

/// Values that leave a property as it was.
pub fn is_neutral(value: &str) -> bool {
    matches!(
        value.to_ascii_lowercase().as_str(),
        "" | "inherit" | "initial" | "unset" | "revert" | "revert-layer"
    )
}

/// Whether all words of a value are among those that are plain.
pub fn is_plain(value: &str, plain: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let words = value.split([' ', ',', '/']).filter(|word| !word.is_empty());
    words.into_iter().all(|word| plain.split_whitespace().any(|p| p == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_property_stands_in_two_lists() {
        let all = PLAIN.split_whitespace().chain(READ.split_whitespace());
        let some = PLAIN_IF.iter().flat_map(|(names, _)| names.split_whitespace());
        let mut seen = std::collections::HashSet::new();
        let twice: Vec<_> = all.chain(some).filter(|name| !seen.insert(*name)).collect();
        assert_eq!(twice, [""; 0]);
        assert!(PLAIN_IF.iter().flat_map(|(names, _)| names.split_whitespace()).all(|name| {
            why(name) != "用了未知的样式"
                || matches!(
                    name,
                    "animation" | "animation-name" | "overlay" | "text-blink" | "text-fit"
                )
        }));
    }

    #[test]
    fn unknown_properties_are_not_plain() {
        assert_eq!(effect("text-replace"), None);
        assert_eq!(effect("-webkit-user-select"), Some(Effect::Plain));
        assert_eq!(effect("mso-list"), Some(Effect::Plain));
    }
}
