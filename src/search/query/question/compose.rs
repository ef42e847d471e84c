//! Pieces of a question to one query: what is joined, what is denied, what is wanted.

use super::Read;
use super::pieces::{About, Piece};
use super::words::WANTED;
use crate::problem::{Code, Problem};
use crate::search::query::{Keyword, Node};

/// Conditions that are alternatives of each other, or one alone.
#[derive(PartialEq)]
struct Clause {
    about: About,
    /// Nodes with what they are shown as.
    ways: Vec<(Node, String)>,
    denied: bool,
    /// Denied by a word that may mean "besides".
    exception: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    And,
    Or,
}

struct Composer {
    clauses: Vec<Clause>,
    link: Option<Link>,
    /// A negation that waits for what it denies.
    denying: Option<(bool, String)>,
    /// All conditions of one field must hold (同时, 都).
    both: bool,
    notes: Vec<String>,
    /// Whether something made the text a question.
    asks: bool,
    wrong: Option<Problem>,
    /// The word that denied the text right before, which nothing has closed yet.
    open: Option<String>,
}

/// The query of a question; `None` when the text is none.
///
/// # Errors
///
/// [`Code::BadQuery`] for a question of which a piece cannot be meant.
pub(super) fn compose(mut pieces: Vec<Piece>, typed: &str) -> Result<Option<Read>, Problem> {
    let (kind, asks) = wanted(&mut pieces);
    let mut composer = Composer {
        clauses: Vec::new(),
        link: None,
        denying: None,
        both: pieces.iter().any(
            |piece| matches!(piece, Piece::Both(word) if matches!(word.as_str(), "同时" | "都" | "既" | "均")),
        ),
        notes: Vec::new(),
        asks,
        wrong: None,
        open: None,
    };
    for piece in pieces {
        composer.add(piece);
    }
    if let Some((_, word)) = composer.denying.take() {
        let hint =
            format!("例如 -地区:湖北、-智能仓储、无:专利；要找这几个字本身，请加引号：\"{typed}\"");
        composer.fail(format!("看不懂“{word}”否定的是什么"), &hint);
    }
    if !composer.asks {
        return Ok(None);
    }
    if let Some(problem) = composer.wrong {
        return Err(problem);
    }
    composer.clauses.extend(kind.map(|kind| {
        let name = if kind == "notice" { "通知" } else { "申报书" };
        let node = Node::Keyword(Keyword::Kind, kind.to_owned());
        let ways = vec![(node, format!("类型:{name}"))];
        Clause { about: About::Kind, ways, denied: false, exception: false }
    }));
    Ok(composer.read())
}

/// The noun for what is wanted, taken from the end: the kind of record that it means, and
/// whether it makes the text a question.
fn wanted(pieces: &mut Vec<Piece>) -> (Option<&'static str>, bool) {
    let empty = |piece: &Piece| match piece {
        Piece::Asks | Piece::Of | Piece::Note(_) => true,
        Piece::Filler(word) => word.is_empty() || !WANTED.iter().any(|(noun, _)| noun == word),
        _ => false,
    };
    let Some(at) = pieces.iter().rposition(|piece| !empty(piece)) else { return (None, false) };
    // 成立超过20年的: the noun is left out.
    let left_out =
        matches!(pieces[at], Piece::Is(_) | Piece::Wrong(..)) && pieces[at..].contains(&Piece::Of);
    if left_out {
        return (None, true);
    }
    let noun = match &pieces[at] {
        // 湖北省的大型企业: the value ends in the noun.
        Piece::Is(is) if matches!(is.about, About::Ownership | About::Size) => {
            return (None, matches!(pieces[..at].last(), Some(Piece::Of)));
        }
        Piece::Filler(word) | Piece::Text(word) => word.trim(),
        _ => return (None, false),
    };
    let Some((_, kind)) = WANTED.iter().find(|(wanted, _)| *wanted == noun) else {
        return (None, false);
    };
    let before = pieces[..at].iter().rfind(|piece| {
        !matches!(piece, Piece::Filler(w) if w.is_empty()) && !matches!(piece, Piece::Note(_))
    });
    let asks =
        matches!(before, Some(Piece::Of | Piece::Is(_) | Piece::Except(_) | Piece::Wrong(..)));
    pieces.remove(at);
    (*kind, asks)
}

