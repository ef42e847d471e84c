//! Pairs that were compared: what was found, what was decided, who has them.

use super::input::{Json as Body, Path, Query};
use crate::report::certificate;
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::guard::Caller;
use crate::server::store::{Decided, Decision, PairInfo, PairRow, Role, Verdicts};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Characters of a remark.
const REMARK: usize = 2_000;
/// Things decided in one request.
const MANY: usize = 5_000;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(pair, remove))
        .routes(routes!(anchors))
        .routes(routes!(decide, history))
        .routes(routes!(decide_many))
        .routes(routes!(assign))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Those before this number, for the next page.
    #[param(minimum = 1)]
    before: Option<i64>,
    /// The most to give.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// Those of one job.
    #[param(minimum = 1)]
    job: Option<i64>,
}

/// Pairs.
#[derive(Debug, Serialize, ToSchema)]
struct PairsAnswer {
    /// Newest first.
    pairs: Vec<PairInfo>,
    /// How many there are.
    counts: Counts,
}

/// How many pairs there are.
#[derive(Debug, Serialize, ToSchema)]
struct Counts {
    all: u64,
    open: u64,
    signed: u64,
}

/// 核对过的各对文件
#[utoipa::path(get, path = "/pairs", tag = "核对", params(Wanted), security(("token" = [])),
    responses((status = 200, body = PairsAnswer), (status = "default", body = ErrorBody)))]
async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<PairsAnswer>> {
    caller.needs(&[Role::Reviewer])?;
    let most = super::bounded(wanted.limit, 100, 500)?;
    let before = wanted.before.unwrap_or(i64::MAX);
    if before < 1 || wanted.job.is_some_and(|job| job < 1) {
        return Err(Failure::bad("before 和 job 须大于 0"));
    }
    let (pairs, [all, open, signed]) = app
        .apart(move |app| -> Answer<_> {
            let mut pairs = app.kept.pairs(before, most, wanted.job)?;
            for pair in pairs.iter_mut().filter(|pair| pair.signed_at > 0) {
                pair.broken = pair.files.iter().any(|file| touched(app, file, pair.signed_at));
            }
            Ok((pairs, app.kept.pair_counts()?))
        })
        .await?;
    Ok(Json(PairsAnswer { pairs, counts: Counts { all, open, signed } }))
}

/// Whether a file is no longer what it was when it was signed (seconds since 1970). One that
/// was not written to since is not read; its certificate proves it byte by byte.
fn touched(app: &Arc<App>, sha256: &str, signed: i64) -> bool {
    let Ok((held, _)) = app.held(sha256, None) else { return true };
    let written = std::fs::metadata(&held.path).and_then(|about| about.modified());
    let since = |at: std::time::SystemTime| at.duration_since(std::time::UNIX_EPOCH);
    let before = written.ok().and_then(|at| since(at).ok()).map(|at| at.as_secs() as i64);
    if before.is_some_and(|at| at < signed) {
        return false;
    }
    let original = app.original(sha256).ok().flatten();
    original.is_none_or(|original| crate::intake::hash(&original.bytes) != sha256)
}

/// 一对文件的核对报告、认定和签署
#[utoipa::path(get, path = "/pairs/{id}", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "核对报告，各项带 id；另有 decisions、signed 等", body = Value),
        (status = "default", body = ErrorBody),
    ))]
