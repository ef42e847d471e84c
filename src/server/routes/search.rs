//! Searching: the query language as it is, facets, completion, searches that are kept.

use super::input::{Json as Body, Path, Query};
use crate::library::Answer as Found;
use crate::registry::scenarios;
use crate::search::{Collapse, FacetCount, Request, Sort, Suggestion as Near};
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::guard::Caller;
use crate::server::store::SavedSearch;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Hits of a page when nothing is asked for, and the most.
const USUAL: u32 = 20;
const MOST: u32 = 200;
/// The deepest page that is shown: who wants more exports.
const DEEPEST: u32 = 100_000;
/// Suggestions of one kind.
const SUGGESTED: usize = 8;
/// Characters of a query.
const QUERY: usize = 4_000;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(search))
        .routes(routes!(facets))
        .routes(routes!(suggest))
        .routes(routes!(saved, save))
        .routes(routes!(forget))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// 检索式
    #[param(min_length = 1, max_length = 4000)]
    q: String,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    #[param(minimum = 0, maximum = 100000)]
    offset: Option<u32>,
    /// 排序：relevance 相关度，date 时间，或指标名称（大的在前；前面加 - 小的在前）
    #[param(max_length = 100)]
    sort: Option<String>,
    /// 一条是什么：works 每个项目一条（各格式、各版本合并），none 每份记录一条
    #[param(inline)]
    collapse: Option<Unit>,
    /// 在这些检索式的结果中检索，每行一个
    #[param(max_length = 8000)]
    within: Option<String>,
}

/// What one hit is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Unit {
    /// A work: its best edition, with the others named.
    Works,
    /// A record.
    None,
}

/// 检索资料库
#[utoipa::path(get, path = "/search", tag = "检索", params(Wanted), security(("token" = [])),
    responses(
        (status = 200, description = "同 shenbao search --format json", body = Value),
        (status = "default", body = ErrorBody),
    ))]
async fn search(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<Found>> {
    let limit = super::bounded(wanted.limit, USUAL, MOST)? as usize;
    let offset = wanted.offset.unwrap_or(0);
    if offset > DEEPEST {
        return Err(Failure::bad(format!("offset 不能超过 {DEEPEST}；要全部结果请用导出")));
    }
    let within = wanted.within.unwrap_or_default();
    let request = Request {
        limit,
        offset: offset as usize,
        sort: order(wanted.sort.as_deref())?,
        collapse: match wanted.collapse {
            Some(Unit::Works) => Collapse::Works,
            Some(Unit::None) | None => Collapse::None,
        },
        within: within.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect(),
        ..request(&wanted.q)?
    };
    let found = app.apart(move |app| app.library.ask(|library| library.search(&request))).await?;
    Ok(Json(found))
}

fn order(sort: Option<&str>) -> Answer<Sort> {
    let name = sort.unwrap_or_default().trim();
    if name.chars().count() > 100 {
        return Err(Failure::bad("sort 不能超过 100 个字"));
    }
    Ok(match name {
        "" | "relevance" | "相关度" => Sort::Relevance,
        "date" | "时间" => Sort::Date,
        name => match name.strip_prefix('-') {
            Some(name) => Sort::FigureAscending(name.to_owned()),
            None => Sort::Figure(name.to_owned()),
        },
    })
}

/// A request to the library.
pub(super) fn request(q: &str) -> Answer<Request> {
    if q.trim().is_empty() || q.chars().count() > QUERY {
        return Err(Failure::bad(format!("检索式须有 1 至 {QUERY} 个字")));
    }
    Ok(Request { query: q.to_owned(), limit: 1, ..Request::default() })
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OnlyQuery {
    /// 检索式
    #[param(min_length = 1, max_length = 4000)]
    q: String,
}

/// Counts over all hits.
#[derive(Debug, Serialize, ToSchema)]
struct Facets {
    total: usize,
    /// By facet, then value.
    #[schema(value_type = Object)]
    facets: BTreeMap<String, Vec<FacetCount>>,
}

/// 检索结果的分面计数
#[utoipa::path(get, path = "/facets", tag = "检索", params(OnlyQuery), security(("token" = [])),
    responses((status = 200, body = Facets), (status = "default", body = ErrorBody)))]