impl Composer {
    fn fail(&mut self, message: String, hint: &str) {
        if self.wrong.is_none() {
            self.wrong = Some(Problem::new(Code::BadQuery, message, hint));
        }
    }

    fn add(&mut self, piece: Piece) {
        match piece {
            Piece::Is(is) => {
                // 没有评上AAA信用等级: the denied word belongs to what stands behind it.
                if let Some(word) = self.open.take() {
                    let hint = format!("例如 -{}；要找这几个字本身，请加引号", is.shown);
                    self.fail(format!("看不懂“{word}”否定的是什么"), &hint);
                }
                self.asks |= is.asks || self.denying.is_some();
                self.condition(is.about, is.node, is.shown);
            }
            Piece::Text(text) => return self.text(&text),
            Piece::And => self.link = Some(Link::And),
            Piece::Or => self.link = Some(Link::Or),
            Piece::Both(word) => {
                self.link = None;
                // 除了甲还做了乙: besides, and not without.
                if matches!(word.as_str(), "还" | "也" | "又")
                    && let Some(last) = self.clauses.last_mut().filter(|last| last.exception)
                {
                    last.denied = false;
                }
            }
            Piece::Not(exception, word) => {
                if self.denying.is_some() {
                    let hint = "请只写一个否定，例如 -地区:湖北";
                    self.fail(format!("“{word}”前面已有否定，看不懂是什么意思"), hint);
                }
                self.link = None;
                self.denying = Some((exception, word));
            }
            Piece::Except(word) => {
                self.link = None;
                match self.clauses.last_mut() {
                    Some(last) => {
                        self.asks |= last.about != About::Text;
                        last.denied = true;
                    }
                    None => {
                        let hint = "请在前面写上要排除的条件，例如 湖北省以外的申报书";
                        self.fail(format!("“{word}”前面没有看得懂的条件"), hint);
                    }
                }
            }
            Piece::Asks => self.asks = true,
            Piece::Wrong(message, hint) => self.fail(message, &hint),
            Piece::Note(note) => self.notes.push(note),
            Piece::Of | Piece::Filler(_) => {}
        }
        self.open = None;
    }

    fn condition(&mut self, about: About, node: Node, shown: String) {
        let link = self.link.take();
        let denying = self.denying.take();
        let single =
            matches!(about, About::Ownership | About::Size | About::Sector | About::Region);
        let many = matches!(about, About::Scenario | About::Field | About::Table);
        if let (None, Some(last)) = (&denying, self.clauses.last_mut()) {
            let same = last.about == about;
            let had = about == About::Table && !last.denied;
            let joins = match link {
                Some(Link::Or) => same || !last.denied,
                // 有专利和标准 has both; 没有专利和标准 has neither.
                Some(Link::And) => same && !had && about != About::Figure && !(self.both && many),
                // 湖北省、甘肃省 without any word between them.
                None => same && single && !last.denied,
            };
            if joins {
                self.asks |= link.is_some()
                    && matches!(
                        about,
                        About::Region | About::Time | About::Ownership | About::Size
                    );
                last.ways.push((node, shown));
                return;
            }
        }
        let exception = denying.as_ref().is_some_and(|(exception, _)| *exception);
        let denied = denying.is_some();
        self.clauses.push(Clause { about, ways: vec![(node, shown)], denied, exception });
    }

