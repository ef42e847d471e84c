//! Signing, and the certificate that comes of it: what is frozen stays as it is, and a later
//! change of either file shows.

use super::files::{Binary, attachment};
use super::input;
use super::pairs::no_pair;
use super::upload::{Part, parts};
use crate::intake;
use crate::problem::Problem;
use crate::report::certificate::{self, Certificate, Decided as Frozen, STYLE, freeze};
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::files::{Incoming, plain_name};
use crate::server::guard::Caller;
use crate::server::store::{PairRow, Role, Signature, Signed};
use axum::Json;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router(upload: u64) -> OpenApiRouter<Arc<App>> {
    let limit = usize::try_from(upload).unwrap_or(usize::MAX);
    let verify = OpenApiRouter::new().routes(routes!(verify)).layer(DefaultBodyLimit::max(limit));
    OpenApiRouter::new()
        .routes(routes!(sign))
        .routes(routes!(as_html))
        .routes(routes!(as_pdf))
        .routes(routes!(as_docx))
        .routes(routes!(as_json))
        .merge(verify)
}

/// How a signature stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SignedState {
    /// Who signed.
    by: String,
    /// When, UTC.
    at: String,
    /// The certificate's number: the hash of what was frozen.
    number: String,
    /// `consistent`, `inconsistent` or `undetermined`.
    conclusion: String,
    /// The word for it.
    conclusion_title: &'static str,
    /// Whether it still holds.
    valid: bool,
    /// What no longer holds.
    broken: Vec<String>,
}

fn state_of(signature: &Signature, broken: Vec<String>) -> SignedState {
    let conclusion = signature.content["conclusion"].as_str().unwrap_or_default().to_owned();
    SignedState {
        by: signature.by.clone(),
        at: signature.at.clone(),
        number: signature.number.clone(),
        conclusion_title: certificate::conclusion_title(&conclusion),
        conclusion,
        valid: broken.is_empty(),
        broken,
    }
}

/// How the signature of a pair stands; none when it is not signed.
pub(super) fn state(app: &Arc<App>, row: &PairRow) -> Result<Option<SignedState>, Problem> {
    let signature = app.kept.signature(row.info.id)?;
    Ok(signature.map(|signature| state_of(&signature, broken(app, row, &signature))))
}

/// What of a signed pair is no longer as it was signed: the files that the server holds, and
/// those of the inbox where they came from.
fn broken(app: &Arc<App>, row: &PairRow, signature: &Signature) -> Vec<String> {
    let mut broken = Vec::new();
    if !signature.intact {
        broken.push("证书的内容与编号不符".to_owned());
    }
    for (side, key, word) in
        [(&row.sides[0], "paper", "纸质件"), (&row.sides[1], "online", "网上数据")]
    {
        if signature.content[key]["sha256"] != side.sha256.as_str() {
            broken.push(format!("{word}的哈希与签署时不同"));
        }
        match app.original(&side.sha256) {
            Ok(Some(original)) if intake::hash(&original.bytes) == side.sha256 => {}
            Ok(Some(_)) => broken.push(format!("服务器保存的{word}“{}”在签署后被改动", side.name)),
            Ok(None) => broken.push(format!("服务器保存的{word}“{}”已不存在", side.name)),
            Err(_) => broken.push(format!("服务器保存的{word}“{}”在签署后被改动", side.name)),
        }
        let Some(path) = &side.path else { continue };
        match std::fs::read(path) {
            Ok(bytes) if intake::hash(&bytes) != side.sha256 => {
                broken.push(format!("收件文件夹里的{word}“{}”在签署后被改动", side.name));
            }
            // A file that was put away is no file that was changed.
            _ => {}
        }
    }
    broken
}

/// What goes with a signature.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Signing {
    /// In the signer's words.
    #[serde(default)]
    #[schema(max_length = 2000)]
    remark: String,
}

/// 签署：全部认定后才可签署，签署后冻结
#[utoipa::path(post, path = "/pairs/{id}/sign", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)), request_body = Option<Signing>,
    responses((status = 200, body = SignedState), (status = "default", body = ErrorBody)))]
