//! `docs/catalogue.md` is made from the catalogue's own tables and views, in both languages
//! on one page: the names are Chinese, the comments English.
//! To make it anew: `SHENBAO_WRITE_DOCS=1 cargo test --test it catalogue_docs`.

#![allow(clippy::unwrap_used)]

use rusqlite::Connection;
use shenbao::library::catalogue::{SCHEMA, VERSION, VIEWS};
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "# The catalogue\n\n\
    Made from `src/library/catalogue/schema.sql` and `views.sql`; edit there.\n\n\
    `catalogue.sqlite` in the library's folder is an SQLite file; open it read-only \
    (`sqlite3 -readonly shenbao-library/catalogue.sqlite`). The views are for analysts and show, \
    of several versions of a work, only the one that counts. Columns named `text`, `body` and \
    `provenance` hold one zstd frame of JSON each.\n\n\
    分析人员请用视图（下列第一部分）：同一作品有多个版本时只列计入的一个。请以只读方式打开。\n\n\
    ```sql\n\
    -- 各地区申报书的投资合计\n\
    SELECT 地区, count(*) AS 份数, sum(总投资万元) AS 投资合计 FROM 申报书 GROUP BY 地区 ORDER BY 2 DESC;\n\
    -- 生产效率提升最多的企业\n\
    SELECT 企业名称, 数值 FROM 指标 WHERE 指标 = '生产效率提升' ORDER BY 数值 DESC LIMIT 20;\n\
    ```\n";

/// Comments that stand before `CREATE <kind> <name>`, by name, in order.
fn told(sql: &str, kind: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut comment = String::new();
    for line in sql.lines() {
        if let Some(text) = line.strip_prefix("-- ") {
            comment = format!("{comment} {text}").trim().to_owned();
        } else if let Some(rest) = line.strip_prefix(&format!("CREATE {kind} ")) {
            let end = rest.find([' ', '(']).unwrap_or(rest.len());
            found.push((rest[..end].to_owned(), std::mem::take(&mut comment)));
        } else if !line.starts_with("DROP") {
            comment.clear();
        }
    }
    found
}

#[test]
fn the_page_about_the_catalogue_is_current() {
    let tables = Connection::open_in_memory().unwrap();
    tables.execute_batch(SCHEMA).unwrap();
    tables.execute_batch(VIEWS).unwrap();
    let mut page = HEAD.to_owned();
    for (title, sql, kind) in [("视图 Views", VIEWS, "VIEW"), ("表 Tables", SCHEMA, "TABLE")] {
        write!(page, "\n## {title}\n").unwrap();
        for (name, comment) in told(sql, kind) {
            let mut statement = tables.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
            let columns: Vec<String> = statement.column_names().map(|c| format!("`{c}`")).collect();
            drop(statement.query([]).unwrap());
            write!(page, "\n### {name}\n\n{comment}\n\n{}\n", columns.join(", ")).unwrap();
        }
    }
    write!(page, "\nVersion of the tables: {VERSION}.\n").unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/catalogue.md");
    if std::env::var_os("SHENBAO_WRITE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), page, "docs/catalogue.md");
}
