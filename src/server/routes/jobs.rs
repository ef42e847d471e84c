//! Jobs: how far they are, live as well; to be cancelled, paused and let go on.

use super::files::{Binary, attachment};
use super::input::{Path, Query};
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::guard::Caller;
use crate::server::jobs::{self, look, reports, shown};
use crate::server::store::{JobInfo, JobState, Role};
use axum::Json;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// How often a silent stream says that it lives.
const ALIVE: Duration = Duration::from_secs(15);
/// The shortest time between two events.
const BREATH: Duration = Duration::from_millis(200);

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(job))
        .routes(routes!(events))
        .routes(routes!(cancel))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(report))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The most to give.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Jobs.
#[derive(Debug, Serialize, ToSchema)]
struct JobsAnswer {
    /// Newest first.
    jobs: Vec<JobInfo>,
}

/// 最近的任务
#[utoipa::path(get, path = "/jobs", tag = "任务", params(Wanted), security(("token" = [])),
    responses((status = 200, body = JobsAnswer), (status = "default", body = ErrorBody)))]
async fn list(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<JobsAnswer>> {
    let most = super::bounded(wanted.limit, 50, 500)?;
    let jobs = app
        .apart(move |app| -> Answer<_> {
            let mut jobs = app.kept.jobs(most)?;
            jobs.iter_mut().for_each(|info| shown(info, app.jobs.live(info.id).as_deref()));
            Ok(jobs)
        })
        .await?;
    Ok(Json(JobsAnswer { jobs }))
}

async fn looked(app: &Arc<App>, id: i64) -> Answer<JobInfo> {
    let found = app.apart(move |app| look(app, id)).await?;
    found.ok_or_else(|| Failure::missing("这项任务"))
}

/// 任务的进度和结果
#[utoipa::path(get, path = "/jobs/{id}", tag = "任务", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, body = JobInfo), (status = "default", body = ErrorBody)))]
async fn job(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Json<JobInfo>> {
    looked(&app, id).await.map(Json)
}

/// An event of a job.
#[derive(ToSchema)]
#[allow(dead_code)]
struct JobEvent {
    /// Always `job`.
    event: String,
    /// The job as JSON, as `jobs/{id}` gives it.
    data: String,
}

/// 任务的进度（SSE）：事件 job，内容同 jobs/{id}；任务结束即止
#[utoipa::path(get, path = "/jobs/{id}/events", tag = "任务", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, content_type = "text/event-stream", body = JobEvent),
        (status = "default", body = ErrorBody),
    ))]
async fn events(
    State(app): State<Arc<App>>,
    _caller: Caller,
    Path(id): Path<i64>,
) -> Answer<impl IntoResponse> {
    looked(&app, id).await?;
    let changes = app.jobs.live(id).map(|live| live.listen());
    let stream = unfold(Some((app, id, changes, true)), |state| async move {
        let (app, id, mut changes, first) = state?;
        if !first {
            tokio::time::sleep(BREATH).await;
            changed(&mut changes).await;
        }
        let info = looked(&app, id).await.ok()?;
        let ended = info.state != JobState::Running;
        let text = serde_json::to_string(&info).unwrap_or_default();
        let next = (!ended).then_some((app, id, changes, false));
        let event = Event::default().event("job").data(text);
        Some((Ok::<_, Infallible>(event), next))
    });
    let events = Sse::new(stream).keep_alive(KeepAlive::new().interval(ALIVE));
    // A proxy that gathers answers would keep them until the end.
    Ok(([("x-accel-buffering", "no")], events))
}

/// Waits for a change; a job that nobody changes any more is looked at now and then.
async fn changed(changes: &mut Option<watch::Receiver<()>>) {
    match changes {
        Some(receiver) => {
            if receiver.changed().await.is_err() {
                *changes = None;
            }
        }
        None => tokio::time::sleep(Duration::from_secs(1)).await,
    }
}

/// Who began a job may steer it, and who may do work of its kind.
async fn steered(app: &Arc<App>, caller: &Caller, id: i64, word: &'static str) -> Answer<()> {
    let info = looked(app, id).await?;
    if info.by != caller.name {
        let role = if info.kind.starts_with("compare") { Role::Reviewer } else { Role::Archivist };
        caller.needs(&[role])?;
    }
    if info.state != JobState::Running {
        return Err(Failure::conflict("ended", "任务已经结束", ""));
    }
    let deed = caller.deed();
    app.store(move |store| store.log(&deed, word, &format!("job/{id}"), &json!({}))).await?;
    Ok(())
}

/// 取消任务
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "任务", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, body = JobInfo), (status = "default", body = ErrorBody)))]
async fn cancel(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Json<JobInfo>> {
    steered(&app, &caller, id, "cancel").await?;
    app.apart(move |app| jobs::cancel(app, id)).await?;
    looked(&app, id).await.map(Json)
}

/// 暂停任务（做完手头的文件后停住）
#[utoipa::path(post, path = "/jobs/{id}/pause", tag = "任务", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, body = JobInfo), (status = "default", body = ErrorBody)))]
async fn pause(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Json<JobInfo>> {
    steered(&app, &caller, id, "pause").await?;
    if let Some(live) = app.jobs.live(id) {
        live.pause(true);
    }
    looked(&app, id).await.map(Json)
}

/// 继续暂停的任务
#[utoipa::path(post, path = "/jobs/{id}/resume", tag = "任务", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, body = JobInfo), (status = "default", body = ErrorBody)))]
async fn resume(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Json<JobInfo>> {
    steered(&app, &caller, id, "resume").await?;
    if let Some(live) = app.jobs.live(id) {
        live.pause(false);
    }
    looked(&app, id).await.map(Json)
}

/// The format of a report.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Shape {
    /// A workbook: the balance, and every name.
    #[default]
    Xlsx,
    /// The same for programs.
    Json,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Shaped {
    #[serde(default)]
    #[param(inline)]
    format: Shape,
}

/// 导入、重读任务的报告：每个文件的结果（下载文件）
#[utoipa::path(get, path = "/jobs/{id}/report", tag = "任务", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1), Shaped),
    responses(
        (status = 200, content_type = "application/octet-stream", body = Binary),
        (status = "default", body = ErrorBody),
    ))]
async fn report(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
    Query(wanted): Query<Shaped>,
) -> Answer<Response> {
    caller.needs(&[Role::Archivist])?;
    looked(&app, id).await?;
    let ending = match wanted.format {
        Shape::Xlsx => "xlsx",
        Shape::Json => "json",
    };
    let read = app.apart(move |app| -> Answer<_> {
        std::fs::read(reports::place(&app.config.data, id, ending))
            .map_err(|_| Failure::missing("这项任务的报告"))
    });
    let name = format!("导入报告-{id}.{ending}");
    Ok(attachment(&name, "application/octet-stream", read.await?.into()))
}
