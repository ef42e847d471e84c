//! A definition from what stands on the paper of a form: its labels with their groups, its
//! questions with their options, its tables. Of several copies, filled in or not, what is the
//! same in all of them is the form.

use super::quote;
use crate::understand::form::{self, Item, List, Pair};
use crate::value::label;
use std::collections::HashSet;
use std::fmt::Write;

/// What was found on one copy.
pub struct Copy {
    /// The form's name.
    pub title: String,
    /// What stands on it.
    pub items: Vec<Item>,
}

/// Writes the definition of the form that the copies have in common.
pub fn write(copies: &[Copy]) -> String {
    let Some((first, others)) = copies.split_first() else { return String::new() };
    let (title, subtitle) = match first.title.find('（').filter(|at| *at > 0) {
        Some(at) => first.title.split_at(at),
        None => (first.title.as_str(), ""),
    };
    let mut out = String::from("# 由表单学得的定义：可直接使用；请核对 id 和每一项的 to、kind。\n");
    let title = if title.is_empty() { "未命名表单" } else { title };
    let _ = writeln!(out, "id = \"new-form\"\ntitle = {}", quote(title));
    if !subtitle.is_empty() {
        let _ = writeln!(out, "subtitle = {}", quote(subtitle));
    }
    if let Some(year) = crate::understand::catalogue::year(&first.title) {
        let _ = writeln!(out, "year = {year}");
    }
    let _ = writeln!(out, "issuer = \"\"\nby_shape = true");
    let fields = fields(first, others);
    let mut groups: Vec<&str> = Vec::new();
    for (field, _) in &fields {
        if !field.group.is_empty() && !groups.contains(&field.group.as_str()) {
            groups.push(&field.group);
        }
    }
    let list: Vec<String> = groups.iter().map(|group| quote(group)).collect();
    let _ = writeln!(out, "groups = [{}]", list.join(", "));
    let headings: Vec<String> = first
        .items
        .iter()
        .filter_map(|item| if let Item::Heading(text, _) = item { Some(quote(text)) } else { None })
        .collect();
    let _ = writeln!(out, "sections = [{}]", headings.join(", "));
    out.push_str("\n[[part]]\ntitle = \"\"\nfields = [\n");
    for (field, to) in &fields {
        write_field(&mut out, field, to, copies);
    }
    out.push_str("]\n");
    write_years(&mut out, first);
    let mut seen: HashSet<Vec<String>> = HashSet::new();
    let tables = first
        .items
        .iter()
        .filter_map(|item| if let Item::List(list) = item { Some(list) } else { None });
    for (n, table) in tables
        .filter(|table| others.iter().all(|copy| has_table(copy, table)))
        .filter(|table| seen.insert(table.columns.clone()))
        .enumerate()
    {
        write_table(&mut out, table, n);
    }
    out
}

fn pairs(copy: &Copy) -> impl Iterator<Item = &Pair> {
    copy.items.iter().filter_map(|item| if let Item::Pair(pair) = item { Some(pair) } else { None })
}

fn key(pair: &Pair) -> (String, String) {
    (label::key(&pair.group), label::key(&pair.label))
}

/// The fields that all copies have, each with a place that no other has.
fn fields<'a>(first: &'a Copy, others: &[Copy]) -> Vec<(&'a Pair, String)> {
    let everywhere =
        |pair: &Pair| others.iter().all(|copy| pairs(copy).any(|other| key(other) == key(pair)));
    let mut taken: HashSet<String> = HashSet::new();
    let mut out = Vec::new();
    for pair in pairs(first).filter(|pair| everywhere(pair)) {
        let certain = form::concepts::pointer(&pair.group, &pair.label).map(str::to_owned);
        // A place below a value, or above one, is none.
        let is_free = |to: &String| {
            !taken.iter().any(|other| {
                other == to
                    || other.starts_with(&format!("{to}/"))
                    || to.starts_with(&format!("{other}/"))
            })
        };
        let own = place(pair);
        // Where the group itself is a value, its labels stand beside it.
        let beside = format!("/project/{}", own.trim_start_matches("/project/").replace('/', "-"));
        let numbered = (2..).map(|n| format!("{beside}_{n}"));
        let to = certain
            .into_iter()
            .chain([own, beside.clone()])
            .chain(numbered)
            .find(is_free)
            .unwrap_or_else(|| beside.clone());
        taken.insert(to.clone());
        out.push((pair, to));
    }
    out
}

fn place(pair: &Pair) -> String {
    let step = |text: &str| {
        let name = label::Label::parse(text).name;
        let name: String = name
            .chars()
            .map(|c| if matches!(c, '/' | '~' | '+' | '*') { '-' } else { c })
            .collect();
        // A step of digits alone would be a list's.
        if name.is_empty() || name.chars().all(|c| c.is_ascii_digit()) {
            format!("栏{name}")
        } else {
            name
        }
    };
    if pair.group.is_empty() {
        format!("/project/{}", step(&pair.label))
    } else {
        format!("/project/{}/{}", step(&pair.group), step(&pair.label))
    }
}

fn has_table(copy: &Copy, table: &List) -> bool {
    let own: Vec<String> = table.columns.iter().map(|c| label::key(c)).collect();
    copy.items.iter().any(|item| {
        matches!(item, Item::List(other) if other.columns.iter().map(|c| label::key(c)).collect::<Vec<_>>() == own)
    })
}