async fn pair(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Json<Value>> {
    caller.needs(&[Role::Reviewer])?;
    app.apart(move |app| shown(app, id)).await.map(Json)
}

fn shown(app: &Arc<App>, id: i64) -> Answer<Value> {
    let row = app.kept.pair(id)?.ok_or_else(no_pair)?;
    let signed = super::certificate::state(app, &row)?;
    let PairRow { info, sides: _, mut report, decisions } = row;
    let items: Vec<&Value> = ["/differences", "/coverage/unread"]
        .iter()
        .filter_map(|list| report.pointer(list)?.as_array())
        .flatten()
        .filter_map(|entry| entry.get("id"))
        .collect();
    let decided = |item: &str| {
        let decision = decisions.get(item)?;
        Some(certificate::Decided {
            decision: decision.decision.name().to_owned(),
            remark: decision.remark.clone(),
            by: decision.by.clone(),
        })
    };
    let frozen = certificate::freeze(&report, &decided, "", "", "");
    let more = json!({
        "conclusion": frozen["conclusion"],
        "id": info.id, "title": info.title,
        "paper_name": info.paper_name, "online_name": info.online_name, "by": info.by, "created": info.created,
        "assignee": info.assignee, "state": info.state, "job": info.job,
        "open": info.open, "items": items, "decisions": decisions, "signed": signed,
    });
    if let (Some(report), Value::Object(more)) = (report.as_object_mut(), more) {
        report.extend(more);
    }
    Ok(report)
}

/// 两侧对应之处，供并排滚动
#[utoipa::path(get, path = "/pairs/{id}/anchors", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "{\"anchors\": […]}", body = Value),
        (status = "default", body = ErrorBody),
    ))]
async fn anchors(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Response> {
    caller.needs(&[Role::Reviewer])?;
    let list = app.store(move |store| store.anchors(id)).await?.ok_or_else(no_pair)?;
    let json = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, json)], format!("{{\"anchors\":{list}}}")).into_response())
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Deciding {
    /// `true` 属实, `false` 误报, `open` 待查.
    decision: Verdicts,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 2000)]
    remark: String,
    /// The version of the decision that the reviewer saw; 0 for none yet.
    #[serde(default)]
    #[schema(minimum = 0)]
    version: Option<i64>,
}

/// What was kept.
#[derive(Debug, Serialize, ToSchema)]
struct DecidedAnswer {
    decision: Decision,
    /// How much of the pair stands open now.
    open: i64,
}

/// 认定一处差异或未读之处
#[utoipa::path(put, path = "/pairs/{id}/decisions/{item}", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1), ("item" = String, Path, pattern = "^[du][1-9][0-9]*$")),
    request_body = Deciding,
    responses((status = 200, body = DecidedAnswer), (status = "default", body = ErrorBody)))]
async fn decide(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((id, item)): Path<(i64, String)>,
    Body(given): Body<Deciding>,
) -> Answer<Json<DecidedAnswer>> {
    caller.needs(&[Role::Reviewer])?;
    let remark = remark(&given.remark)?;
    app.apart(move |app| {
        let kept = app.kept.decide(
            (id, &item),
            (given.decision, &remark),
            given.version,
            &caller.deed(),
        )?;
        let decision = kept_or(kept)?;
        Ok(Json(DecidedAnswer { decision, open: open(app, id)? }))
    })
    .await
}

fn remark(text: &str) -> Answer<String> {
    if text.chars().count() > REMARK {
        return Err(Failure::bad(format!("备注不能超过 {REMARK} 个字")));
    }
    Ok(text.trim().to_owned())
}

fn open(app: &App, id: i64) -> Answer<i64> {
    Ok(app.kept.pair_info(id)?.ok_or_else(no_pair)?.open)
}

fn kept_or(decided: Decided) -> Answer<Decision> {
    match decided {
        Decided::Kept(decision) => Ok(decision),
        Decided::Overtaken(other) => {
            let by = other.as_ref().map_or("别人", |other| other.by.as_str());
            let failure = Failure::conflict(
                "overtaken",
                format!("{by}已先作了认定，您看到的不是最新的"),
                "请看过最新的认定后再改",
            );
            Err(failure.with(json!(other)))
        }
        Decided::Signed => Err(Failure::conflict(
            "signed",
            "已经签署，认定不能再改",
            "需要更改时请重新核对这两份文件",
        )),
        Decided::Nothing => Err(Failure::missing("这一处")),
    }
}

/// 一处的历次认定
#[utoipa::path(get, path = "/pairs/{id}/decisions/{item}", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1), ("item" = String, Path, pattern = "^[du][1-9][0-9]*$")),
    responses((status = 200, body = History), (status = "default", body = ErrorBody)))]
