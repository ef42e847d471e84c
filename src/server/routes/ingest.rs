//! Into the library: server folders below the inbox, or files that are uploaded; what went to
//! quarantine, and again.

use super::compare::Begun;
use super::inbox::resolved;
use super::input::{Json as Body, Query};
use super::upload::{Part, parts};
use crate::library::Quarantined;
use crate::problem::Problem;
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::files::{Incoming, plain_name};
use crate::server::guard::{Caller, secret};
use crate::server::jobs::{self, Work};
use crate::server::store::Role;
use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Paths of one request.
const PATHS: usize = 1_000;
/// Passwords of one request.
const PASSWORDS: usize = 100;
/// Names that are shown of a job.
const NAMED: usize = 20;

pub(super) fn router(upload: u64) -> OpenApiRouter<Arc<App>> {
    let limit = usize::try_from(upload).unwrap_or(usize::MAX);
    let ingest = OpenApiRouter::new().routes(routes!(ingest)).layer(DefaultBodyLimit::max(limit));
    OpenApiRouter::new().routes(routes!(quarantine)).routes(routes!(retry)).merge(ingest)
}

/// What is to be taken in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Files and folders below an inbox folder, `收件/2025`.
    #[schema(min_items = 1, max_items = 1000)]
    paths: Vec<String>,
    /// Read again what is in quarantine.
    #[serde(default)]
    retry: bool,
    /// Passwords to try on encrypted files.
    #[serde(default)]
    #[schema(max_items = 100)]
    passwords: Vec<String>,
}

/// Files that are uploaded; a name may have folders.
#[derive(ToSchema)]
#[allow(dead_code)]
struct Uploads {
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<String>,
    /// A password to try on encrypted files.
    passwords: Option<String>,
}

/// 导入资料库：--inbox 之下的文件夹，或上传的文件
#[utoipa::path(post, path = "/ingest", tag = "入库", security(("token" = [])),
    request_body(content((Wanted = "application/json"), (Uploads = "multipart/form-data"))),
    responses((status = 202, body = Begun), (status = "default", body = ErrorBody)))]
async fn ingest(
    State(app): State<Arc<App>>,
    caller: Caller,
    request: Request,
) -> Answer<(StatusCode, Json<Begun>)> {
    caller.needs(&[Role::Archivist])?;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let work = match kind {
        Some(kind) if kind.starts_with("multipart/form-data") => {
            let multipart = Multipart::from_request(request, &())
                .await
                .map_err(|error| Failure::bad(error.body_text()))?;
            let name = secret::fresh()?;
            let folder = app.config.data.join("uploads").join(name.get(..12).unwrap_or(&name));
            let put = |app: &App, incoming: Incoming, name: &str, folder: &Path| {
                app.files.place_at(incoming, &free(&folder.join(below(name))))?;
                Ok(plain_name(name))
            };
            let given = parts(&app, multipart, put, &folder).await;
            match given.and_then(|given| uploaded(given, folder.clone())) {
                Ok(work) => work,
                Err(failure) => {
                    let cleared = app.apart(move |_| -> Result<(), Problem> {
                        // Perhaps nothing had come in yet.
                        let _ = std::fs::remove_dir_all(folder);
                        Ok(())
                    });
                    cleared.await?;
                    return Err(failure);
                }
            }
        }
        _ => {
            let Body(wanted) = Body::<Wanted>::from_request(request, &()).await?;
            app.apart(move |app| chosen(app, wanted)).await?
        }
    };
    begun(&app, &caller, work).await
}

async fn begun(app: &Arc<App>, caller: &Caller, work: Work) -> Answer<(StatusCode, Json<Begun>)> {
    let deed = caller.deed();
    let job = app.apart(move |app| jobs::submit(app, work, &deed)).await?;
    Ok((StatusCode::ACCEPTED, Json(Begun { job })))
}

/// Every locked file is tried with every password.
fn bounded(passwords: &[String]) -> Answer<()> {
    if passwords.len() > PASSWORDS {
        return Err(Failure::bad(format!("密码一次最多 {PASSWORDS} 个")));
    }
    Ok(())
}

fn chosen(app: &App, wanted: Wanted) -> Answer<Work> {
    bounded(&wanted.passwords)?;
    if wanted.paths.is_empty() || wanted.paths.len() > PATHS {
        return Err(Failure::bad(format!("paths 须有 1 至 {PATHS} 项")));
    }
    let resolved: Vec<PathBuf> =
        wanted.paths.iter().map(|path| resolved(&app.config, path)).collect::<Answer<_>>()?;
    let names = wanted.paths.iter().take(NAMED).cloned().collect();
    let Wanted { retry, passwords, .. } = wanted;
    let count = resolved.len();
    Ok(Work::Ingest { paths: resolved, names, count, retry, passwords, uploaded: None })
}