/// A label without unit, stars and hints, as definitions have it, unless another label of its
/// group is told from it by those alone.
fn name_of(field: &Pair, copies: &[Copy]) -> String {
    let name = label::Label::parse(&field.label).name;
    let same = |pair: &Pair| {
        label::key(&pair.group) == label::key(&field.group)
            && label::key(&pair.label) != label::key(&field.label)
            && label::Label::parse(&pair.label).name == name
    };
    let alike = copies.iter().flat_map(pairs).any(same);
    if alike || name.is_empty() { field.label.clone() } else { name }
}

fn write_field(out: &mut String, field: &Pair, to: &str, copies: &[Copy]) {
    let typed = form::value::read(&field.label, &field.value.text.content);
    let _ = write!(out, "  {{ label = {}, to = {}", quote(&name_of(field, copies)), quote(to));
    if !field.group.is_empty() {
        let _ = write!(out, ", group = {}", quote(&field.group));
    }
    let name = label::key(&field.label);
    let several = ["多选", "可选多"].iter().any(|word| name.contains(word))
        || copies.iter().flat_map(pairs).any(|pair| {
            key(pair) == key(field)
                && form::value::read(&pair.label, &pair.value.text.content).chosen.len() > 1
        });
    if typed.options.len() >= 2 {
        let options: Vec<String> = typed.options.iter().map(|option| quote(option)).collect();
        let kind = if several { "choices" } else { "choice" };
        let _ = write!(out, ", kind = \"{kind}\", options = [{}]", options.join(", "));
    } else if ["起止", "建设期", "期限"].iter().any(|word| name.contains(word))
        && typed.kind != "code"
    {
        let _ = write!(out, ", kind = \"date_range\", until = {}", quote(&format!("{to}_end")));
    } else {
        match typed.kind {
            "number" => {
                let unit = typed.unit.unwrap_or_default();
                let _ = write!(out, ", kind = \"number\", unit = {}", quote(&unit));
            }
            "date" => out.push_str(", kind = \"date\""),
            "code" => out.push_str(", kind = \"code\""),
            _ => {}
        }
    }
    out.push_str(" },\n");
}

/// The rows under years are labels too.
fn write_years(out: &mut String, copy: &Copy) {
    let years = |list: &&List| {
        list.columns.len() > 2 && list.columns[1..].iter().filter(|c| form::is_year(c)).count() > 1
    };
    let lists =
        copy.items.iter().filter_map(|i| if let Item::List(list) = i { Some(list) } else { None });
    let Some(list) = lists.into_iter().find(years) else { return };
    let rows: Vec<label::Label> = list
        .rows
        .iter()
        .filter_map(|row| Some(label::Label::parse(&row.first()?.as_ref()?.text.content)))
        .filter(|label| !label.name.is_empty())
        .collect();
    if rows.is_empty() {
        return;
    }
    let head = list.columns.first().filter(|head| !head.is_empty()).map_or("年份", String::as_str);
    let _ = writeln!(
        out,
        "\n[part.years]\nlabel = {}\nto = \"/applicant/financials\"\nrows = [",
        quote(head)
    );
    for row in rows {
        let to = row.name.replace(['/', '~'], "-");
        let _ = write!(out, "  {{ label = {}, to = {}", quote(&row.name), quote(&to));
        if !row.unit.is_empty() {
            let _ = write!(out, ", unit = {}", quote(&row.unit));
        }
        out.push_str(" },\n");
    }
    out.push_str("]\n");
}

fn write_table(out: &mut String, table: &List, n: usize) {
    let _ = writeln!(
        out,
        "\n[[table]]\ntitle = {}\nto = \"/tables/{n}\"\ncolumns = [",
        quote(&table.title)
    );
    let numbered = table.columns.first().is_some_and(|name| label::key(name) == "序号")
        && table.columns.len() > 1;
    let mut taken: Vec<String> = Vec::new();
    let bare: Vec<String> = table.columns.iter().map(|c| label::Label::parse(c).name).collect();
    for (c, column) in table.columns.iter().enumerate() {
        let alike = bare.iter().filter(|name| **name == bare[c]).count() > 1;
        let name = if column.is_empty() {
            "项".to_owned()
        } else if alike || bare[c].is_empty() {
            column.clone()
        } else {
            bare[c].clone()
        };
        let mut to: String =
            name.chars().map(|c| if matches!(c, '/' | '~') { '-' } else { c }).collect();
        while taken.contains(&to) {
            to.push('2');
        }
        taken.push(to.clone());
        let key = if c == usize::from(numbered) { ", key = true" } else { "" };
        let _ = writeln!(out, "  {{ label = {}, to = {}{key} }},", quote(&name), quote(&to));
    }
    out.push_str("]\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(group: &str, label: &str) -> Item {
        Item::Pair(Pair { label: label.to_owned(), group: group.to_owned(), ..Pair::default() })
    }

    /// It looked for a number that would make a place below a value free, for ever.
    #[test]
    fn a_label_below_one_that_has_a_value_stands_beside_it() {
        let items = vec![pair("", "承担单位"), pair("承担单位", "性质"), pair("承担单位", "性质")];
        let copy = Copy { title: String::new(), items };
        let places: Vec<String> = fields(&copy, &[]).into_iter().map(|(_, to)| to).collect();
        assert_eq!(
            places,
            ["/project/承担单位", "/project/承担单位-性质", "/project/承担单位-性质_2"]
        );
    }
}