async fn sign(
    State(app): State<Arc<App>>,
    caller: Caller,
    input::Path(id): input::Path<i64>,
    body: axum::body::Bytes,
) -> Answer<Json<SignedState>> {
    caller.needs(&[Role::Reviewer])?;
    let blank = body.iter().all(u8::is_ascii_whitespace);
    let given: Signing = if blank {
        Signing::default()
    } else {
        serde_json::from_slice::<Option<Signing>>(&body)
            .map_err(|error| Failure::bad(format!("请求的 JSON 不对（{error}）")))?
            .unwrap_or_default()
    };
    if given.remark.chars().count() > 2_000 {
        return Err(Failure::bad("签署意见不能超过 2000 个字"));
    }
    app.heavy(move |app| signed(app, &caller, id, given.remark.trim()).map(Json)).await
}

fn signed(app: &Arc<App>, caller: &Caller, id: i64, remark: &str) -> Answer<SignedState> {
    let row = app.kept.pair(id)?.ok_or_else(no_pair)?;
    // What is signed is what the server holds, byte by byte.
    for side in &row.sides {
        let held = app.original(&side.sha256).ok().flatten();
        if held.is_none_or(|original| intake::hash(&original.bytes) != side.sha256) {
            return Err(Failure::conflict(
                "file-changed",
                format!("服务器保存的“{}”已不是核对时的文件", side.name),
                "请重新上传并核对",
            ));
        }
    }
    let by = caller.name.clone();
    let freeze = |decisions: &std::collections::BTreeMap<String, _>, day: &str| {
        let decided = |item: &str| {
            let decision: &crate::server::store::Decision = decisions.get(item)?;
            Some(Frozen {
                decision: decision.decision.name().to_owned(),
                remark: decision.remark.clone(),
                by: decision.by.clone(),
            })
        };
        freeze(&row.report, &decided, &by, day, remark)
    };
    match app.kept.sign(id, &freeze, &caller.deed())? {
        Signed::Now(signature) => Ok(state_of(&signature, Vec::new())),
        Signed::Before(signature) => {
            let message = format!("已由 {} 签署", signature.by);
            Err(Failure::conflict("signed", message, "证书见 certificate.html"))
        }
        Signed::Open(open) => {
            let message = format!("还有 {} 处没有认定", open.len());
            let failure = Failure::conflict("undecided", message, "请逐处认定后再签署");
            Err(failure.with(json!({"open": open})))
        }
        Signed::Nothing => Err(no_pair()),
    }
}

/// A certificate as it is kept, with what no longer holds.
struct Held {
    signature: Signature,
    broken: Vec<String>,
}

impl Held {
    async fn of(app: &Arc<App>, caller: &Caller, id: i64) -> Answer<Self> {
        caller.needs(&[Role::Reviewer])?;
        app.heavy(move |app| {
            let row = app.kept.pair(id)?.ok_or_else(no_pair)?;
            let signature = app.kept.signature(id)?.ok_or_else(|| {
                Failure::new(
                    StatusCode::NOT_FOUND,
                    "not-signed",
                    "还没有签署",
                    "请先逐处认定并签署",
                )
            })?;
            let broken = broken(app, &row, &signature);
            Ok(Self { signature, broken })
        })
        .await
    }

    /// The same, if it still holds.
    async fn whole(app: &Arc<App>, caller: &Caller, id: i64) -> Answer<Self> {
        let held = Self::of(app, caller, id).await?;
        if held.broken.is_empty() {
            return Ok(held);
        }
        let message = format!("证书已失效：{}", held.broken.join("；"));
        let failure = Failure::conflict("certificate-broken", message, "请重新核对这两份文件");
        Err(failure.with(json!({"broken": held.broken})))
    }

    fn certificate(&self) -> Certificate<'_> {
        Certificate {
            content: &self.signature.content,
            number: &self.signature.number,
            broken: &self.broken,
        }
    }

    fn name(&self, ending: &str) -> String {
        format!("核对证书-{}.{ending}", self.signature.number.get(..12).unwrap_or_default())
    }
}

/// 核对证书（网页，可打印）
#[utoipa::path(get, path = "/pairs/{id}/certificate.html", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, content_type = "text/html", body = String),
        (status = 409, description = "证书已失效，页首写明", content_type = "text/html", body = String),
        (status = "default", body = ErrorBody),
    ))]