async fn facets(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Query(wanted): Query<OnlyQuery>,
) -> Answer<Json<Facets>> {
    let request = request(&wanted.q)?;
    let found = app.apart(move |app| app.library.ask(|library| library.search(&request))).await?;
    let facets = found.facets.into_iter().map(|(name, counts)| (name.to_owned(), counts)).collect();
    Ok(Json(Facets { total: found.total, facets }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Typed {
    /// The word that is being typed.
    #[param(max_length = 100)]
    q: String,
}

/// Something that may be meant.
#[derive(Debug, Serialize, ToSchema)]
struct Suggestion {
    /// As it is shown.
    text: String,
    /// What goes into the query in the place of the word.
    insert: String,
    /// What it is.
    about: String,
}

/// What may be meant by a word.
#[derive(Debug, Serialize, ToSchema)]
struct Suggestions {
    fields: Vec<Suggestion>,
    scenarios: Vec<Suggestion>,
    companies: Vec<Suggestion>,
    metrics: Vec<Suggestion>,
    /// Names that are near to what was typed, as in an answer of `search`.
    #[schema(value_type = Vec<Object>)]
    near: Vec<Near>,
}

/// The fields of the query language with what they take, for who does not know them yet.
const FIELDS: &[(&str, &str)] = &[
    ("企业", "申报主体的名称"),
    ("地区", "省、市或地址"),
    ("行业", "行业或领域"),
    ("企业性质", "如 民营"),
    ("企业规模", "大型、中型、小型、微型"),
    ("信用代码", "统一社会信用代码"),
    ("环节", "场景所属的环节"),
    ("场景", "智能制造典型场景"),
    ("供应商", "装备、软件、系统的供应商"),
    ("推荐单位", "推荐的主管部门"),
    ("项目名称", "项目的名称"),
    ("发文字号", "通知的发文字号"),
    ("年份", "如 2023 或 2021..2023"),
    ("类型", "申报书、通知等"),
    ("级别", "如 卓越级"),
    ("格式", "文件格式，如 pdf"),
];

/// 检索式的补全
#[utoipa::path(get, path = "/suggest", tag = "检索", params(Typed), security(("token" = [])),
    responses((status = 200, body = Suggestions), (status = "default", body = ErrorBody)))]
async fn suggest(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Query(typed): Query<Typed>,
) -> Answer<Json<Suggestions>> {
    let part = typed.q.trim().to_owned();
    if part.chars().count() > 100 {
        return Err(Failure::bad("q 不能超过 100 个字"));
    }
    app.apart(move |app| -> Answer<_> {
        let fields = FIELDS
            .iter()
            .filter(|(name, _)| name.contains(&part))
            .map(|(name, about)| suggestion(name, format!("{name}:"), (*about).to_owned()));
        let mut all = Suggestions {
            fields: fields.collect(),
            scenarios: Vec::new(),
            companies: Vec::new(),
            metrics: Vec::new(),
            near: Vec::new(),
        };
        if part.is_empty() {
            return Ok(Json(all));
        }
        for catalogue in scenarios::catalogues().iter().rev() {
            for found in catalogue.scenarios().filter(|found| found.name.contains(&part)) {
                let known = all.scenarios.iter().any(|s| s.text == found.name);
                if !known && all.scenarios.len() < SUGGESTED {
                    let about = format!("{} 年场景", catalogue.year);
                    all.scenarios.push(suggestion(found.name, filter("场景", found.name), about));
                }
            }
        }
        let (companies, metrics, near) = app.library.ask(|library| {
            let catalogue = library.catalogue();
            let most = SUGGESTED as u32;
            let companies = catalogue.applicants(&part, most)?;
            // What is spelt as something that is there needs no guess.
            let near =
                if companies.is_empty() { library.index().suggest(&part)? } else { Vec::new() };
            Ok((companies, catalogue.indicators(&part, most)?, near))
        })?;
        all.near = near;
        let about = |records: u64| format!("{records} 条记录");
        all.companies = companies
            .iter()
            .map(|(name, n)| suggestion(name, filter("企业", name), about(*n)))
            .collect();
        all.metrics = metrics
            .iter()
            .map(|(name, n)| suggestion(name, format!("{name}>="), about(*n)))
            .collect();
        Ok(Json(all))
    })
    .await
}

fn suggestion(text: &str, insert: String, about: String) -> Suggestion {
    Suggestion { text: text.to_owned(), insert, about }
}

/// A field with a value as the query language writes it.
fn filter(field: &str, value: &str) -> String {
    let plain = value.chars().all(|c| c.is_alphanumeric());
    if plain {
        format!("{field}:{value}")
    } else {
        format!("{field}:\"{}\"", value.replace('"', " "))
    }
}

/// A search that is kept, and what is new in it.
#[derive(Debug, Serialize, ToSchema)]
struct SavedAnswer {
    #[serde(flatten)]
    search: SavedSearch,
    /// Hits now; none where the query cannot be meant any more.
    total: Option<usize>,
    /// Hits of records that came after it was looked at last.
    new: Option<usize>,
}

/// Searches that are kept.
#[derive(Debug, Serialize, ToSchema)]
struct SavedAnswers {
    saved: Vec<SavedAnswer>,
}

/// 保存的检索，各有多少新结果
#[utoipa::path(get, path = "/saved", tag = "检索", security(("token" = [])),
    responses((status = 200, body = SavedAnswers), (status = "default", body = ErrorBody)))]
