//! A record of the library with the places of its values.

use super::input::Path;
use super::library::{Edition, editions};
use crate::library::{Similar, Stored};
use crate::problem::Warning;
use crate::search::Entry;
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::files::plain_name;
use crate::server::guard::Caller;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(record)).routes(routes!(similar))
}

/// A record.
#[derive(Debug, Serialize, ToSchema)]
struct RecordAnswer {
    id: u64,
    /// Hash of its file.
    sha256: String,
    /// Where its file was first seen.
    path: String,
    /// Name of its file.
    name: String,
    /// Format of its file.
    format: String,
    /// Which part of the file, from 0.
    part: u32,
    kind: String,
    title: String,
    /// First and last page, where the format has pages.
    pages: Option<[u32; 2]>,
    /// The record itself.
    #[schema(value_type = Object)]
    record: Value,
    /// Where each value was read, by its pointer.
    #[schema(value_type = Object)]
    provenance: Value,
    /// Its text.
    text: String,
    /// What of its file was not read, though it should have been: one Chinese line each.
    losses: Vec<String>,
    /// All versions of the work that its file is one of, the one that counts first.
    versions: Vec<Edition>,
}

/// 资料库中的一条记录
#[utoipa::path(get, path = "/records/{id}", tag = "检索", security(("token" = [])),
    params(("id" = u64, Path, minimum = 1)),
    responses((status = 200, body = RecordAnswer), (status = "default", body = ErrorBody)))]
async fn record(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Path(id): Path<u64>,
) -> Answer<Json<RecordAnswer>> {
    let stored = stored(&app, id).await?;
    let title = title(&stored);
    let sha256 = stored.sha256.clone();
    let versions = app.apart(move |app| {
        app.library.ask(|library| {
            let catalogue = library.catalogue();
            let (work, _) = catalogue.work_of(&sha256)?;
            let warnings = catalogue.warnings_of(&sha256)?;
            let losses = warnings.into_iter().filter(Warning::is_loss);
            let line = |loss: Warning| match loss.page {
                Some(page) => format!("第{page}页：{}", loss.message),
                None => loss.message,
            };
            let losses: Vec<String> = losses.map(line).collect();
            Ok((editions(catalogue, catalogue.versions(work)?)?, losses))
        })
    });
    let (versions, losses) = versions.await?;
    Ok(Json(RecordAnswer {
        versions,
        losses,
        id: stored.id,
        name: plain_name(&stored.path),
        kind: stored.record.kind().to_owned(),
        title,
        pages: stored.record.pages.map(|(first, last)| [first, last]),
        provenance: serde_json::to_value(&stored.record.provenance).unwrap_or_default(),
        record: Value::Object(stored.record.body),
        sha256: stored.sha256,
        path: stored.path,
        format: stored.format,
        part: stored.part,
        text: stored.text,
    }))
}

async fn stored(app: &Arc<App>, id: u64) -> Answer<Stored> {
    let none = || Failure::missing("这条记录");
    // SQLite counts to here.
    i64::try_from(id).map_err(|_| none())?;
    let stored = app.apart(move |app| app.library.ask(|l| l.catalogue().whole_record(id))).await?;
    stored.ok_or_else(none)
}

/// The title of a record, else its project's name, else the first words of its text.
fn title(stored: &Stored) -> String {
    let named = ["/title", "/cover/project_name", "/cover/scenario_name", "/cover/factory_name"];
    let text = |pointer: &&str| stored.record.get(pointer).and_then(Value::as_str);
    let first = || stored.text.lines().find(|line| !line.trim().is_empty());
    let title = named.iter().find_map(|p| text(p).filter(|t| !t.trim().is_empty())).or_else(first);
    title.unwrap_or_default().trim().chars().take(TITLE).collect()
}

/// Characters of a title.
const TITLE: usize = 80;
/// Records that are like one.
const LIKE: usize = 10;

/// Records that are like one.
#[derive(Debug, Serialize, ToSchema)]
struct SimilarAnswer {
    /// As hits of `search`, with what they have in common.
    #[schema(value_type = Vec<Object>)]
    hits: Vec<Similar>,
}

/// 相似的记录
#[utoipa::path(get, path = "/records/{id}/similar", tag = "检索", security(("token" = [])),
    params(("id" = u64, Path, minimum = 1)),
    responses((status = 200, body = SimilarAnswer), (status = "default", body = ErrorBody)))]
async fn similar(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Path(id): Path<u64>,
) -> Answer<Json<SimilarAnswer>> {
    let stored = stored(&app, id).await?;
    let hits = app
        .heavy(move |app| {
            let entry = Entry { id, text: stored.text.clone(), ..Entry::of(&stored.record) };
            app.library.ask(|library| library.similar(&entry, LIKE))
        })
        .await?;
    Ok(Json(SimilarAnswer { hits }))
}
