//! Tables in a text that mirrors the page: the ruling is gone, but the cells of a
//! column still stand below each other, with gaps between the columns.
//!
//! Only lists under a header that begins with 序号 are read. Cells are set in the
//! middle of their row or at its top: where the number of a row stands between its
//! lines tells which. Lines between two numbers belong to the row in which they
//! make whole cells, that is where no line but a cell's last leaves room.

use super::Line;
use super::cells::is_label;
use super::heads::{Columns, NARROW, WIDE, pieces};
use super::lines::width;
use super::listed::SUMS;
use super::words::straddles;
use crate::document::{Block, Cell, Paragraph, Place, Table};
use crate::understand::title::{self, is_enumerated};
use std::ops::Range;

/// Lines that one table may have; beyond that it is no table.
const LINES: usize = 400;
/// Lines of a header above and below 序号.
const HEADER: usize = 12;
/// Wide gaps in a header at the least.
const GAPS: usize = 2;
/// How far, in half lines, a number may stand from the middle of its row.
const OFF: usize = 3;

/// Whether a word is the number of a row, or stands for those left out.
fn is_row_number(text: &str) -> bool {
    let number = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    !text.is_empty() && (number || text.chars().all(|c| c == '…' || c == '.'))
}

/// Reads the table whose header begins at a line; gives it and the line after it.
pub fn read(lines: &[Line<'_>], start: usize) -> Option<(Table, usize)> {
    let (cost, table, end) = attempt(lines, start)?;
    // A title above the header is none of its lines: without it all fits better.
    let named = |line: &Line<'_>| line.text().starts_with('序');
    let below = lines.get(start..start + HEADER).and_then(|l| l.iter().position(named));
    let later = (1..=below.unwrap_or(0)).filter_map(|at| attempt(lines, start + at));
    let better = later.into_iter().any(|(other, ..)| other < cost);
    (!better).then_some((table, end))
}

/// The table whose header begins at a line, what speaks against it, and the line after it.
fn attempt(lines: &[Line<'_>], start: usize) -> Option<(f32, Table, usize)> {
    // The first line of the header is the one below what is none of it.
    let above = start.checked_sub(1).and_then(|at| lines.get(at));
    if above.is_some_and(|above| lines[start].blanks == 0 && is_row(above)) {
        return None;
    }
    let lines = lines.get(start..lines.len().min(start + LINES))?;
    // 序号 stands on the first line of the header, or some lines below it.
    let begins = |at: usize, word: &str| {
        lines.get(at).is_some_and(|line| pieces(line).first().is_some_and(|p| p.text == word))
    };
    let whole = |at: usize| begins(at, "序号");
    // How far below 序 its 号 stands: labels of an odd number of lines stand between them.
    let halved = |at: usize| (1..=2).find(|down| begins(at, "序") && begins(at + down, "号"));
    let named = (0..HEADER).find(|at| whole(*at) || halved(*at).is_some())?;
    let wide = (named..lines.len().min(named + 2)).any(|at| pieces(&lines[at]).len() >= 3);
    let above = lines[..named].iter().all(|line| !line.text().contains('：'));
    let titled = lines[..named].iter().any(is_heading);
    if !wide || !above || titled {
        return None;
    }
    // Twice the middle of the label, which may stand on two lines.
    let middle = 2 * named + halved(named).unwrap_or(0);
    let edge = pieces(&lines[named]).first()?.to;
    // Above it stands nothing that begins further left.
    let right = |line: &Line<'_>| pieces(line).first().is_some_and(|p| p.from >= edge - 1.0);
    if !lines[..named].iter().all(right) || lines[1..=named].iter().any(|l| l.blanks > 0) {
        return None;
    }
    let number = |line: &Line<'_>| {
        pieces(line)
            .first()
            .is_some_and(|p| p.to <= edge + 2.0 && is_row_number(p.text) || SUMS.contains(&p.text))
    };
    let named = middle - named;
    // The table ends where a line begins in the first column and is no number.
    let ends = |at: usize| {
        let line = &lines[at];
        let left = pieces(line).first().is_none_or(|p| p.from < edge - 1.0);
        let words = pieces(line).first().map_or("", |p| p.text);
        let below = line.blanks > 0 && words.contains(['：', ':']) || words.starts_with('注');
        at > named && (left || below) && !number(line)
    };
    let end = (0..lines.len()).find(|at| ends(*at)).unwrap_or(lines.len());
    let mut numbers: Vec<usize> = (named + 1..end).filter(|at| number(&lines[*at])).collect();
    // Boxes to tick are no header: a row without its number.
    let boxes = (named + 1..end).find(|at| lines[*at].text().contains('□'));
    if let Some(boxes) = boxes.filter(|_| numbers.is_empty()) {
        numbers.insert(0, boxes);
    }
    let first = numbers.first().copied().unwrap_or(end);
    let centred = middle > 1;
    let mut best: Option<(f32, usize, Table)> = None;
    // Below a header of one line the rows may be set in their middle all the same.
    let heads: Vec<(usize, bool)> = if centred {
        let near = |head: &usize| (middle + 1).abs_diff(*head) <= OFF;
        (named + 1..=first).filter(near).map(|head| (head, true)).collect()
    } else {
        // A bracket goes on with a label: 联系方式 over （手机号）.
        let bracket = |p: &super::heads::Piece<'_>| p.text.starts_with(['（', '(']);
        let whole = |head: &usize| !pieces(&lines[*head]).iter().any(bracket);
        let above = (1..first.min(OFF + 2)).filter(whole).map(|head| (head, true));
        above.chain([(first, false)]).collect()
    };
    for (head, centred, han) in
        heads.into_iter().flat_map(|(head, centred)| [WIDE, NARROW].map(|han| (head, centred, han)))
    {
        let header = &lines[..head];
        // Text whose cells stand one space apart mirrors no page.
        let gaps: usize = header.iter().map(|line| line.raw.trim().matches("   ").count()).sum();
        let Some(mut columns) = Columns::of(header, han).filter(|_| gaps >= GAPS) else { continue };
        columns.widen(&lines[head..end]);
        let Some(body) =
            lines[head..end].iter().map(|l| columns.assign(l)).collect::<Option<Vec<_>>>()
        else {
            continue;
        };
        let marks: Vec<usize> = numbers.iter().map(|at| at - head).collect();
        let rows = if centred { settle(&body, &marks) } else { topped(&body, &marks) };
        let Some((rows, cost)) = rows else { continue };
        // Half a label is none: the rest of it stands below.
        let halves = columns.labels.iter().filter(|label| !is_label(label)).count();
        let cost = cost + 0.5 * (middle + 1).abs_diff(head) as f32 + halves as f32;
        // Of two that are as good one column was taken for two, or two for one: words
        // that stand apart say two.
        let count = columns.labels.len();
        let better = |(sofar, fewer, _): &(f32, usize, Table)| {
            cost < *sofar || cost <= *sofar && count > *fewer
        };
        if best.as_ref().is_none_or(better) {
            best = Some((cost, count, build(&columns, &body, &rows)));
        }
    }
    best.map(|(cost, _, table)| (cost, table, start + end))
}

/// Words side by side that are neither asked for (`填报单位：`) nor a place for a date.
fn is_row(line: &Line<'_>) -> bool {
    let text = line.text();
    let date = text.chars().all(|c| "年月日 ".contains(c));
    pieces(line).len() > 1 && !text.contains(['：', ':']) && !date
}

/// A title or a numbered heading, alone on its line.
fn is_heading(line: &Line<'_>) -> bool {
    let text = line.text();
    pieces(line).len() == 1 && (is_enumerated(text) || title::is_whole(text))
}

/// Rows whose numbers stand on their first lines.
fn topped(body: &[Vec<String>], numbers: &[usize]) -> Option<(Vec<Range<usize>>, f32)> {
    if numbers.first().is_some_and(|first| *first > 0) {
        return None;
    }
    let ends = numbers.iter().skip(1).copied().chain([body.len()]);
    let rows: Vec<Range<usize>> = numbers.iter().zip(ends).map(|(from, to)| *from..to).collect();
    let cost = rows.iter().map(|row| wrap_cost(&body[row.clone()])).sum();
    Some((rows, cost))
}

/// Rows whose numbers stand in their middle, or near it: the lines between two numbers
/// are shared out so that the cells are whole.
fn settle(body: &[Vec<String>], numbers: &[usize]) -> Option<(Vec<Range<usize>>, f32)> {
    if numbers.is_empty() {
        return body.is_empty().then(|| (Vec::new(), 0.0));
    }
    // best[line]: the cost of the rows so far when the last of them ends before that line.
    let mut best: Vec<(usize, f32, Vec<Range<usize>>)> = vec![(0, 0.0, Vec::new())];
    for (at, number) in numbers.iter().enumerate() {
        let next = numbers.get(at + 1).copied();
        let mut found: Vec<(usize, f32, Vec<Range<usize>>)> = Vec::new();
        for (start, cost, rows) in &best {
            let ends = match next {
                Some(next) => number + 1..=next,
                None => body.len()..=body.len(),
            };
            for end in ends {
                let off = (2 * number + 1).abs_diff(start + end);
                if off > OFF {
                    continue;
                }
                let row = body.get(*start..end)?;
                let cut = rows.last().map_or(0.0, |above| cut_cost(&body[above.clone()], row));
                let own = wrap_cost(row) + cut + 0.3 * off as f32;
                let total = cost + own;
                match found.iter_mut().find(|(e, ..)| *e == end) {
                    Some(slot) if slot.1 <= total => {}
                    Some(slot) => {
                        let rows = rows.iter().cloned().chain(std::iter::once(*start..end));
                        *slot = (end, total, rows.collect());
                    }
                    None => {
                        let rows = rows.iter().cloned().chain(std::iter::once(*start..end));
                        found.push((end, total, rows.collect()));
                    }
                }
            }
        }
        best = found;
    }
    let (_, cost, rows) = best.into_iter().find(|(end, ..)| *end == body.len())?;
    Some((rows, cost))
}

/// What speaks against a border between two rows: a word over it, or one character
/// that is a cell of its own.
fn cut_cost(above: &[Vec<String>], row: &[Vec<String>]) -> f32 {
    let count = row.first().map_or(0, Vec::len);
    let cut = |column: &usize| {
        let mut cell = row.iter().map(|l| l[*column].as_str()).filter(|t| !t.is_empty());
        let before = above.iter().rev().map(|l| l[*column].as_str()).find(|t| !t.is_empty());
        let (Some(before), Some(first)) = (before, cell.next()) else { return false };
        straddles(before, first) || first.chars().nth(1).is_none() && cell.next().is_none()
    };
    (1..count).filter(cut).count() as f32
}

/// What speaks against lines being one row: a line of a cell that is not its last
/// and left room for a character more.
fn wrap_cost(lines: &[Vec<String>]) -> f32 {
    let count = lines.first().map_or(0, Vec::len);
    let mut cost = 0.0;
    for column in 1..count {
        let cell: Vec<&str> =
            lines.iter().map(|l| l[column].as_str()).filter(|t| !t.is_empty()).collect();
        let widest = cell.iter().map(|t| width(t)).fold(0.0, f32::max);
        let short = |pair: &&[&str]| {
            widest - width(pair[0]) >= 1.5
                && !is_enumerated(pair[1])
                && !pair[1].starts_with(['（', '(', '□'])
                && !pair[0].ends_with(['：', '；', '。', '…'])
        };
        cost += cell.windows(2).filter(short).count() as f32;
    }
    cost
}

/// The table out of its header, its lines by columns, and which of them make a row.
fn build(columns: &Columns, body: &[Vec<String>], rows: &[Range<usize>]) -> Table {
    let depth = columns.depth();
    let count = columns.labels.len();
    let mut table =
        Table { rows: depth + rows.len(), cols: count, header_rows: depth, ..Table::default() };
    for group in &columns.groups {
        table.cells.push(Cell {
            col_span: group.columns.len(),
            ..Cell::plain(group.level, group.columns.start, &group.text)
        });
    }
    for (col, label) in columns.labels.iter().enumerate() {
        let above = columns.groups.iter().filter(|g| g.columns.contains(&col)).count();
        table.cells.push(Cell { row_span: depth - above, ..Cell::plain(above, col, label) });
    }
    table.cells.sort_by_key(|cell| (cell.row, cell.col));
    for (at, range) in rows.iter().enumerate() {
        for col in 0..count {
            let mut texts: Vec<String> = Vec::new();
            for line in &body[range.clone()] {
                match texts.last_mut() {
                    _ if line[col].is_empty() => {}
                    Some(last) if !is_enumerated(&line[col]) => last.push_str(&line[col]),
                    _ => texts.push(line[col].clone()),
                }
            }
            let paragraphs = texts.into_iter().map(|t| Block::Paragraph(Paragraph::plain(t)));
            table.cells.push(Cell {
                row: depth + at,
                col,
                row_span: 1,
                col_span: 1,
                blocks: paragraphs.collect(),
                place: Place::default(),
                unread: false,
            });
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Option<String> {
        let raw: Vec<&str> = text.split('\n').collect();
        let lines = super::super::collect(&raw);
        read(&lines, 0).map(|(table, _)| table.text().content)
    }

    #[test]
    fn cells_set_in_the_middle_of_their_rows() {
        let text = "     评估企业                    联系    提交     主营业
序号           省    市     区                 务收入
      名称                     方式    时间     （万）
     白沙天禾
            浙江   湖州    南浔                300-999
1    食品有限                    XXX   XXX
             省    市     区                   人
     责任公司

2

     联系人：                               联系电话：";
        let want = "序号\t评估企业名称\t省\t市\t区\t联系方式\t提交时间\t主营业务收入（万）\n1\t白沙天禾食品有限责任公司\t浙江省\t湖州市\t南浔区\tXXX\tXXX\t300-999人\n2\t\t\t\t\t\t\t";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    /// Labels, spans and depth of the header.
    fn header(text: &str) -> String {
        let raw: Vec<&str> = text.split('\n').collect();
        let (table, _) = read(&super::super::collect(&raw), 0).unwrap();
        let cells = table.cells.iter().filter(|c| c.row < table.header_rows);
        let shown = cells.map(|c| {
            format!("{}{}:{}+{}x{}", c.text().content, c.row, c.col, c.row_span, c.col_span)
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn cells_over_several_columns() {
        let top = "序号   企业   项目   建设      资金构成（万元）       预期成效    联系人
     名称   名称   地点   总投  设备   资金来源    新增  新增   及手机
                    资   投资  银行  自筹   产值  税收
                            贷款  资金
1
2
说明：1.请按表头格式填报。";
        let middle = "                       资金构成（万元）      预期成效
     企业   项目   建设            资金来源              联系人
序号                  总投  设备           新增   新增
     名称   名称   地点           银行  自筹             及手机
                    资   投资           产值   税收
                            贷款  资金
1
2
说明：1.请按表头格式填报。";
        let want = "序号0:0+3x1 企业名称0:1+3x1 项目名称0:2+3x1 建设地点0:3+3x1 资金构成（万元）0:4+1x4 \
            预期成效0:8+1x2 联系人及手机0:10+3x1 总投资1:4+2x1 设备投资1:5+2x1 资金来源1:6+1x2 \
            新增产值1:8+2x1 新增税收1:9+2x1 银行贷款2:6+1x1 自筹资金2:7+1x1";
        assert_eq!(header(top), want);
        assert_eq!(header(middle), want);
    }

    #[test]
    fn lines_of_a_row_are_shared_out_by_whole_cells() {
        let text = "                            智能装备    车间总投
                     所属行     数量             企业联   联系方式
序号     企业名称   车间名称                  资（万
                      业     （台/套）            系人   （手机）
                                     元）
     白鹿市恒泰    高支纱智                                139000100
 1   纺织有限公    能纺纱车   纺织      126     5800   陆远舟
                                                      01
       司        间
     汉南宏远汽    转向节柔                                139000100
 2                   汽车零     48      3260
     车零部件股    性加工车                          尹若溪
                     部件                               02
     份有限公司      间
 3
注：1.推荐排名有先后。";
        let want = "序号\t企业名称\t车间名称\t所属行业\t智能装备数量（台/套）\t车间总投资（万元）\t企业联系人\t联系方式（手机）
1\t白鹿市恒泰纺织有限公司\t高支纱智能纺纱车间\t纺织\t126\t5800\t陆远舟\t13900010001
2\t汉南宏远汽车零部件股份有限公司\t转向节柔性加工车间\t汽车零部件\t48\t3260\t尹若溪\t13900010002
3\t\t\t\t\t\t\t";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    /// The first line of a row was once taken for a line of the header, and names of two
    /// companies for one.
    #[test]
    fn rows_set_in_their_middle_below_a_header_of_one_line() {
        let text = "序号       企业名称            场景名称            推荐单位
                       数字孪生工厂建设、智能在   遵城市工信
1    黔岭航天精工制造有限公司
                       线检测             局
     黔岭磷化新材料股份有限公                   福泉市工信
2                      先进过程控制
     司                                 局
3    遵城酒业集团有限责任公司   质量精准追溯          遵城工信局";
        let want = "序号\t企业名称\t场景名称\t推荐单位\n1\t黔岭航天精工制造有限公司\t数字孪生工厂建设、智能在线检测\t遵城市工信局\n2\t黔岭磷化新材料股份有限公司\t先进过程控制\t福泉市工信局\n3\t遵城酒业集团有限责任公司\t质量精准追溯\t遵城工信局";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn a_bracket_below_a_header_belongs_to_its_label() {
        let text = "序号   申报企业名称       申报典型场景（罗列）     联系人    联系方式
                                        （手机号）
1
2
注：排名有先后。";
        let want = "序号\t申报企业名称\t申报典型场景（罗列）\t联系人\t联系方式（手机号）\n1\t\t\t\t\n2\t\t\t\t";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    /// The sum once went into the last row: 湖东自贸区合计 327.
    #[test]
    fn a_sum_is_a_row_of_its_own() {
        let text = "序号    市州      系统解决方案（项）   智能装备（项）
1     星沙市      12          6
2     湖东自贸区   3           3
      合计       15          9";
        let want = "序号\t市州\t系统解决方案（项）\t智能装备（项）\n1\t星沙市\t12\t6\n2\t湖东自贸区\t3\t3\n\t合计\t15\t9";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    /// 号 two lines below 序; a label of eight narrow characters over a column of three.
    #[test]
    fn a_narrow_number_column_and_characters_of_one_column() {
        let text = "                               总投
                                      自评
序           智能工厂名   所属    培育   资           联系
  企业名称                                估等        联系电话
号           称       行业    级别   （万          人
                                      级
                               元）
    云坪锂电新
            锂电正极材   新材    先进   2650        龙在   13900001
1   能源材料股                             三级
            料智能工厂   料     级    0           田    111
    份有限公司
    云坪县西山   建筑陶瓷数
                          基础               石敢   13900002
2   陶瓷有限责   字化绿色智   建材         4800   二级
                          级                当    222
    任公司     能工厂
注：1.推荐排名有先后。";
        let want = "序号\t企业名称\t智能工厂名称\t所属行业\t培育级别\t总投资（万元）\t自评估等级\t联系人\t联系电话
1\t云坪锂电新能源材料股份有限公司\t锂电正极材料智能工厂\t新材料\t先进级\t26500\t三级\t龙在田\t13900001111
2\t云坪县西山陶瓷有限责任公司\t建筑陶瓷数字化绿色智能工厂\t建材\t基础级\t4800\t二级\t石敢当\t13900002222";
        assert_eq!(table(text).as_deref(), Some(want));
        let text = "                 申报智能制造典型         联系方式
序号      申报企业名称              联系人
                 场景（罗列）           （手机号）
1
2

注：无";
        let want = "序号\t申报企业名称\t申报智能制造典型场景（罗列）\t联系人\t联系方式（手机号）\n1\t\t\t\t\n2\t\t\t\t";
        assert_eq!(table(text).as_deref(), Some(want));
    }

    #[test]
    fn running_text_with_gaps_is_no_table() {
        assert_eq!(table("联系人：张某                 电话：0866-5550101\n序号 以下"), None);
        assert_eq!(table("某省财政厅   某省发展和改革委员会\n2024年11月7日"), None);
    }
}