/// What was uploaded into a folder of its own, under names as they were given.
fn uploaded(parts: Vec<Part<String>>, folder: PathBuf) -> Answer<Work> {
    let (mut names, mut passwords, mut retry, mut files) = (Vec::new(), Vec::new(), false, 0);
    for part in parts {
        match part {
            Part::File(_, name) => {
                files += 1;
                if names.len() < NAMED {
                    names.push(name);
                }
            }
            Part::Text(field, text) => match field.as_str() {
                "passwords" => passwords.extend(text.lines().map(str::to_owned)),
                "retry" => retry = text == "true",
                _ => return Err(Failure::bad(format!("不认识的字段“{field}”"))),
            },
        }
    }
    if files == 0 {
        return Err(Failure::bad("没有文件：请把文件放在 file 字段"));
    }
    bounded(&passwords)?;
    let paths = vec![folder.clone()];
    Ok(Work::Ingest { paths, names, count: files, retry, passwords, uploaded: Some(folder) })
}

/// A name with its folders, none of which leads anywhere else.
fn below(given: &str) -> PathBuf {
    let steps: Vec<&str> =
        given.split(['/', '\\']).filter(|step| !matches!(step.trim(), "" | "." | "..")).collect();
    let kept = steps.len().saturating_sub(8);
    let path: PathBuf = steps.iter().skip(kept).map(|step| plain_name(step)).collect();
    if path.as_os_str().is_empty() { PathBuf::from(plain_name("")) } else { path }
}

/// A path where nothing lies yet.
fn free(path: &Path) -> PathBuf {
    if !path.exists() {
        return path.to_path_buf();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    let named = |n: u32| path.with_file_name(format!("{stem} ({n}){ending}"));
    (2..).map(named).find(|path| !path.exists()).unwrap_or_else(|| path.to_path_buf())
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only those of one reason.
    code: Option<String>,
}

/// A file in quarantine.
#[derive(Debug, Serialize, ToSchema)]
struct Held {
    /// Where it was seen.
    path: String,
    /// Its name.
    name: String,
    /// Hash of its content, if it could be had.
    sha256: Option<String>,
    /// Stable name of the reason.
    code: String,
    /// The reason in Chinese.
    message: String,
    /// What helps, in Chinese.
    hint: String,
    /// Since when, UTC.
    since: String,
}

/// What is in quarantine.
#[derive(Debug, Serialize, ToSchema)]
struct QuarantineAnswer {
    files: Vec<Held>,
    /// How many there are for each reason, all reasons together.
    codes: BTreeMap<String, u64>,
}

/// 隔离的文件和原因
#[utoipa::path(get, path = "/quarantine", tag = "入库", params(Filter), security(("token" = [])),
    responses((status = 200, body = QuarantineAnswer), (status = "default", body = ErrorBody)))]
async fn quarantine(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Answer<Json<QuarantineAnswer>> {
    caller.needs(&[Role::Archivist])?;
    let all: Vec<Quarantined> =
        app.apart(|app| app.library.ask(|library| library.catalogue().quarantined())).await?;
    let mut codes = BTreeMap::new();
    for file in &all {
        *codes.entry(file.code.clone()).or_insert(0) += 1;
    }
    let wanted = |file: &Quarantined| filter.code.as_ref().is_none_or(|code| *code == file.code);
    let files = all.into_iter().filter(wanted).map(|file| Held {
        name: plain_name(&file.path),
        path: file.path,
        sha256: file.sha256,
        code: file.code,
        message: file.message,
        hint: file.hint,
        since: file.since,
    });
    Ok(Json(QuarantineAnswer { files: files.collect(), codes }))
}

/// What is to be read again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Again {
    /// Where the files were seen, as `quarantine` says it; without it all of them.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 1000)]
    paths: Option<Vec<String>>,
    /// Passwords to try on encrypted files.
    #[serde(default)]
    #[schema(max_items = 100)]
    passwords: Vec<String>,
}

/// 重新读取隔离的文件（可给密码）
#[utoipa::path(post, path = "/quarantine/retry", tag = "入库", security(("token" = [])),
    request_body = Again,
    responses((status = 202, body = Begun), (status = "default", body = ErrorBody)))]
async fn retry(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(again): Body<Again>,
) -> Answer<(StatusCode, Json<Begun>)> {
    caller.needs(&[Role::Archivist])?;
    let work = app.apart(move |app| quarantined(app, again)).await?;
    begun(&app, &caller, work).await
}

/// What of the quarantine is to be read again.
fn quarantined(app: &App, again: Again) -> Answer<Work> {
    bounded(&again.passwords)?;
    if again.paths.as_ref().is_some_and(|paths| paths.is_empty() || paths.len() > PATHS) {
        return Err(Failure::bad(format!("paths 须有 1 至 {PATHS} 项")));
    }
    let all = app.library.ask(|library| library.catalogue().quarantined())?;
    let known = |path: &String| all.iter().any(|file| file.path == *path);
    if let Some(unknown) = again.paths.iter().flatten().find(|path| !known(path)) {
        return Err(Failure::missing(&format!("隔离的文件“{unknown}”")));
    }
    if all.is_empty() {
        return Err(Failure::conflict("gone", "没有隔离的文件", ""));
    }
    Ok(Work::Retry { names: again.paths, passwords: again.passwords })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_uploaded_folder_stays_inside() {
        assert_eq!(below("甲/乙.pdf"), PathBuf::from("甲/乙.pdf"));
        assert_eq!(below("../../etc/passwd"), PathBuf::from("etc/passwd"));
        assert_eq!(below("C:\\a\\b.pdf"), PathBuf::from("C:/a/b.pdf"));
        assert_eq!(below("/.."), PathBuf::from("未命名"));
    }
}