async fn as_html(
    State(app): State<Arc<App>>,
    caller: Caller,
    input::Path(id): input::Path<i64>,
) -> Answer<Response> {
    let held = Held::of(&app, &caller, id).await?;
    let page = certificate::html(&held.certificate());
    let status = if held.broken.is_empty() { StatusCode::OK } else { StatusCode::CONFLICT };
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (status, kind, page).into_response();
    // The one style that stands in the page, by its hash; nothing else.
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// 核对证书（PDF）
#[utoipa::path(get, path = "/pairs/{id}/certificate.pdf", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, content_type = "application/pdf", body = Binary),
        (status = "default", body = ErrorBody),
    ))]
async fn as_pdf(
    State(app): State<Arc<App>>,
    caller: Caller,
    input::Path(id): input::Path<i64>,
) -> Answer<Response> {
    let held = Held::whole(&app, &caller, id).await?;
    let bytes = certificate::pdf(&held.certificate());
    Ok(attachment(&held.name("pdf"), "application/pdf", bytes.into()))
}

/// 核对证书（Word）
#[utoipa::path(get, path = "/pairs/{id}/certificate.docx", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, body = Binary,
         content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (status = "default", body = ErrorBody),
    ))]
async fn as_docx(
    State(app): State<Arc<App>>,
    caller: Caller,
    input::Path(id): input::Path<i64>,
) -> Answer<Response> {
    let held = Held::whole(&app, &caller, id).await?;
    let bytes = certificate::docx(&held.certificate())?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(attachment(&held.name("docx"), kind, bytes.into()))
}

/// 核对证书（JSON）：number 是 content 原文的 SHA-256
#[utoipa::path(get, path = "/pairs/{id}/certificate.json", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, body = CertificateJson), (status = "default", body = ErrorBody)))]
async fn as_json(
    State(app): State<Arc<App>>,
    caller: Caller,
    input::Path(id): input::Path<i64>,
) -> Answer<Json<CertificateJson>> {
    let held = Held::whole(&app, &caller, id).await?;
    let Signature { number, content, .. } = held.signature;
    Ok(Json(CertificateJson { number, content }))
}

/// A certificate for programs.
#[derive(Debug, Serialize, ToSchema)]
struct CertificateJson {
    /// The SHA-256 of `content`, written without white space.
    number: String,
    /// What was frozen.
    content: Value,
}

/// Files to be held against a certificate.
#[derive(ToSchema)]
#[allow(dead_code)]
struct Presented {
    /// The printed copy.
    #[schema(value_type = Option<String>, format = Binary)]
    paper: Option<String>,
    /// The online data.
    #[schema(value_type = Option<String>, format = Binary)]
    online: Option<String>,
}

/// Whether files are those that were signed.
#[derive(Debug, Serialize, ToSchema)]
struct Verified {
    valid: bool,
    /// What does not hold.
    broken: Vec<String>,
}

/// 手里的文件是不是签署时的文件
#[utoipa::path(post, path = "/pairs/{id}/verify", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    request_body(content = Presented, content_type = "multipart/form-data"),
    responses((status = 200, body = Verified), (status = "default", body = ErrorBody)))]
async fn verify(
    State(app): State<Arc<App>>,
    caller: Caller,
    input::Path(id): input::Path<i64>,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Answer<Json<Verified>> {
    let held = Held::of(&app, &caller, id).await?;
    let multipart = multipart.map_err(|error| Failure::bad(error.body_text()))?;
    let mut broken = held.broken.clone();
    // Nothing of what is only held against the certificate stays.
    let looked_at = |_: &App, incoming: Incoming, name: &str, _: &Path| {
        Ok((incoming.sha256(), plain_name(name)))
    };
    for part in parts(&app, multipart, looked_at, Path::new("")).await? {
        let (field, sha256, name) = match part {
            Part::File(field, (sha256, name)) => (field, sha256, name),
            Part::Text(field, _) => (field, String::new(), String::new()),
        };
        let word = match field.as_str() {
            "paper" => "纸质件",
            "online" => "网上数据",
            _ => return Err(Failure::bad(format!("不认识的字段“{field}”"))),
        };
        if held.signature.content[&field]["sha256"] != sha256.as_str() {
            broken.push(format!("“{name}”不是签署时的{word}"));
        }
    }
    Ok(Json(Verified { valid: broken.is_empty(), broken }))
}
