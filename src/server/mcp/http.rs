//! MCP over HTTP: one message a request, one answer, nothing that is kept between them. Who
//! asks was told at the door; a tool does what its role may do, and a file is named as in the
//! API and never by a path of the server.

use super::{CaseAsk, SearchAsk, case, searched, told, written};
use crate::problem::{Code, Problem};
use crate::server::app::App;
use crate::server::guard::Caller;
use crate::server::jobs;
use crate::server::routes::compare::{Chosen, ChosenPair, chosen_work};
use crate::server::store::{JobState, Role};
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::{
    CallToolResult, ClientJsonRpcMessage, ClientRequest, InitializeRequestParams, JsonRpcRequest,
    ProtocolVersion, ServerJsonRpcMessage,
};
use rmcp::service::{RoleServer, serve_directly};
use rmcp::transport::OneshotTransport;
use rmcp::{schemars, tool, tool_router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a comparison is waited for before its number is the answer.
const WAIT: Duration = Duration::from_secs(40);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// The version of a client that names none.
const VERSION: ProtocolVersion = ProtocolVersion::V_2025_03_26;

/// The tools, and for whom they work.
#[derive(Debug, Clone)]
struct Tools {
    app: Arc<App>,
    caller: Caller,
}

/// 一侧的文件：三项恰好给出一项
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct SideAsk {
    /// 服务器或资料库中文件的 SHA-256
    sha256: Option<String>,
    /// 资料库的记录编号，即检索结果中的 id
    record: Option<u64>,
    /// 收件文件夹之下的文件或文件夹，如 收件/甲.pdf
    path: Option<String>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct CompareAsk {
    /// 纸质件
    paper: SideAsk,
    /// 网上数据：文档、JSON 记录或 XLSX 表单
    online: SideAsk,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct JobAsk {
    /// compare 给出的任务编号
    job: i64,
}

#[tool_router(server_handler)]
impl Tools {
    #[tool(description = "检索申报书和通知的资料库，给出命中的记录、摘录和分面计数")]
    async fn search(&self, Parameters(ask): Parameters<SearchAsk>) -> CallToolResult {
        self.apart(move |app| app.library.ask(|library| searched(library, &ask))).await
    }

    #[tool(description = "读取资料库中的一条记录：栏目、数值及其在原件中的位置")]
    async fn read_case(&self, Parameters(ask): Parameters<CaseAsk>) -> CallToolResult {
        self.apart(move |app| app.library.ask(|library| case(library, &ask))).await
    }

    #[tool(
        description = "核对纸质件与网上数据，给出结论、逐处差异、未读之处和覆盖范围；费时较长时先给出任务编号，再用 comparison 取结果"
    )]
    async fn compare(&self, Parameters(ask): Parameters<CompareAsk>) -> CallToolResult {
        let caller = self.caller.clone();
        let begun = self.app.apart(move |app| -> Result<i64, Problem> {
            caller.needs(&[Role::Reviewer]).map_err(problem)?;
            let CompareAsk { paper, online } = ask;
            let pair = ChosenPair { paper: paper.into(), online: online.into(), password: None };
            let work = chosen_work(app, pair).map_err(problem)?;
            jobs::submit(app, work, &caller.deed())
        });
        match begun.await {
            Ok(job) => self.outcome(job).await,
            Err(problem) => told(Err(problem)),
        }
    }

    #[tool(description = "取一项核对任务的结果；未完成时给出进度")]
    async fn comparison(&self, Parameters(ask): Parameters<JobAsk>) -> CallToolResult {
        match self.caller.needs(&[Role::Reviewer]) {
            Ok(()) => self.outcome(ask.job).await,
            Err(failure) => told(Err(problem(failure))),
        }
    }
}

impl From<SideAsk> for Chosen {
    fn from(side: SideAsk) -> Self {
        let SideAsk { sha256, record, path } = side;
        Self { sha256, record, path }
    }
}

/// A refusal in the words of the command line.
fn problem(failure: crate::server::answer::Failure) -> Problem {
    let error = failure.body().error;
    Problem::new(Code::BadQuery, error.message, error.hint)
}

impl Tools {
    async fn apart(
        &self,
        work: impl FnOnce(&Arc<App>) -> Result<Value, Problem> + Send + 'static,
    ) -> CallToolResult {
        told(self.app.heavy(work).await)
    }

    /// What came of a job, if it ends in time; else how far it is.
    async fn outcome(&self, job: i64) -> CallToolResult {
        let until = Instant::now() + WAIT;
        loop {
            let looked = self.app.apart(move |app| jobs::look(app, job)).await;
            match looked {
                Ok(Some(info)) if info.kind.starts_with("compare") => {
                    if info.state != JobState::Running || Instant::now() >= until {
                        return told(self.app.apart(move |app| ended(app, info)).await);
                    }
                }
                Ok(_) => {
                    let hint = "请用 compare 给出的编号";
                    return told(Err(Problem::new(Code::BadQuery, "没有这项核对任务", hint)));
                }
                Err(problem) => return told(Err(problem)),
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// A job as an answer: with the report of its pair.
fn ended(app: &Arc<App>, info: crate::server::store::JobInfo) -> Result<Value, Problem> {
    let pair = info.result.as_ref().and_then(|result| result["pair"].as_i64());
    let report = match pair {
        Some(pair) => app.kept.pair(pair)?.map(|row| row.report),
        None => None,
    };
    let mut answer = written(&info)?;
    answer["report"] = json!(report);
    Ok(answer)
}

/// Answers one message.
pub async fn answer(app: Arc<App>, caller: Caller, headers: &HeaderMap, body: &Bytes) -> Response {
    let message = match serde_json::from_slice(body) {
        Ok(ClientJsonRpcMessage::Request(request)) => request,
        // What asks for nothing is taken note of.
        Ok(_) => return StatusCode::ACCEPTED.into_response(),
        Err(error) => {
            let error = json!({"code": -32700, "message": format!("不是 JSON-RPC（{error}）")});
            let answer = json!({"jsonrpc": "2.0", "id": null, "error": error});
            return (StatusCode::BAD_REQUEST, axum::Json(answer)).into_response();
        }
    };
    let version = spoken(&message, headers);
    let peer = InitializeRequestParams::default().with_protocol_version(version);
    let (transport, mut receiver) =
        OneshotTransport::<RoleServer>::new(ClientJsonRpcMessage::Request(message));
    let service = serve_directly(Tools { app, caller }, transport, Some(peer));
    tokio::spawn(async move {
        // It ends with its one answer.
        let _ = service.waiting().await;
    });
    while let Some(message) = receiver.recv().await {
        if matches!(message, ServerJsonRpcMessage::Response(_) | ServerJsonRpcMessage::Error(_)) {
            return axum::Json(message).into_response();
        }
    }
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// The version of the protocol that a request is in.
fn spoken(message: &JsonRpcRequest<ClientRequest>, headers: &HeaderMap) -> ProtocolVersion {
    if let ClientRequest::InitializeRequest(first) = &message.request {
        return first.params.protocol_version.clone();
    }
    let named = headers.get("mcp-protocol-version").and_then(|named| named.to_str().ok());
    named.and_then(|named| serde_json::from_value(named.into()).ok()).unwrap_or(VERSION)
}