    fn text(&mut self, text: &str) {
        let runs = runs(text);
        if runs.is_empty() {
            return;
        }
        let link = self.link.take();
        let denying = self.denying.take();
        let all = || {
            let shown = runs.iter().map(|run| written(run)).collect::<Vec<_>>().join(" ");
            let mut words: Vec<Node> = runs.iter().cloned().map(Node::Words).collect();
            let several = words.len() > 1;
            let node = if several { Node::And(words) } else { words.remove(0) };
            (node, if several { format!("({shown})") } else { shown })
        };
        if let Some((exception, word)) = denying {
            self.open = Some(word);
            self.clauses.push(Clause {
                about: About::Text,
                ways: vec![all()],
                denied: true,
                exception,
            });
            return;
        }
        if let Some(last) = self.clauses.last_mut() {
            let joins = match link {
                Some(Link::Or) => last.about == About::Text || !last.denied,
                Some(Link::And) => last.about == About::Text && last.denied,
                None => false,
            };
            if joins {
                last.ways.push(all());
                return;
            }
        }
        for run in runs {
            let ways = vec![(Node::Words(run.clone()), written(&run))];
            let clause = Clause { about: About::Text, ways, denied: false, exception: false };
            // A word said twice says nothing more.
            if !self.clauses.contains(&clause) {
                self.clauses.push(clause);
            }
        }
    }

    fn read(mut self) -> Option<Read> {
        self.clauses.sort_by_key(|clause| clause.about);
        // Two scenarios that must both be there need not be in one row.
        let scenarios =
            self.clauses.iter().filter(|c| c.about == About::Scenario && !c.denied).count();
        let (mut nodes, mut conditions, mut words) = (Vec::new(), Vec::new(), Vec::new());
        for clause in self.clauses {
            if clause.about != About::Text || clause.denied || clause.ways.len() > 1 {
                conditions.push(shown(&clause));
            } else {
                words.push(shown(&clause));
            }
            let apart = scenarios > 1 && clause.about == About::Scenario;
            let mut ways: Vec<Node> = clause.ways.into_iter().map(|(node, _)| node).collect();
            let node = match ways.len() {
                1 if !apart => ways.remove(0),
                _ => Node::Or(ways),
            };
            nodes.push(match (clause.denied, node) {
                (false, node) => node,
                (true, Node::Not(inner)) => *inner,
                (true, node) => Node::Not(Box::new(node)),
            });
        }
        // Words must stand in a hit as well; alone they are shown as they were typed.
        if !conditions.is_empty() {
            conditions.append(&mut words);
        }
        let node = match nodes.len() {
            0 => return None,
            1 => nodes.pop()?,
            _ => Node::And(nodes),
        };
        Some(Read { node, conditions, notes: self.notes })
    }
}

/// A clause in the language of queries.
fn shown(clause: &Clause) -> String {
    let written: Vec<&str> = clause.ways.iter().map(|(_, shown)| shown.as_str()).collect();
    let all = match written.as_slice() {
        [one] => (*one).to_owned(),
        _ => one_list(&written).unwrap_or_else(|| format!("({})", written.join(" OR "))),
    };
    if !clause.denied {
        return all;
    }
    if let Some(name) = all.strip_prefix("有:") {
        return format!("无:{name}");
    }
    all.strip_prefix('-').map_or_else(|| format!("-{all}"), str::to_owned)
}

/// 地区:湖北 and 地区:甘肃 as 地区:湖北,甘肃.
fn one_list(written: &[&str]) -> Option<String> {
    let name = written.first()?.split_once(':')?.0;
    if name.contains(['>', '<', '=', '(', '[', '-']) {
        return None;
    }
    let values: Option<Vec<&str>> =
        written.iter().map(|one| one.strip_prefix(name)?.strip_prefix(':')).collect();
    // A list of figures has no ranges.
    let values = values.filter(|values| values.iter().all(|value| !value.contains("..")))?;
    Some(format!("{name}:{}", values.join(",")))
}

/// A run of words as a query writes it.
fn written(run: &str) -> String {
    if run.contains(' ') { format!("\"{run}\"") } else { run.to_owned() }
}

/// The words of a text; 家具行业 is one word of the dictionary, in which 行业 says nothing.
fn runs(text: &str) -> Vec<String> {
    let run = text.trim_matches(|c: char| !c.is_alphanumeric() && c != '+' && c != '#');
    let ends = ["行业", "企业", "公司", "项目", "案例"].into_iter();
    let bare = ends.filter_map(|end| run.strip_suffix(end)).next().unwrap_or(run);
    let bare = bare.trim();
    if bare.chars().any(char::is_alphanumeric) { vec![bare.to_owned()] } else { Vec::new() }
}
