//! Which pieces of torn lines were one cell of a table.
//!
//! A cell that was wrapped comes out as several lines, and nothing says where the
//! next cell begins. The likeliest partition is taken: lines of a cell fill its
//! column but for the last, no word and no bracket is cut, and the cells of a
//! header end in words that name something.

use super::kinds::Kind;
use super::lines::width;
use super::words::straddles;
use std::ops::Range;

/// How a piece stands behind the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// On the same line, behind a space.
    Space,
    /// On the next line.
    Line,
    /// Behind a blank line.
    Blank,
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece<'a> {
    /// Without spaces at either end.
    pub text: &'a str,
    /// What parts it from the piece before.
    pub gap: Gap,
}

/// What the cells are, and how they are set.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setting {
    /// They are the header of a table.
    pub header: bool,
    /// The first lines of a row's cells stand beside each other, so that a cell of one
    /// line is followed by the next on the same line.
    pub top: bool,
}

/// Pieces that are looked at together; beyond that it is no row of a table.
const PIECES: usize = 160;
/// Lines of one cell.
const LINES: usize = 16;
/// Lines of columns of one or two characters.
const SHORT: f32 = 2.0;
/// Cells of one row.
const CELLS: usize = 40;

/// Words that end the label of a column only behind another: 企业名称, 提交时间.
const BOUND: &[&str] = &[
    "名称", "方式", "时间", "节点", "得分", "等级", "类型", "类别", "性质", "规模", "情况", "内容",
    "简介", "概况", "数量", "代码", "文号", "级别", "方向", "地点", "日期", "金额", "比例", "占比",
    "结果", "来源", "构成", "期限", "时限", "进度", "成效", "模式", "产能", "大类", "中类", "小类",
    "个数", "人数", "台数", "进展", "批次", "属性", "状态", "描述", "理由", "领域", "环节", "要求",
    "措施", "率", "数", "额", "号", "地", "期",
];

/// Words that may be a label of their own.
const FREE: &[&str] = &[
    "序号",
    "编号",
    "省",
    "市",
    "区",
    "县",
    "州",
    "省份",
    "地市",
    "区县",
    "市县",
    "地区",
    "区域",
    "单位",
    "企业",
    "公司",
    "部门",
    "科室",
    "姓名",
    "职务",
    "职称",
    "性别",
    "电话",
    "手机",
    "邮箱",
    "传真",
    "联系人",
    "联系方式",
    "联系电话",
    "负责人",
    "备注",
    "说明",
    "行业",
    "产品",
    "项目",
    "任务",
    "事项",
    "品牌",
    "型号",
    "所在地",
    "属地",
    "目标",
    "指标",
    "名额",
    "场景",
    "实例",
    "投资",
    "总投资",
    "贷款",
    "资金",
    "自筹",
    "其他",
    "收入",
    "利润",
    "税收",
    "产值",
    "效益",
    "合计",
    "小计",
    "总计",
    "时间",
    "等级",
    "类别",
    "类型",
    "数量",
    "金额",
    "日期",
    "工序",
    "设备",
    "软件",
    "系统",
    "供应商",
    "材料",
    "阶段",
    "环节",
    "级",
    "工厂",
    "车间",
    "产线",
    "方案",
    "案例",
    "方向",
];

/// Words that stand before what is told of them: 先进级认定批次.
const LEVELS: &[&str] = &["基础级", "先进级", "卓越级", "领航级", "国家级", "省级", "市级"];

/// Words that never stand alone over a column, since they need another before them.
const DEPENDENT: &[&str] =
    &["名称", "方式", "得分", "规模", "代码", "文号", "个数", "属性", "来源", "构成"];

