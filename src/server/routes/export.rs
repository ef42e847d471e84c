//! All hits of a query in every format of the command line, as a file.

use super::files::{Binary, attachment};
use super::input::Query;
use super::search::request;
use crate::library::{Library, Stored};
use crate::problem::Problem;
use crate::report::hits;
use crate::report::parquet::Parquet;
use crate::report::records::json_line;
use crate::report::table::{Rows, Table};
use crate::report::workbook::Sheets;
use crate::search::Request;
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::guard::Caller;
use crate::server::store::Role;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use futures_util::stream::unfold;
use serde::Deserialize;
use serde_json::json;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, Write};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Bytes of a file that are sent at a time.
const PIECE: usize = 256 << 10;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(export))
}

/// The format of a file.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// One record a line.
    Jsonl,
    /// A table.
    Csv,
    /// A workbook.
    Xlsx,
    /// A table for programs.
    Parquet,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// 检索式；不给即全部记录
    #[param(max_length = 4000)]
    q: Option<String>,
    #[param(inline)]
    format: Format,
    /// 每行是什么：hits 检索结果（csv）、记录、指标、场景、行，或一种清单（设备、专利……）；
    /// 也可写 records、metrics、scenarios
    #[param(max_length = 50)]
    what: Option<String>,
    /// 只要这些列，用逗号隔开
    #[param(max_length = 1000)]
    columns: Option<String>,
}

/// 导出全部结果（下载文件）
#[utoipa::path(get, path = "/export", tag = "检索", params(Wanted), security(("token" = [])),
    responses(
        (status = 200, content_type = "application/octet-stream", body = Binary),
        (status = "default", body = ErrorBody),
    ))]
async fn export(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Answer<Response> {
    caller.needs(&[Role::Analyst, Role::Archivist])?;
    let hits = wanted.what.as_deref() == Some("hits");
    if hits && !matches!(wanted.format, Format::Csv) {
        return Err(Failure::bad("检索结果清单只有 csv 格式；其他格式请用 what=records 等"));
    }
    let name = named(&wanted);
    let file = app.heavy(move |app| written(app, &caller, &wanted)).await?;
    let stream = unfold(Some(file), |file| async move {
        let mut file = file?;
        let read = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece)?;
            piece.truncate(read);
            Ok::<_, std::io::Error>((piece, file))
        });
        match read.await.map_err(std::io::Error::other).and_then(|done| done) {
            Ok((piece, _)) if piece.is_empty() => None,
            Ok((piece, file)) => Some((Ok(piece), Some(file))),
            Err(error) => Some((Err(error), None)),
        }
    });
    Ok(attachment(&name, "application/octet-stream", Body::from_stream(stream)))
}

/// What the file is called: what its rows are, and the query that found them.
fn named(wanted: &Wanted) -> String {
    let ending = match wanted.format {
        Format::Jsonl => "jsonl",
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
        Format::Parquet => "parquet",
    };
    let rows = match wanted.what.as_deref().map(str::trim) {
        None | Some("" | "records") => "记录",
        Some("hits") => "检索结果",
        Some("metrics") => "指标",
        Some("scenarios") => "场景",
        Some(other) => other,
    };
    let query = wanted.q.as_deref().unwrap_or("全部").trim();
    let plain = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let words = |text: &str| -> String {
        let text: String = text.chars().map(plain).take(NAME).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    format!("{}（{}）.{ending}", words(rows), words(query))
}

/// Characters of a query in the name of a file.
const NAME: usize = 40;

/// Writes all of it into a file that vanishes when it is closed.
fn written(app: &Arc<App>, caller: &Caller, wanted: &Wanted) -> Answer<File> {
    let query = wanted.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
    // Whatever is exported, the query is one that could be searched for.
    query.map(request).transpose()?;
    let mut file = tempfile::tempfile_in(&app.config.data).map_err(Problem::from)?;
    let records = match (wanted.what.as_deref(), query) {
        (Some("hits"), Some(query)) => {
            let request = Request { limit: usize::MAX, ..request(query)? };
            app.library.ask(|library| hits(library, &request, &file))?
        }
        _ => app.library.ask(|library| {
            (&file).rewind()?;
            file.set_len(0)?;
            rows(library, wanted, query, &file)
        })?,
    };
    let details =
        json!({"query": query, "records": records, "what": wanted.what, "file": named(wanted)});
    app.kept.log(&caller.deed(), "export", "records", &details)?;
    file.rewind().map_err(Problem::from)?;
    Ok(file)
}

/// The hits as `shenbao search --format csv` writes them.
fn hits(library: &Library, request: &Request, file: &File) -> Result<u64, Problem> {
    let mut out = BufWriter::new(file);
    let (answer, hits) = library.hits(request)?;
    out.write_all(hits::csv_head(&answer).as_bytes())?;
    let mut count = 0;
    for (n, hit) in hits.enumerate() {
        out.write_all(hits::csv_row(&answer, &hit?, n + 1).as_bytes())?;
        count += 1;
    }
    out.flush()?;
    Ok(count)
}

/// The records and their tables as `shenbao export` writes them.
fn rows(
    library: &Library,
    wanted: &Wanted,
    query: Option<&str>,
    file: &File,
) -> Result<u64, Problem> {
    let named = match wanted.what.as_deref() {
        None | Some("" | "hits") => None,
        Some("records") => Some(Rows::Records),
        Some("metrics") => Some(Rows::Metrics),
        Some("scenarios") => Some(Rows::Scenarios),
        Some(name) => Some(Rows::named(name)?),
    };
    let columns: Vec<String> = wanted
        .columns
        .iter()
        .flat_map(|list| list.split([',', '，']))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    let mut count = 0u64;
    let mut each = |write: &mut dyn FnMut(&Stored) -> Result<(), Problem>| {
        library.each_record(query, &mut |stored| {
            count += 1;
            write(&stored)
        })
    };
    let of = |rows: Rows| Table::asked(library, query, &columns, rows);
    let mut out = BufWriter::new(file.try_clone()?);
    match (wanted.format, named) {
        (Format::Jsonl, None) if columns.is_empty() => {
            each(&mut |stored| Ok(writeln!(out, "{}", json_line(stored))?))?;
        }
        (Format::Jsonl, named) => {
            let table = of(named.unwrap_or(Rows::Records))?;
            each(&mut |stored| Ok(out.write_all(table.json_rows(stored).as_bytes())?))?;
        }
        (Format::Csv, named) => {
            let table = of(named.unwrap_or(Rows::Records))?;
            out.write_all(table.csv_head().as_bytes())?;
            each(&mut |stored| Ok(out.write_all(table.csv_rows(stored).as_bytes())?))?;
        }
        (Format::Xlsx, named) => {
            let all = [Rows::Records, Rows::Metrics, Rows::Scenarios, Rows::All];
            let tables: Vec<Table> = match named {
                Some(rows) => vec![of(rows)?],
                None if !columns.is_empty() => vec![of(Rows::Records)?],
                None => all.into_iter().map(of).collect::<Result<_, _>>()?,
            };
            let mut sheets = Sheets::new(tables)?;
            each(&mut |stored| sheets.add(stored))?;
            sheets.finish(&mut out)?;
        }
        (Format::Parquet, named) => {
            let mut parquet = Parquet::new(of(named.unwrap_or(Rows::Records))?, file.try_clone()?)?;
            each(&mut |stored| parquet.add(stored))?;
            parquet.finish()?;
        }
    }
    out.flush()?;
    Ok(count)
}