async fn history(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path((id, item)): Path<(i64, String)>,
) -> Answer<Json<History>> {
    caller.needs(&[Role::Reviewer])?;
    app.apart(move |app| {
        let history = app.kept.history(id, &item)?;
        history.map(|history| Json(History { history })).ok_or_else(|| Failure::missing("这一处"))
    })
    .await
}

/// What was ever decided of one thing.
#[derive(Debug, Serialize, ToSchema)]
struct History {
    /// Oldest first.
    history: Vec<Decision>,
}

/// One decision for many things.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecidingMany {
    /// Their ids.
    #[schema(min_items = 1, max_items = 5000)]
    items: Vec<String>,
    decision: Verdicts,
    #[serde(default)]
    #[schema(max_length = 2000)]
    remark: String,
    /// The versions that the reviewer saw.
    #[serde(default)]
    versions: BTreeMap<String, i64>,
}

/// What was kept.
#[derive(Debug, Serialize, ToSchema)]
struct DecidedMany {
    decisions: BTreeMap<String, Decision>,
    open: i64,
}

/// 对多处作同一认定：要么全部记下，要么一处也不记
#[utoipa::path(put, path = "/pairs/{id}/decisions", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)), request_body = DecidingMany,
    responses((status = 200, body = DecidedMany), (status = "default", body = ErrorBody)))]
async fn decide_many(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(given): Body<DecidingMany>,
) -> Answer<Json<DecidedMany>> {
    caller.needs(&[Role::Reviewer])?;
    let remark = remark(&given.remark)?;
    if given.items.is_empty() || given.items.len() > MANY {
        return Err(Failure::bad(format!("items 须有 1 至 {MANY} 项")));
    }
    app.apart(move |app| {
        let kept = app.kept.decide_many(
            id,
            &given.items,
            (given.decision, &remark),
            &given.versions,
            &caller.deed(),
        )?;
        let mut decisions = BTreeMap::new();
        for (item, decided) in kept {
            decisions.insert(item, kept_or(decided)?);
        }
        Ok(Json(DecidedMany { decisions, open: open(app, id)? }))
    })
    .await
}

/// Who is to have a pair.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Assigning {
    /// A name; null for nobody.
    #[schema(max_length = 40)]
    name: Option<String>,
}

/// 由谁核对
#[utoipa::path(put, path = "/pairs/{id}/assignee", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)), request_body = Assigning,
    responses((status = 200, body = PairInfo), (status = "default", body = ErrorBody)))]
async fn assign(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Body(given): Body<Assigning>,
) -> Answer<Json<PairInfo>> {
    caller.needs(&[Role::Reviewer])?;
    let name = given.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if name.as_ref().is_some_and(|name| name.chars().count() > 40) {
        return Err(Failure::bad("姓名不能超过 40 个字"));
    }
    app.apart(move |app| {
        if !app.kept.assign(id, name.as_deref(), &caller.deed())? {
            return Err(no_pair());
        }
        app.kept.pair_info(id)?.map(Json).ok_or_else(no_pair)
    })
    .await
}

/// What was removed.
#[derive(Debug, Serialize, ToSchema)]
struct Removed {
    removed: i64,
}

/// 删除一对未签署的文件
#[utoipa::path(delete, path = "/pairs/{id}", tag = "核对", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, body = Removed), (status = "default", body = ErrorBody)))]
async fn remove(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Json<Removed>> {
    caller.needs(&[Role::Reviewer])?;
    let removed = app.apart(move |app| app.kept.remove_pair(id, &caller.deed())).await?;
    match removed {
        Some(true) => Ok(Json(Removed { removed: id })),
        Some(false) => Err(Failure::conflict("signed", "已经签署，不能删除", "")),
        None => Err(no_pair()),
    }
}

pub(super) fn no_pair() -> Failure {
    Failure::missing("这一对文件")
}
