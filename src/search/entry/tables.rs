//! The rows of a record's tables, whatever the table: every object of every list, with
//! what stands above it (an instance's equipment lies in the instance) and the scenario
//! to which its instance belongs.

use serde_json::{Map, Value};

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableRow {
    /// The key of its list (`scenarios`, `equipment`, `patents`).
    pub table: String,
    /// Where it stands in the record.
    pub pointer: String,
    /// Its texts by key.
    pub cells: Vec<(String, String)>,
}

/// How deep a record is searched.
const DEPTH: usize = 16;

/// Lists whose text is found as text, and no tables.
const NO_TABLES: &[&str] = &["sections", "findings", "provenance"];

/// The longest text of a cell that can be asked for by field, in bytes: longer ones are
/// descriptions, found as text. Indexed twice, they took more time than all the rest.
const CELL: usize = 150;

/// Keys under which several names of suppliers stand.
const SUPPLIERS: &[&str] = &["suppliers", "providers"];

/// What the name of an item of a list means for the rows inside of it.
const OUTER: &[(&str, &str)] = &[("stages", "stage"), ("sectors", "sector"), ("levels", "level")];

/// Lists of plain names, and the key under which one of them is asked for.
const PLAIN: &[(&str, &str)] =
    &[("scenarios", "scenario"), ("stages", "stage"), ("subsectors", "subsector")];

/// All rows of a record.
pub fn rows(body: &Map<String, Value>) -> Vec<TableRow> {
    let mut rows = Vec::new();
    if let Some(Value::Object(project)) = body.get("project") {
        push(&mut rows, "project", "/project", cells_of(project), &[]);
    }
    object(body, "", &[], DEPTH, &mut rows);
    join_scenarios(&mut rows);
    rows
}

type Cells = Vec<(String, String)>;

fn object(
    map: &Map<String, Value>,
    pointer: &str,
    above: &[(String, String)],
    depth: usize,
    rows: &mut Vec<TableRow>,
) {
    if depth == 0 {
        return;
    }
    let columns: Option<Vec<String>> = map
        .get("columns")
        .and_then(Value::as_array)
        .map(|list| list.iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect());
    for (key, value) in map {
        let inside = format!("{pointer}/{key}");
        match value {
            Value::Object(map) => object(map, &inside, above, depth - 1, rows),
            Value::Array(items) if !NO_TABLES.contains(&key.as_str()) => {
                let list = List { key, columns: columns.as_deref(), above, depth };
                list.rows(items, &inside, rows);
            }
            _ => {}
        }
    }
}

struct List<'a> {
    key: &'a str,
    columns: Option<&'a [String]>,
    above: &'a [(String, String)],
    depth: usize,
}

impl List<'_> {
    fn rows(&self, items: &[Value], pointer: &str, rows: &mut Vec<TableRow>) {
        for (index, item) in items.iter().enumerate() {
            let at = format!("{pointer}/{index}");
            match item {
                Value::Object(map) => {
                    let mut cells = cells_of(map);
                    self.named(&mut cells);
                    // A stage of a catalogue is what its scenarios have in common.
                    let heads = matches!(self.key, "stages" | "sectors")
                        && map
                            .values()
                            .any(|value| value.as_array().is_some_and(|l| !l.is_empty()));
                    if !heads {
                        push(rows, self.key, &at, cells.clone(), self.above);
                    }
                    object(map, &at, &self.outer(map, cells), self.depth - 1, rows);
                }
                Value::Array(values) => {
                    let columns = self.columns.unwrap_or_default();
                    let cells = columns.iter().zip(values);
                    let cells = cells.filter_map(|(key, value)| Some((key.clone(), text(value)?)));
                    push(rows, self.key, &at, cells.collect(), self.above);
                }
                value => {
                    let plain = PLAIN.iter().find(|(list, _)| *list == self.key);
                    if let (Some((_, key)), Some(text), false) =
                        (plain, text(value), self.above.is_empty())
                    {
                        let cells = vec![((*key).to_owned(), text)];
                        push(rows, self.key, &at, cells, self.above);
                    }
                }
            }
        }
    }

    /// A catalogue gives its scenarios and stages by `name`.
    fn named(&self, cells: &mut Cells) {
        let Some((_, key)) = PLAIN.iter().find(|(list, _)| *list == self.key) else { return };
        let name = cells.iter().find(|(k, _)| k == "name").map(|(_, name)| name.clone());
        if let (Some(name), false) = (name, cells.iter().any(|(k, _)| k == key)) {
            cells.push(((*key).to_owned(), name));
        }
    }

    /// What the rows inside of a row have from it.
    fn outer(&self, map: &Map<String, Value>, cells: Cells) -> Cells {
        if !map.values().any(Value::is_array) {
            return Vec::new();
        }
        let mut outer: Cells = self.above.to_vec();
        let renamed = OUTER.iter().find(|(list, _)| *list == self.key);
        for (key, text) in cells {
            match (key.as_str(), renamed) {
                ("name", Some((_, key))) => outer.push(((*key).to_owned(), text)),
                ("name" | "no", _) => {}
                _ => outer.push((key, text)),
            }
        }
        outer
    }
}

