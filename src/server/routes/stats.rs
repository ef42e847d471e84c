//! Figures of the hits: by groups, how they are spread, counted by two facets.

use super::input::Query;
use super::search::request;
use crate::search::{Histogram, Pivot, Stats};
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::guard::Caller;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Facets to group by at a time.
const GROUPED: usize = 4;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(stats)).routes(routes!(histogram)).routes(routes!(pivot))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Grouped {
    /// 检索式
    #[param(min_length = 1, max_length = 4000)]
    q: String,
    /// 指标名称
    #[param(min_length = 1, max_length = 200)]
    metric: String,
    /// 按分面分组，用逗号隔开，如 行业,年份
    #[param(max_length = 200)]
    by: Option<String>,
}

/// 按分面分组统计一个指标
#[utoipa::path(get, path = "/stats", tag = "检索", params(Grouped), security(("token" = [])),
    responses(
        (status = 200, description = "同 shenbao search --stats --format json", body = Value),
        (status = "default", body = ErrorBody),
    ))]
async fn stats(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Query(wanted): Query<Grouped>,
) -> Answer<Json<Stats>> {
    let request = request(&wanted.q)?;
    let by: Vec<String> = wanted
        .by
        .iter()
        .flat_map(|by| by.split([',', '，']))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    if by.len() > GROUPED {
        return Err(Failure::bad(format!("by 最多 {GROUPED} 个分面")));
    }
    let told = app
        .heavy(move |app| app.library.ask(|library| library.stats(&request, &wanted.metric, &by)));
    Ok(Json(told.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Spread {
    /// 检索式
    #[param(min_length = 1, max_length = 4000)]
    q: String,
    /// 指标名称
    #[param(min_length = 1, max_length = 200)]
    metric: String,
}

/// 一个指标的分布
#[utoipa::path(get, path = "/histogram", tag = "检索", params(Spread), security(("token" = [])),
    responses(
        (status = 200, description = "同 shenbao search --histogram --format json", body = Value),
        (status = "default", body = ErrorBody),
    ))]
async fn histogram(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Query(wanted): Query<Spread>,
) -> Answer<Json<Histogram>> {
    let request = request(&wanted.q)?;
    let told = app.heavy(move |app| {
        app.library.ask(|library| library.index().histogram(&request, &wanted.metric))
    });
    Ok(Json(told.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Crossed {
    /// 检索式
    #[param(min_length = 1, max_length = 4000)]
    q: String,
    /// 行的分面
    #[param(min_length = 1, max_length = 50)]
    rows: String,
    /// 列的分面
    #[param(min_length = 1, max_length = 50)]
    columns: String,
}

/// 两个分面的交叉表
#[utoipa::path(get, path = "/pivot", tag = "检索", params(Crossed), security(("token" = [])),
    responses(
        (status = 200, description = "同 shenbao search --pivot --format json", body = Value),
        (status = "default", body = ErrorBody),
    ))]
async fn pivot(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Query(wanted): Query<Crossed>,
) -> Answer<Json<Pivot>> {
    let request = request(&wanted.q)?;
    let told = app.heavy(move |app| {
        let Crossed { rows, columns, .. } = &wanted;
        app.library.ask(|library| library.index().pivot(&request, rows, columns))
    });
    Ok(Json(told.await?))
}
