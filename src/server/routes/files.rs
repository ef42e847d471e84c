//! Files by their hash: the original, its pages as pictures and words, its text as HTML.
//! Never under a path, never as something that a browser would run.

use super::assets::is_known;
use super::input::{Path, Query};
use crate::print;
use crate::problem::Problem;
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::apart::{Ask, Held, Told, unfitting};
use crate::server::app::App;
use crate::server::guard::Caller;
use crate::server::guard::caller::form_urlencode;
use crate::server::views::{PageView, View, Word};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fs;
use std::io::Write;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Dots an inch of a picture: what is asked for is brought between these.
const DPI: std::ops::RangeInclusive<u32> = 36..=300;
/// What is drawn when nothing is asked for.
const USUAL: u32 = 96;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(original))
        .routes(routes!(info))
        .routes(routes!(picture))
        .routes(routes!(words))
        .routes(routes!(view))
}

/// Bytes of a file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
pub(super) struct Binary(#[allow(dead_code)] String);

/// 原件（总是下载，从不在浏览器中打开）
#[utoipa::path(get, path = "/files/{sha256}", tag = "文件", security(("token" = [])),
    params(("sha256" = String, Path, description = "文件的 SHA-256", pattern = "^[0-9a-f]{64}$")),
    responses(
        (status = 200, content_type = "application/octet-stream", body = Binary),
        (status = "default", body = ErrorBody),
    ))]
async fn original(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(sha256): Path<String>,
) -> Answer<Response> {
    let deed = caller.deed();
    let original = app
        .apart(move |app| -> Answer<_> {
            let found = app.original(&sha256)?.ok_or_else(no_file)?;
            let details = json!({"name": found.name});
            app.kept.log(&deed, "download", &format!("file/{sha256}"), &details)?;
            Ok(found)
        })
        .await?;
    Ok(attachment(&original.name, "application/octet-stream", original.bytes.into()))
}

/// An answer that is saved and not shown.
pub(super) fn attachment(name: &str, kind: &'static str, body: Body) -> Response {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' })
        .collect();
    let encoded = form_urlencode(name).replace('/', "%2F");
    let line = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    let mut response = ([(header::CONTENT_TYPE, kind)], body).into_response();
    let headers = response.headers_mut();
    if let Ok(line) = HeaderValue::from_str(&line) {
        headers.insert(header::CONTENT_DISPOSITION, line);
    }
    let policy = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// What is known of a file.
#[derive(Debug, Serialize, ToSchema)]
struct FileAnswer {
    sha256: String,
    /// Its name, no path.
    name: String,
    /// Its format; empty when nobody reads it.
    format: String,
    bytes: u64,
    /// Its pages as pictures can be had; empty where there are none.
    pages: Vec<PageView>,
    /// The pages are those of a print by LibreOffice: places of the report do not apply.
    printed: bool,
}

/// 文件信息和页面尺寸
#[utoipa::path(get, path = "/files/{sha256}/info", tag = "文件", security(("token" = [])),
    params(("sha256" = String, Path, pattern = "^[0-9a-f]{64}$")),
    responses((status = 200, body = FileAnswer), (status = "default", body = ErrorBody)))]
async fn info(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Path(sha256): Path<String>,
) -> Answer<Json<FileAnswer>> {
    let told = app
        .heavy(move |app| -> Answer<_> {
            let found = app.original(&sha256)?.ok_or_else(no_file)?;
            let printed = print::is_printed(&found.format) && app.config.renderer.is_some();
            let asked =
                drawable(app, &sha256).and_then(|file| app.hands.look(&Ask::Pages { file }));
            let pages = match asked {
                Ok(Told::Pages(pages)) => pages,
                _ => Vec::new(),
            };
            let bytes = found.bytes.len() as u64;
            Ok(FileAnswer { sha256, name: found.name, format: found.format, bytes, printed, pages })
        })
        .await?;
    Ok(Json(told))
}

/// Which picture.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PictureQuery {
    /// Dots an inch, 36 to 300.
    #[param(minimum = 36, maximum = 300)]
    dpi: Option<u32>,
}

/// 页面图像（PNG）：第 n 页写作 n.png
#[utoipa::path(get, path = "/files/{sha256}/pages/{file}", tag = "文件", security(("token" = [])),
    params(
        ("sha256" = String, Path, pattern = "^[0-9a-f]{64}$"),
        ("file" = String, Path, description = "页码加 .png，如 3.png", pattern = r"^[1-9][0-9]{0,4}\.png$"),
        PictureQuery,
    ),
    responses(
        (status = 200, content_type = "image/png", body = Binary),
        (status = 304, description = "浏览器已有"),
        (status = "default", body = ErrorBody),
    ))]
async fn picture(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Path((sha256, file)): Path<(String, String)>,
    Query(query): Query<PictureQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    let page = page_number(file.strip_suffix(".png"))?;
    let dpi = query.dpi.unwrap_or(USUAL);
    if !DPI.contains(&dpi) {
        return Err(Failure::bad("dpi 须在 36 至 300 之间"));
    }
    let tag = format!("\"{}-{page}-{dpi}\"", sha256.get(..16).unwrap_or_default());
    let mut response = if is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let picture = match app.pictures.at_hand(&sha256, page, dpi) {
            Some(picture) => picture,
            None => app.heavy(move |app| drawn(app, &sha256, page, dpi)).await?,
        };
        let bytes = axum::body::Bytes::from_owner(Shared(picture));
        ([(header::CONTENT_TYPE, "image/png")], Body::from(bytes)).into_response()
    };
    let out = response.headers_mut();
    let lasting = HeaderValue::from_static("private, max-age=31536000, immutable");
    out.insert(header::CACHE_CONTROL, lasting);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// A picture that is sent without being copied.
struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn page_number(text: Option<&str>) -> Answer<u32> {
    let plain = text.filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    let number = plain.and_then(|text| text.parse::<u32>().ok()).filter(|page| *page > 0);
    number.ok_or_else(|| Failure::missing("这一页"))
}

fn drawn(app: &Arc<App>, sha256: &str, page: u32, dpi: u32) -> Answer<Arc<Vec<u8>>> {
    if !app.original_exists(sha256)? {
        return Err(no_file());
    }
    let draw = |to: &std::path::Path| {
        let file = drawable(app, sha256)?;
        match app.hands.look(&Ask::Picture { file, page, dpi, to: to.to_owned() })? {
            Told::Drawn(there) => Ok(there),
            _ => Err(unfitting()),
        }
    };
    let picture = app.pictures.picture(sha256, page, dpi, &draw)?;
    picture.ok_or_else(|| Failure::missing("这一页"))
}

/// What the pages of a file are drawn from: the file, or its print where it has none of its own.
fn drawable(app: &Arc<App>, sha256: &str) -> Result<Held, Problem> {
    let (file, format) = app.held(sha256, None)?;
    let Some(renderer) = &app.config.renderer else { return Ok(file) };
    if !print::is_printed(&format) {
        return Ok(file);
    }
    let kept = app.config.data.join("cache").join("prints");
    let place = kept.join(format!("{sha256}.pdf"));
    if !place.is_file() {
        let bytes = renderer.print(&fs::read(&file.path)?, &format)?;
        fs::create_dir_all(&kept)?;
        let mut aside = tempfile::NamedTempFile::new_in(&kept)?;
        aside.write_all(&bytes)?;
        aside.persist(&place).map_err(|error| Problem::from(error.error))?;
    }
    Ok(Held { path: place, name: "print.pdf".to_owned(), sha256: None, password: None })
}

/// The words of a page.
#[derive(Debug, Serialize, ToSchema)]
struct PageText {
    page: u32,
    /// Points.
    width: f32,
    /// Points.
    height: f32,
    words: Vec<Word>,
}

/// 页面上的文字和位置
#[utoipa::path(get, path = "/files/{sha256}/pages/{n}/text", tag = "文件", security(("token" = [])),
    params(
        ("sha256" = String, Path, pattern = "^[0-9a-f]{64}$"),
        ("n" = u32, Path, minimum = 1, maximum = 99999),
    ),
    responses((status = 200, body = PageText), (status = "default", body = ErrorBody)))]
async fn words(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Path((sha256, n)): Path<(String, String)>,
) -> Answer<Json<PageText>> {
    let page = page_number(Some(&n))?;
    let mut view = app.at(&app.readings, move |app| viewed(app, &sha256)).await?;
    let known = view.pages.iter().find(|known| known.n == page).cloned();
    let size = known.ok_or_else(|| Failure::missing("这一页"))?;
    let words = view.words.remove(&page).unwrap_or_default();
    Ok(Json(PageText { page, width: size.width, height: size.height, words }))
}

/// A document as HTML.
#[derive(Debug, Serialize, ToSchema)]
struct ViewAnswer {
    /// A fragment: blocks with `data-block`, cells with `data-cell`, nothing of the file's own markup.
    html: String,
}

/// 文件内容的文字视图（安全的 HTML 片段）
#[utoipa::path(get, path = "/files/{sha256}/view", tag = "文件", security(("token" = [])),
    params(("sha256" = String, Path, pattern = "^[0-9a-f]{64}$")),
    responses((status = 200, body = ViewAnswer), (status = "default", body = ErrorBody)))]
async fn view(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Path(sha256): Path<String>,
) -> Answer<Json<ViewAnswer>> {
    let view = app.at(&app.readings, move |app| viewed(app, &sha256)).await?;
    Ok(Json(ViewAnswer { html: view.html }))
}

/// How a file looks: as it was kept, or read again.
fn viewed(app: &Arc<App>, sha256: &str) -> Answer<View> {
    if !app.original_exists(sha256)? {
        return Err(no_file());
    }
    if let Some(view) = app.views.get(sha256) {
        return Ok(view);
    }
    let (file, _) = app.held(sha256, None)?;
    let Told::Viewed(view) = app.hands.look(&Ask::View { file })? else {
        return Err(unfitting().into());
    };
    app.views.keep(sha256, &view);
    Ok(*view)
}

fn no_file() -> Failure {
    Failure::missing("这个文件")
}

impl App {
    /// Whether there is a file of a hash.
    ///
    /// # Errors
    ///
    /// As every read.
    pub fn original_exists(&self, sha256: &str) -> Result<bool, Problem> {
        if !crate::server::files::is_hash(sha256) {
            return Ok(false);
        }
        if self.kept.file(sha256)?.is_some() {
            return Ok(true);
        }
        self.library.ask(|library| Ok(library.catalogue().file(sha256)?.is_some()))
    }
}