/// The cells that the pieces make: `count` of them, or as many as are likeliest.
/// Gives the pieces of each, and what speaks against the partition: below 1 a cell
/// nothing does.
pub fn cells(
    pieces: &[Piece<'_>],
    count: Option<usize>,
    set: Setting,
) -> Option<(Vec<Range<usize>>, f32)> {
    let n = pieces.len();
    let most = count.unwrap_or(n).min(CELLS);
    if n == 0 || n > PIECES || count.is_some_and(|c| c > n || c > CELLS) {
        return None;
    }
    // best[c][i]: the least cost of c cells out of the first i pieces, and where the last begins.
    let mut best = vec![vec![None::<(f32, usize)>; n + 1]; most + 1];
    best[0][0] = Some((0.0, 0));
    for from in 0..n {
        let border = border(pieces, from);
        for to in from + 1..=n.min(from + LINES) {
            let Some(own) = cost(pieces, from, to, set) else { break };
            for c in 0..most {
                let Some((sofar, _)) = best[c][from] else { continue };
                let total = sofar + own + border;
                let slot = &mut best[c + 1][to];
                if slot.is_none_or(|(cost, _)| total < cost) {
                    *slot = Some((total, from));
                }
            }
        }
    }
    let counts = count.map_or(1..=most, |c| c..=c);
    let at = |c: usize| best[c][n].map(|(cost, _)| cost);
    let chosen = counts
        .filter(|c| at(*c).is_some())
        .min_by(|a, b| at(*a).unwrap_or(f32::MAX).total_cmp(&at(*b).unwrap_or(f32::MAX)))?;
    let mut out = Vec::with_capacity(chosen);
    let mut end = n;
    for c in (1..=chosen).rev() {
        let (_, from) = best[c][end]?;
        out.push(from..end);
        end = from;
    }
    out.reverse();
    Some((out, at(chosen)?))
}

/// Ways to part a header that are looked at.
const WAYS: usize = 400;

/// All ways to part pieces into cells, however many, that are not much worse than the
/// best, the best first.
pub fn ways(pieces: &[Piece<'_>], set: Setting, slack: f32) -> Vec<(Vec<Range<usize>>, f32)> {
    let n = pieces.len();
    if n == 0 || n > PIECES {
        return Vec::new();
    }
    let mut own = vec![vec![f32::INFINITY; LINES + 1]; n];
    for (from, slots) in own.iter_mut().enumerate() {
        let border = border(pieces, from);
        for to in from + 1..=n.min(from + LINES) {
            let Some(cost) = cost(pieces, from, to, set) else { break };
            slots[to - from] = cost + border;
        }
    }
    let mut behind = vec![f32::INFINITY; n + 1];
    behind[n] = 0.0;
    for from in (0..n).rev() {
        for to in from + 1..=n.min(from + LINES) {
            behind[from] = behind[from].min(own[from][to - from] + behind[to]);
        }
    }
    let most = behind[0] + slack;
    let mut out: Vec<(Vec<Range<usize>>, f32)> = Vec::new();
    let mut open: Vec<(Vec<Range<usize>>, f32)> = vec![(Vec::new(), 0.0)];
    let mut looked = 0;
    while let Some((cells, cost)) = open.pop() {
        looked += 1;
        let from = cells.last().map_or(0, |cell| cell.end);
        if from == n {
            out.push((cells, cost));
        } else if cells.len() < CELLS {
            let ends = from + 1..=n.min(from + LINES);
            let mut next: Vec<(f32, usize)> = ends
                .map(|to| (cost + own[from][to - from], to))
                .filter(|(total, to)| total + behind[*to] <= most)
                .collect();
            // The likeliest is looked at first: the best way is among those found.
            next.sort_by(|a, b| (b.0 + behind[b.1]).total_cmp(&(a.0 + behind[a.1])));
            for (total, to) in next {
                let more = cells.iter().cloned().chain(std::iter::once(from..to));
                open.push((more.collect(), total));
            }
        }
        if out.len() >= WAYS || looked >= WAYS * CELLS {
            break;
        }
    }
    out.sort_by(|a, b| a.1.total_cmp(&b.1));
    out
}

/// A row shared out under the labels of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The pieces of each cell; none where it is blank.
    pub cells: Vec<Range<usize>>,
    /// What speaks against it.
    pub cost: f32,
    /// By how much the best split in which a cell is another one is worse.
    pub margins: Vec<f32>,
}

/// What is known of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// What its label says about its cells.
    pub kind: Kind,
    /// How wide its lines are, where other rows tell.
    pub width: Option<f32>,
}