fn push(
    rows: &mut Vec<TableRow>,
    table: &str,
    pointer: &str,
    mut cells: Cells,
    above: &[(String, String)],
) {
    if cells.is_empty() {
        return;
    }
    for (key, text) in above {
        if !cells.iter().any(|(k, _)| k == key) {
            cells.push((key.clone(), text.clone()));
        }
    }
    rows.push(TableRow { table: table.to_owned(), pointer: pointer.to_owned(), cells });
}

fn cells_of(map: &Map<String, Value>) -> Cells {
    let mut cells = Vec::new();
    for (key, value) in map {
        if SUPPLIERS.contains(&key.as_str()) {
            let names = value.as_array().into_iter().flatten().filter_map(text);
            cells.extend(names.map(|name| ("supplier".to_owned(), name)));
        } else if let Some(text) = text(value) {
            cells.push((key.clone(), text));
        }
    }
    cells
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() && text.len() <= CELL => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Equipment names the instance or the scenario that it serves; the stage and scenario of
/// that row are its own.
fn join_scenarios(rows: &mut [TableRow]) {
    const JOINED: [&str; 3] = ["instance", "scenario", "stage"];
    let known: Vec<[Option<String>; 3]> = rows
        .iter()
        .filter(|row| row.table == "scenarios")
        .map(|row| JOINED.map(|key| row.text(key).map(str::to_owned)))
        .collect();
    for row in rows.iter_mut().filter(|row| !matches!(row.table.as_str(), "scenarios" | "project"))
    {
        for (by, key) in JOINED.iter().enumerate().take(2) {
            let Some(own) = row.text(key).map(str::to_owned) else { continue };
            let mut fitting = known.iter().filter(|row| row[by].as_deref() == Some(own.as_str()));
            // A name that two rows bear says of neither.
            if let (Some(found), None) = (fitting.next(), fitting.next()) {
                for (key, value) in JOINED.iter().zip(found) {
                    if let (None, Some(value)) = (row.text(key), value) {
                        row.cells.push(((*key).to_owned(), value.clone()));
                    }
                }
                break;
            }
        }
    }
}

impl TableRow {
    /// The first text under a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.cells.iter().find(|(k, _)| k == key).map(|(_, text)| text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> Vec<TableRow> {
        rows(value.as_object().unwrap())
    }

    #[test]
    fn equipment_lies_in_its_instance_and_scenario() {
        let rows = of(json!({
            "scenarios": [{"no": 1, "stage": "生产作业", "scenario": "人机协同制造", "instance": "焊装"}],
            "resources": [{"instance": "焊装", "equipment": [{"name": "机械臂", "supplier": "某重工"}]}],
        }));
        let row = rows.iter().find(|row| row.table == "equipment").unwrap();
        assert_eq!(row.text("scenario"), Some("人机协同制造"));
        assert_eq!(row.text("stage"), Some("生产作业"));
        assert_eq!(row.pointer, "/resources/0/equipment/0");
    }

    #[test]
    fn catalogues_and_tables_of_columns_give_rows() {
        let rows = of(json!({
            "stages": [{"name": "工厂建设", "scenarios": [{"no": 1, "name": "数字化交付"}]}],
            "tables": [{"title": "甲", "columns": ["企业", "数"], "rows": [["某厂", 3]]}],
        }));
        let row = rows.iter().find(|row| row.table == "scenarios").unwrap();
        assert_eq!(
            (row.text("stage"), row.text("scenario")),
            (Some("工厂建设"), Some("数字化交付"))
        );
        let row = rows.iter().find(|row| row.table == "rows").unwrap();
        assert_eq!((row.text("企业"), row.text("数")), (Some("某厂"), Some("3")));
    }

    #[test]
    fn two_instances_of_one_scenario_do_not_lend_it_theirs() {
        let rows = of(json!({
            "scenarios": [{"scenario": "智能仓储", "instance": "甲"}, {"scenario": "智能仓储", "instance": "乙"}],
            "equipment": [{"scenario": "智能仓储", "name": "堆垛机"}],
        }));
        let row = rows.iter().find(|row| row.table == "equipment").unwrap();
        assert_eq!(row.text("instance"), None);
    }
}
