//! The library and the comparison for programs that speak MCP. Over standard input and output
//! ([`serve`]) it is started by its user, with its user's rights, so that files are named by
//! paths; over HTTP (`http`) it stands behind the doors of the server.

pub mod http;

use crate::compare::{Side, compare_guarded};
use crate::extract::Options;
use crate::library::Library;
use crate::online;
use crate::problem::{Code, Problem};
use crate::search::Request;
use rmcp::handler::server::wrapper::Parameters;
use rmcp::model::CallToolResult;
use rmcp::{ServiceExt, schemars, tool, tool_router, transport};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// Hits when nothing is asked for, and the most.
const USUAL: usize = 10;
const MOST: usize = 100;

/// The tools and what they work on.
#[derive(Debug, Clone)]
struct Tools {
    library: PathBuf,
    options: Arc<Options>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct SearchAsk {
    /// 检索式，如：人机协同制造 行业:装备 生产效率提升>=30%
    query: String,
    /// 最多几条，默认 10，至多 100
    limit: Option<usize>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct CaseAsk {
    /// 记录编号，即检索结果中的 id
    id: u64,
    /// 是否连同全文
    #[serde(default)]
    text: bool,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[schemars(crate = "rmcp::schemars")]
struct CompareAsk {
    /// 纸质件的路径
    paper: PathBuf,
    /// 网上数据的路径：文档、JSON 记录或 XLSX 表单
    online: PathBuf,
}

#[tool_router(server_handler)]
impl Tools {
    #[tool(description = "检索申报书和通知的资料库，给出命中的记录、摘录和分面计数")]
    async fn search(&self, Parameters(ask): Parameters<SearchAsk>) -> CallToolResult {
        self.answer(move |tools| searched(&Library::open(&tools.library)?, &ask)).await
    }

    #[tool(description = "读取资料库中的一条记录：栏目、数值及其在原件中的位置")]
    async fn read_case(&self, Parameters(ask): Parameters<CaseAsk>) -> CallToolResult {
        self.answer(move |tools| case(&Library::open(&tools.library)?, &ask)).await
    }

    #[tool(description = "核对纸质件与网上数据，给出结论、逐处差异、未读之处和覆盖范围")]
    async fn compare(&self, Parameters(ask): Parameters<CompareAsk>) -> CallToolResult {
        self.answer(move |tools| {
            let paper = Side::read(&ask.paper, &tools.options)?;
            let online = online::read(&ask.online, &tools.options)?;
            written(&compare_guarded(&paper, &online)?)
        })
        .await
    }
}

impl Tools {
    /// Works off the thread that listens; a problem is an answer that says so.
    async fn answer(
        &self,
        work: impl FnOnce(Self) -> Result<Value, Problem> + Send + 'static,
    ) -> CallToolResult {
        let tools = self.clone();
        let done = tokio::task::spawn_blocking(move || work(tools)).await;
        told(done.unwrap_or_else(|_| Err(Problem::new(Code::Internal, "处理时程序内部出错", ""))))
    }
}

/// A problem is an answer that says so.
fn told(done: Result<Value, Problem>) -> CallToolResult {
    match done {
        Ok(value) => CallToolResult::structured(value),
        Err(problem) => CallToolResult::structured_error(json!({"error": {
            "code": problem.code, "message": problem.message, "hint": problem.hint,
        }})),
    }
}

fn searched(library: &Library, ask: &SearchAsk) -> Result<Value, Problem> {
    let limit = ask.limit.unwrap_or(USUAL).clamp(1, MOST);
    let request = Request { query: ask.query.clone(), limit, ..Request::default() };
    written(&library.search(&request)?)
}

fn case(library: &Library, ask: &CaseAsk) -> Result<Value, Problem> {
    let id = i64::try_from(ask.id).map_or(0, |id| id as u64);
    let stored = library.catalogue().record(id)?.ok_or_else(|| {
        let message = format!("没有编号为 {} 的记录", ask.id);
        Problem::new(Code::BadQuery, message, "请用检索结果中的 id")
    })?;
    let mut case = json!({
        "id": stored.id, "path": stored.path, "sha256": stored.sha256,
        "format": stored.format, "record": stored.record,
    });
    if ask.text {
        case["text"] = stored.text.into();
    }
    Ok(case)
}

fn written(value: &impl serde::Serialize) -> Result<Value, Problem> {
    serde_json::to_value(value).map_err(|error| Problem::new(Code::Internal, error.to_string(), ""))
}

/// Serves until the other end closes.
///
/// # Errors
///
/// The other end does not speak the protocol.
pub fn serve(library: PathBuf, options: Options) -> Result<(), Problem> {
    let failed = |why: String| Problem::new(Code::Io, format!("MCP 会话失败（{why}）"), "");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let tools = Tools { library, options: Arc::new(options) };
        let running =
            tools.serve(transport::stdio()).await.map_err(|error| failed(error.to_string()))?;
        running.waiting().await.map_err(|error| failed(error.to_string()))?;
        Ok(())
    })
}