impl Column {
    /// The columns that labels head.
    pub fn all(labels: &[String]) -> Vec<Self> {
        labels.iter().map(|label| Self { kind: Kind::of(label), width: None }).collect()
    }

    /// What the width of the column says against lines being a cell of it.
    fn unlike(&self, own: &[Piece<'_>]) -> f32 {
        let Some(column) = self.width else { return 0.0 };
        let lines = reaches(own);
        let mut cost = 0.0;
        for (at, reach) in lines.iter().enumerate() {
            let next = own.get(at + 1);
            if next.is_some_and(|next| next.gap == Gap::Space) {
                continue;
            }
            if *reach > column + 0.6 {
                cost += 1.5;
            }
            let widest = lines.iter().copied().fold(0.0, f32::max);
            let room = column.min(widest + 3.0) - widest.max(*reach);
            if next.is_some_and(|next| room >= unbroken(next.text)) {
                cost += 0.8;
            }
        }
        cost
    }
}

/// The cells of a row under its columns, some of which may be blank.
pub fn cells_under(pieces: &[Piece<'_>], columns: &[Column], set: Setting) -> Option<Split> {
    let (n, count) = (pieces.len(), columns.len());
    if n == 0 || n > PIECES || count == 0 || count > CELLS {
        return None;
    }
    let reach = LINES + 1;
    // own[c][from][length]: what speaks against so many pieces being that cell.
    let mut own = vec![f32::INFINITY; count * n * reach];
    let slot = |c: usize, from: usize, to: usize| (c * n + from) * reach + (to - from);
    for from in 0..n {
        let border = border(pieces, from);
        for to in from + 1..=n.min(from + LINES) {
            let Some(cost) = cost(pieces, from, to, set) else { break };
            let text = joined(&pieces[from..to]);
            let mut known: Vec<(Kind, f32)> = Vec::new();
            for (c, column) in columns.iter().enumerate() {
                let strange = match known.iter().find(|(kind, _)| *kind == column.kind) {
                    Some((_, strange)) => *strange,
                    None => {
                        let strange = column.kind.against(&text);
                        known.push((column.kind, strange));
                        strange
                    }
                };
                own[slot(c, from, to)] = cost + border + strange + column.unlike(&pieces[from..to]);
            }
        }
    }
    let of = |c: usize, from: usize, to: usize| {
        if from == to { columns[c].kind.blank() } else { own[slot(c, from, to)] }
    };
    // ahead[c][i]: the least cost of the first c cells out of the first i pieces, and
    // behind[c][i]: that of the others out of the rest.
    let mut ahead = vec![vec![f32::INFINITY; n + 1]; count + 1];
    let mut behind = vec![vec![f32::INFINITY; n + 1]; count + 1];
    ahead[0][0] = 0.0;
    for c in 0..count {
        for from in 0..=n {
            let sofar = ahead[c][from];
            let ends = ahead[c + 1].iter_mut().enumerate().skip(from).take(LINES + 1);
            for (to, slot) in ends {
                *slot = slot.min(sofar + of(c, from, to));
            }
        }
    }
    behind[count][n] = 0.0;
    for c in (0..count).rev() {
        for from in 0..=n {
            for to in from..=n.min(from + LINES) {
                let total = of(c, from, to) + behind[c + 1][to];
                behind[c][from] = behind[c][from].min(total);
            }
        }
    }
    let cost = behind[0][0];
    if !cost.is_finite() {
        return None;
    }
    let mut cells = Vec::with_capacity(count);
    let mut margins = Vec::with_capacity(count);
    let mut at = 0;
    for c in 0..count {
        let to = (at..=n.min(at + LINES)).min_by(|a, b| {
            let total = |to: usize| of(c, at, to) + behind[c + 1][to];
            total(*a).total_cmp(&total(*b))
        })?;
        let mut other = f32::INFINITY;
        for from in (0..=n).filter(|from| ahead[c][*from].is_finite()) {
            for end in (from..=n.min(from + LINES)).filter(|end| (from, *end) != (at, to)) {
                // A blank is the same wherever it stands.
                if from == end && at == to {
                    continue;
                }
                other = other.min(ahead[c][from] + of(c, from, end) + behind[c + 1][end]);
            }
        }
        margins.push(other - cost);
        cells.push(at..to);
        at = to;
    }
    (at == n).then_some(Split { cells, cost, margins })
}

/// How far each piece reaches on its line, those before it on the line included.
fn reaches(own: &[Piece<'_>]) -> Vec<f32> {
    let mut reached: Vec<f32> = Vec::with_capacity(own.len());
    for (at, piece) in own.iter().enumerate() {
        let before = reached.last().filter(|_| at > 0 && piece.gap == Gap::Space);
        reached.push(before.copied().unwrap_or(0.0) + width(piece.text));
    }
    reached
}

/// How wide the widest line of a cell is.
pub fn breadth(own: &[Piece<'_>]) -> f32 {
    reaches(own).into_iter().fold(0.0, f32::max)
}

/// What speaks against a border between two cells before a piece.
fn border(pieces: &[Piece<'_>], at: usize) -> f32 {
    let Some(before) = at.checked_sub(1).and_then(|i| pieces.get(i)) else { return 0.0 };
    let next = pieces[at];
    // In columns of one character a word runs over several lines.
    let short = width(before.text).min(width(next.text)) <= SHORT;
    let cut = || match short {
        true => straddles(&tail(&pieces[..at]), &head(&pieces[at..])),
        false => straddles(before.text, next.text),
    };
    let word = if next.gap == Gap::Line && cut() { 2.0 } else { 0.0 };
    let hangs = if before.text.ends_with(['、', '，', '/', '（', '(', '及', '和', '与', '—', '-'])
    {
        4.0
    } else {
        0.0
    };
    let begins = if next.text.starts_with(['、', '，', '。', '；', '）', ')', '/', '%', '”', '》'])
    {
        5.0
    } else {
        0.0
    };
    // A PDF sets a space between a number and its unit: 2023 年.
    let unit = next.gap == Gap::Space
        && before.text.ends_with(|c: char| c.is_ascii_digit())
        && next.text.starts_with(['年', '月', '日', '号']);
    let unit = if unit { 4.0 } else { 0.0 };
    let bracket =
        if next.text.starts_with(['（', '(']) && next.gap == Gap::Line { 2.0 } else { 0.0 };
    word + hangs + begins + bracket + unit
}

/// Characters on either side of a border that tell whether it cuts a word.
const NEAR: usize = 8;

/// The last characters of lines that follow each other.
fn tail(pieces: &[Piece<'_>]) -> String {
    let mut from = pieces.len();
    let mut count = 0;
    while from > 0 && count < NEAR {
        from -= 1;
        count += pieces[from].text.chars().count();
        if pieces[from].gap != Gap::Line {
            break;
        }
    }
    pieces[from..].iter().map(|piece| piece.text).collect()
}

/// The first characters of lines that follow each other.
fn head(pieces: &[Piece<'_>]) -> String {
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        if out.chars().count() >= NEAR || at > 0 && piece.gap != Gap::Line {
            break;
        }
        out.push_str(piece.text);
    }
    out
}

/// What speaks against pieces being one cell; `None` where they cannot be.
fn cost(pieces: &[Piece<'_>], from: usize, to: usize, set: Setting) -> Option<f32> {
    let own = &pieces[from..to];
    let mut cost = if set.header { 0.3 } else { 0.0 };
    let reached = reaches(own);
    let widest = reached.iter().copied().fold(0.0, f32::max);
    for (pair, reached) in own.windows(2).zip(&reached) {
        let [a, b] = pair else { continue };
        match b.gap {
            // 联系方式 over （手机）, however far apart.
            Gap::Blank if set.header && b.text.starts_with(['（', '(']) => cost += 0.5,
            Gap::Blank => return None,
            Gap::Space if !mixed(a.text, b.text) => cost += 5.0,
            Gap::Space => cost += 0.4,
            // Two amounts: the first line of one would be the longer.
            Gap::Line if !set.header && are_amounts(a.text, b.text) => cost += 5.0,
            Gap::Line => {
                let room = widest - reached;
                let closing = b.text.starts_with(['（', '(', '“', '《']);
                if room >= 1.0 && room >= unbroken(b.text) && !closing {
                    cost += 1.2 * room.min(3.0);
                }
            }
        }
    }
    let text = joined(own);
    let open = |left: [char; 2], right: [char; 2]| {
        text.matches(left).count().abs_diff(text.matches(right).count())
    };
    cost += 4.0 * open(['（', '('], ['）', ')']) as f32;
    // In rows whose cells stand side by side a cell of one line has the next beside it.
    let lone = own.len() == 1 && pieces.get(to).is_some_and(|next| next.gap == Gap::Line);
    if set.top && lone && !(set.header && from == 0) {
        cost += 2.5;
    }
    if set.header {
        cost += label_cost(own, &text);
    }
    Some(cost)
}

/// Whether two lines are a number each, and not one that was broken.
fn are_amounts(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    digits(a) && digits(b) && (b.len() > a.len() || a.len() <= 2)
}

/// What speaks against a text being the label of a column.
fn label_cost(own: &[Piece<'_>], text: &str) -> f32 {
    let name = core(text);
    let mut cost = 0.0;
    if width(text) > 40.0 || text.contains(['。', '；', '□']) || text.starts_with(['（', '('])
    {
        cost += 6.0;
    }
    if needs_another(name) {
        cost += 1.5;
    } else if LEVELS.contains(&name) {
        cost += 2.0;
    } else if !names(name) {
        cost += 1.0;
    }
    // 备注 is a label of its own.
    if text.len() > "备注".len() && (text.ends_with("备注") || text.starts_with("备注")) {
        cost += 3.0;
    }
    // The digit of a footnote ends a label: 所属行业1.
    let chars: Vec<char> = text.chars().collect();
    let han = |c: char| c.is_alphabetic() && !c.is_ascii();
    let inner = |c: &[char]| han(c[0]) && c[1].is_ascii_digit() && han(c[2]);
    let chained = |c: &[char]| inner(c) && !"级年月日个家字类项类位天".contains(c[2]);
    if chars.windows(3).any(chained) {
        cost += 3.0;
    }
    // A label that was whole before: the rest is another.
    let needs = |name: &str| DEPENDENT.contains(&name) || BOUND.contains(&name);
    let mut sofar = String::new();
    for (at, piece) in own.iter().enumerate() {
        sofar.push_str(piece.text);
        let Some(next) = own.get(at + 1) else { break };
        let whole = FREE.iter().chain(BOUND).any(|w| word_ends(&sofar, w));
        let goes_on = next.text.starts_with(['（', '(', '及', '和', '与', '、', '/', '）', ')'])
            || next.text.chars().all(|c| c.is_ascii_digit())
            || sofar.matches(['（', '(']).count() > sofar.matches(['）', ')']).count()
            || sofar.ends_with(['及', '和', '与', '、', '/', '：'])
            || needs(core(&joined(&own[at + 1..])));
        if whole && !goes_on {
            cost += 1.0;
        }
        if sofar.ends_with(['）', ')']) && !goes_on {
            cost += 2.0;
        }
    }
    cost
}

/// Whether a word is a label only behind another: 名称, 性质.
fn needs_another(name: &str) -> bool {
    DEPENDENT.contains(&name) || BOUND.contains(&name) && !FREE.contains(&name)
}

/// Whether a text ends in a word of more than one character that names a column.
fn word_ends(text: &str, word: &str) -> bool {
    word.chars().nth(1).is_some() && text.ends_with(word) || text == word
}

/// A label without its bracket and the digit of its footnote.
pub fn core(text: &str) -> &str {
    let text = core_of(text);
    match text.find(['（', '(']) {
        Some(at) if at > 0 => core_of(&text[..at]),
        _ => text,
    }
}

fn core_of(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '*' || c == ' ')
}

/// Whether a text is the beginning of a label, the rest of which is missing: 联系.
pub fn begins_label(text: &str) -> bool {
    FREE.iter().any(|word| word.len() > text.len() && word.starts_with(text)) && !names(text)
}

/// Whether a text ends as the labels of columns do.
pub fn is_label(text: &str) -> bool {
    names(core(text))
}

fn names(core: &str) -> bool {
    BOUND.iter().chain(FREE).any(|word| core.ends_with(word))
}

/// Han writing on one side, digits or letters on the other: a PDF sets a space between them.
fn mixed(a: &str, b: &str) -> bool {
    let last = a.chars().next_back();
    let first = b.chars().next();
    let plain = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let han = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    plain(last) && han(first) || han(last) && plain(first)
}

/// Width of what is not broken at the start of a piece: a character, a number, a word.
fn unbroken(text: &str) -> f32 {
    let run: String = text.chars().take_while(char::is_ascii_graphic).collect();
    let digits = width(&run);
    if digits > 0.0 { digits.min(6.0) } else { 1.0 }
}

/// The text of a cell: its pieces one behind the other.
pub fn joined(pieces: &[Piece<'_>]) -> String {
    let mut out = String::new();
    for piece in pieces {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if letter(out.chars().next_back())
            && letter(piece.text.chars().next())
            && piece.gap == Gap::Space
        {
            out.push(' ');
        }
        // Spaces around the digits of a date.
        out.extend(piece.text.chars().filter(|c| *c != ' '));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces of a text: spaces and line breaks part them.
    fn of(text: &str) -> Vec<Piece<'_>> {
        let lines = text.split('|').flat_map(|line| {
            line.split(' ')
                .enumerate()
                .map(|(at, text)| Piece { text, gap: if at > 0 { Gap::Space } else { Gap::Line } })
        });
        lines.collect()
    }

    fn texts(pieces: &[Piece<'_>], cells: &[Range<usize>]) -> Vec<String> {
        cells.iter().map(|cell| joined(&pieces[cell.clone()])).collect()
    }

    fn header(text: &str, top: bool) -> String {
        let set = Setting { header: true, top };
        texts(&of(text), &cells(&of(text), None, set).unwrap().0).join("  ")
    }

    #[test]
    fn labels_of_a_header_find_their_lines() {
        assert_eq!(
            header(
                "序号 评估企业|名称|省 市 区 联系|方式|提交|时间|自评|得分|所属行|业 1|备注",
                true
            ),
            "序号  评估企业名称  省  市  区  联系方式  提交时间  自评得分  所属行业1  备注"
        );
        assert_eq!(
            header(
                "序号 揭榜单位名|称|示范工厂名|称|典型场景实例（罗列） 联系人 联系方式|（手机|号）",
                true
            ),
            "序号  揭榜单位名称  示范工厂名称  典型场景实例（罗列）  联系人  联系方式（手机号）"
        );
    }

    #[test]
    fn cells_of_a_row_are_as_many_as_its_columns() {
        let row =
            "摸清改造需|求|对全市企业开展问卷调|查，形成清单|市经信局、各县|区经信局|4 月底前";
        let (cells, cost) = cells(&of(row), Some(4), Setting { header: false, top: true }).unwrap();
        assert_eq!(
            texts(&of(row), &cells),
            [
                "摸清改造需求",
                "对全市企业开展问卷调查，形成清单",
                "市经信局、各县区经信局",
                "4月底前"
            ]
        );
        assert!(cost < 2.0, "{cost}");
    }
}
