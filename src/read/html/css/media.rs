//! Whether a rule holds on the screen and on paper.

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tri {
    No,
    Maybe,
    Yes,
}

/// Where a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holds {
    pub screen: Tri,
    pub paper: Tri,
}

/// Width of a window, and of the text on a printed page, in pixels.
const SCREEN: f32 = 1280.0;
const PAPER: f32 = 718.0;

impl Holds {
    pub const ALWAYS: Self = Self { screen: Tri::Yes, paper: Tri::Yes };
    pub const MAYBE: Self = Self { screen: Tri::Maybe, paper: Tri::Maybe };

    /// Both must hold.
    pub fn and(self, other: Self) -> Self {
        Self { screen: self.screen.min(other.screen), paper: self.paper.min(other.paper) }
    }
}

/// A list of media queries.
pub fn of(queries: &str) -> Holds {
    let queries = queries.trim().to_ascii_lowercase();
    if queries.is_empty() {
        return Holds::ALWAYS;
    }
    let mut any = Holds { screen: Tri::No, paper: Tri::No };
    for query in queries.split(',') {
        any.screen = any.screen.max(holds(query, "screen", SCREEN));
        let narrow = holds(query, "print", PAPER);
        // A rule for narrow windows, and not for paper, may or may not hold on it.
        let meant = query.contains("print") || narrow == holds(query, "print", SCREEN);
        any.paper = any.paper.max(if meant { narrow } else { Tri::Maybe });
    }
    any
}

fn holds(query: &str, medium: &str, width: f32) -> Tri {
    let query = query.trim();
    let query = query.strip_prefix("only ").unwrap_or(query);
    let (query, turned) = match query.strip_prefix("not ") {
        Some(rest) => (rest.trim(), true),
        None => (query, false),
    };
    if query.contains(" or ") {
        return Tri::Maybe;
    }
    let all = query.split(" and ").map(|part| one(part.trim(), medium, width));
    let all = all.min().unwrap_or(Tri::Yes);
    match (turned, all) {
        (false, all) => all,
        (true, Tri::Yes) => Tri::No,
        (true, Tri::No) => Tri::Yes,
        (true, Tri::Maybe) => Tri::Maybe,
    }
}

fn one(part: &str, medium: &str, width: f32) -> Tri {
    let sure = |yes: bool| if yes { Tri::Yes } else { Tri::No };
    match part {
        "" | "all" => return Tri::Yes,
        "screen" | "print" => return sure(part == medium),
        "projection" | "tv" | "tty" | "handheld" | "speech" | "aural" | "braille" | "embossed" => {
            return Tri::No;
        }
        _ => {}
    }
    let Some(inner) = part.strip_prefix('(').and_then(|p| p.strip_suffix(')')) else {
        return Tri::Maybe;
    };
    let (name, value) = inner.split_once(':').unwrap_or((inner, ""));
    let pixels = super::value::length(value.trim(), 16.0);
    match (name.trim(), pixels) {
        ("min-width" | "min-device-width", Some(least)) => sure(width >= least),
        ("max-width" | "max-device-width", Some(most)) => sure(width <= most),
        ("-ms-high-contrast" | "-webkit-min-device-pixel-ratio" | "min-resolution", _) => {
            // Other programs, sharper screens.
            Tri::No
        }
        _ => Tri::Maybe,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_queries_tell_screen_and_paper_apart() {
        let holds = |query: &str| {
            let found = of(query);
            (found.screen, found.paper)
        };
        assert_eq!(holds(""), (Tri::Yes, Tri::Yes));
        assert_eq!(holds("print"), (Tri::No, Tri::Yes));
        assert_eq!(holds("not print"), (Tri::Yes, Tri::No));
        assert_eq!(holds("screen, print"), (Tri::Yes, Tri::Yes));
        assert_eq!(holds("only screen and (max-width: 768px)"), (Tri::No, Tri::No));
        assert_eq!(holds("(min-width:1000px)"), (Tri::Yes, Tri::Maybe));
        assert_eq!(holds("print and (max-width:800px)"), (Tri::No, Tri::Yes));
        assert_eq!(holds("(prefers-color-scheme: dark)"), (Tri::Maybe, Tri::Maybe));
    }
}