async fn saved(State(app): State<Arc<App>>, caller: Caller) -> Answer<Json<SavedAnswers>> {
    app.apart(move |app| {
        let mut saved = Vec::new();
        for search in app.kept.saved_searches(&caller.name)? {
            let counted = counted(app, &search).ok();
            let (total, new) = counted.unzip();
            saved.push(SavedAnswer { search, total, new });
        }
        Ok(Json(SavedAnswers { saved }))
    })
    .await
}

/// Hits of a kept search, and those that came after it was looked at.
fn counted(app: &App, search: &SavedSearch) -> Answer<(usize, usize)> {
    let through = search.through.max(0) as u64;
    Ok(app.library.ask(|library| {
        let ids = library.index().search_all(&search.query)?;
        Ok((ids.len(), ids.iter().filter(|id| **id > through).count()))
    })?)
}

/// A search to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Saving {
    /// What it is called; one of the same name is replaced, which also marks it as seen.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// The query.
    #[schema(min_length = 1, max_length = 4000)]
    query: String,
}

/// 保存检索（同名即更新，并记为已看）
#[utoipa::path(post, path = "/saved", tag = "检索", request_body = Saving, security(("token" = [])),
    responses((status = 200, body = SavedSearch), (status = "default", body = ErrorBody)))]
async fn save(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(given): Body<Saving>,
) -> Answer<Json<SavedSearch>> {
    let name = given.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Failure::bad("名称须有 1 至 100 个字"));
    }
    let request = request(&given.query)?;
    app.apart(move |app| -> Answer<_> {
        let last = app.library.ask(|library| {
            library.search(&request)?;
            library.catalogue().last_record()
        })?;
        Ok(Json(app.kept.save_search(&caller.name, &name, &request.query, last)?))
    })
    .await
}

/// What was removed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Gone {
    pub removed: i64,
}

/// 删除保存的检索
#[utoipa::path(delete, path = "/saved/{id}", tag = "检索", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, body = Gone), (status = "default", body = ErrorBody)))]
async fn forget(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Json<Gone>> {
    let gone = app.store(move |store| store.remove_search(&caller.name, id)).await?;
    if gone { Ok(Json(Gone { removed: id })) } else { Err(Failure::missing("这条检索")) }
}
