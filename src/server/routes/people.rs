//! Accounts, tokens and the audit log.

use super::input::{Json as Body, Path, Query};
use super::search::Gone;
use crate::problem::Problem;
use crate::server::answer::{Answer, ErrorBody, Failure};
use crate::server::app::App;
use crate::server::guard::{Caller, Way, password, secret};
use crate::server::store::{Entry, Role, Roles, TokenInfo};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(audit))
        .routes(routes!(tokens, add_token))
        .routes(routes!(remove_token))
        .routes(routes!(users, add_user))
        .routes(routes!(remove_user, change_user))
        .routes(routes!(set_password))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Those before this number, for the next page.
    #[param(minimum = 1)]
    before: Option<i64>,
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
    /// Only those of one account.
    #[param(max_length = 100)]
    who: Option<String>,
    /// Only one kind of deed.
    #[param(max_length = 100)]
    action: Option<String>,
}

/// The audit log.
#[derive(Debug, Serialize, ToSchema)]
struct AuditAnswer {
    /// Newest first.
    entries: Vec<Entry>,
}

/// 审计日志
#[utoipa::path(get, path = "/audit", tag = "账号", params(Wanted), security(("token" = [])),
    responses((status = 200, body = AuditAnswer), (status = "default", body = ErrorBody)))]
async fn audit(
    State(app): State<Arc<App>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Answer<Json<AuditAnswer>> {
    caller.needs(&[Role::Administrator])?;
    let most = super::bounded(wanted.limit, 200, 1_000)?;
    let long = |text: &Option<String>| text.as_ref().is_some_and(|t| t.chars().count() > 100);
    if long(&wanted.who) || long(&wanted.action) {
        return Err(Failure::bad("who 和 action 不能超过 100 个字"));
    }
    let before = wanted.before.unwrap_or(i64::MAX);
    if before < 1 {
        return Err(Failure::bad("before 须大于 0"));
    }
    let entries = app
        .store(move |store| {
            store.audit(before, most, wanted.who.as_deref(), wanted.action.as_deref())
        })
        .await?;
    Ok(Json(AuditAnswer { entries }))
}

/// The account of a caller, for what only accounts have.
fn account(caller: &Caller) -> Answer<i64> {
    caller.id.ok_or_else(|| {
        Failure::conflict(
            "no-accounts",
            "本机没有账号，也就没有令牌",
            "用 shenbao users add 建立账号",
        )
    })
}

/// Tokens.
#[derive(Debug, Serialize, ToSchema)]
struct TokensAnswer {
    tokens: Vec<TokenInfo>,
}

/// 自己的令牌
#[utoipa::path(get, path = "/tokens", tag = "账号", security(("token" = [])),
    responses((status = 200, body = TokensAnswer), (status = "default", body = ErrorBody)))]
async fn tokens(State(app): State<Arc<App>>, caller: Caller) -> Answer<Json<TokensAnswer>> {
    let user = account(&caller)?;
    let tokens = app.store(move |store| store.tokens(user)).await?;
    Ok(Json(TokensAnswer { tokens }))
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// What it is for.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// How many days it is good for.
    #[schema(minimum = 1, maximum = 366)]
    days: u32,
}

/// A new token.
#[derive(Debug, Serialize, ToSchema)]
struct MadeToken {
    /// The secret; shown this once.
    token: String,
    #[serde(flatten)]
    info: TokenInfo,
}

/// 新建令牌（只显示这一次）
#[utoipa::path(post, path = "/tokens", tag = "账号", request_body = NewToken,
    security(("token" = [])),
    responses((status = 200, body = MadeToken), (status = "default", body = ErrorBody)))]
async fn add_token(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(given): Body<NewToken>,
) -> Answer<Json<MadeToken>> {
    let user = account(&caller)?;
    // A token that was stolen makes no tokens that outlive it.
    if matches!(caller.way, Way::Token) {
        return Err(Failure::forbidden("不能用令牌新建令牌", "请登录网页后新建"));
    }
    let name = given.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 100 || !(1..=366).contains(&given.days) {
        return Err(Failure::bad("名称须有 1 至 100 个字，天数须在 1 至 366 之间"));
    }
    let made = app
        .store(move |store| {
            let token = format!("sb_{}", secret::fresh()?);
            let info = store.add_token(user, &name, &secret::kept("token", &token), given.days)?;
            let details = json!({"name": name, "days": given.days});
            store.log(&caller.deed(), "add-token", &format!("token/{}", info.id), &details)?;
            Ok(MadeToken { token, info })
        })
        .await?;
    Ok(Json(made))
}

/// 作废令牌
#[utoipa::path(delete, path = "/tokens/{id}", tag = "账号", security(("token" = [])),
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, body = Gone), (status = "default", body = ErrorBody)))]
async fn remove_token(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<i64>,
) -> Answer<Json<Gone>> {
    let user = account(&caller)?;
    let gone = app
        .store(move |store| {
            let gone = store.remove_token(user, id)?;
            if gone {
                store.log(&caller.deed(), "remove-token", &format!("token/{id}"), &json!({}))?;
            }
            Ok(gone)
        })
        .await?;
    if gone { Ok(Json(Gone { removed: id })) } else { Err(Failure::missing("这个令牌")) }
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
struct UserAnswer {
    name: String,
    roles: Vec<&'static str>,
    /// Since when there is it, UTC.
    created: String,
}

/// Accounts.
#[derive(Debug, Serialize, ToSchema)]
struct UsersAnswer {
    users: Vec<UserAnswer>,
}

/// 账号
#[utoipa::path(get, path = "/users", tag = "账号", security(("token" = [])),
    responses((status = 200, body = UsersAnswer), (status = "default", body = ErrorBody)))]
async fn users(State(app): State<Arc<App>>, caller: Caller) -> Answer<Json<UsersAnswer>> {
    // A reviewer hands a pair to another.
    caller.needs(&[Role::Administrator, Role::Reviewer])?;
    let users = app.store(|store| store.users()).await?.into_iter().map(|user| UserAnswer {
        roles: user.roles.names(),
        name: user.name,
        created: user.created,
    });
    Ok(Json(UsersAnswer { users: users.collect() }))
}

/// An account to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    #[schema(min_length = 1, max_length = 40)]
    name: String,
    /// At least ten characters.
    #[schema(min_length = 10, max_length = 256)]
    password: String,
    #[schema(min_items = 1)]
    roles: Vec<Role>,
}

/// What was done to an account.
#[derive(Debug, Serialize, ToSchema)]
struct Done {
    name: String,
}

/// 新建账号
#[utoipa::path(post, path = "/users", tag = "账号", request_body = NewUser,
    security(("token" = [])),
    responses((status = 200, body = Done), (status = "default", body = ErrorBody)))]
async fn add_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(given): Body<NewUser>,
) -> Answer<Json<Done>> {
    account(&caller)?;
    caller.needs(&[Role::Administrator])?;
    let name = given.name.trim().to_owned();
    let plain =
        !name.is_empty() && name.chars().count() <= 40 && !name.chars().any(char::is_control);
    if !plain || given.roles.is_empty() {
        return Err(Failure::bad("账号名须有 1 至 40 个字符，角色至少一个"));
    }
    app.at(&app.doors, move |app| -> Answer<_> {
        let hash = password::hash(&given.password).map_err(as_bad)?;
        let roles = Roles::of(&given.roles);
        app.kept.add_user(&name, &hash, &roles).map_err(as_conflict)?;
        let details = json!({"roles": roles.names()});
        app.kept.log(&caller.deed(), "add-user", &format!("user/{name}"), &details)?;
        Ok(Json(Done { name }))
    })
    .await
}

fn as_bad(problem: Problem) -> Failure {
    match problem.code {
        crate::problem::Code::Internal => problem.into(),
        _ => Failure::bad(problem.message),
    }
}

fn as_conflict(problem: Problem) -> Failure {
    match problem.code {
        crate::problem::Code::Internal => problem.into(),
        _ => Failure::conflict("exists", problem.message, problem.hint),
    }
}

/// 删除账号
#[utoipa::path(delete, path = "/users/{name}", tag = "账号", security(("token" = [])),
    params(("name" = String, Path)),
    responses((status = 200, body = Done), (status = "default", body = ErrorBody)))]
async fn remove_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(name): Path<String>,
) -> Answer<Json<Done>> {
    caller.needs(&[Role::Administrator])?;
    if caller.name == name {
        return Err(Failure::conflict("self", "不能删除自己的账号", "请由另一位管理员删除"));
    }
    app.apart(move |app| -> Answer<_> {
        if !app.kept.users()?.iter().any(|user| user.name == name) {
            return Err(Failure::missing("这个账号"));
        }
        app.kept.remove_user(&name)?;
        app.kept.log(&caller.deed(), "remove-user", &format!("user/{name}"), &json!({}))?;
        Ok(Json(Done { name }))
    })
    .await
}

/// What is to be changed of an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedUser {
    /// A new password, at least ten characters; its sessions and tokens end.
    #[schema(min_length = 10, max_length = 256)]
    password: Option<String>,
    #[schema(min_items = 1)]
    roles: Option<Vec<Role>>,
}

/// 更改账号的角色，或重设密码
#[utoipa::path(put, path = "/users/{name}", tag = "账号", security(("token" = [])),
    params(("name" = String, Path)), request_body = ChangedUser,
    responses((status = 200, body = Done), (status = "default", body = ErrorBody)))]
async fn change_user(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(name): Path<String>,
    Body(given): Body<ChangedUser>,
) -> Answer<Json<Done>> {
    caller.needs(&[Role::Administrator])?;
    if given.roles.as_ref().is_some_and(Vec::is_empty) {
        return Err(Failure::bad("角色至少一个"));
    }
    if caller.name == name {
        return Err(Failure::conflict(
            "self",
            "不能更改自己的角色",
            "请由另一位管理员更改；自己的密码请在账号页更改",
        ));
    }
    app.at(&app.doors, move |app| -> Answer<_> {
        if !app.kept.users()?.iter().any(|user| user.name == name) {
            return Err(Failure::missing("这个账号"));
        }
        let hash = given.password.map(|word| password::hash(&word).map_err(as_bad)).transpose()?;
        let object = format!("user/{name}");
        if let Some(roles) = given.roles {
            let roles = Roles::of(&roles);
            app.kept.set_roles(&name, &roles)?;
            let details = json!({"roles": roles.names()});
            app.kept.log(&caller.deed(), "set-roles", &object, &details)?;
        }
        if let Some(hash) = hash {
            app.kept.set_password(&name, &hash)?;
            app.kept.log(&caller.deed(), "reset-password", &object, &json!({}))?;
        }
        Ok(Json(Done { name }))
    })
    .await
}

/// A new password of one's own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The one that is in force.
    old: String,
    /// At least ten characters.
    #[schema(min_length = 10, max_length = 256)]
    new: String,
}

/// 更改自己的密码；各处的登录和令牌随即失效
#[utoipa::path(put, path = "/me/password", tag = "账号", request_body = NewPassword,
    security(("token" = [])),
    responses((status = 200, body = Done), (status = "default", body = ErrorBody)))]
async fn set_password(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(given): Body<NewPassword>,
) -> Answer<Json<Done>> {
    account(&caller)?;
    if let Err(wait) = app.slow.attempt(&caller.name, &caller.ip) {
        let failure = Failure::new(
            axum::http::StatusCode::TOO_MANY_REQUESTS,
            "too-many-attempts",
            "失败次数过多",
            "请稍后再试",
        );
        return Err(failure.after(wait.as_secs() + 1));
    }
    app.at(&app.doors, move |app| -> Answer<_> {
        let known = app.kept.login(&caller.name)?;
        if !password::fits(&given.old, known.as_ref().map(|login| login.password.as_str())) {
            return Err(Failure::forbidden("原密码不对", ""));
        }
        let hash = password::hash(&given.new).map_err(as_bad)?;
        app.kept.set_password(&caller.name, &hash)?;
        app.kept.log(&caller.deed(), "set-password", "", &json!({}))?;
        app.slow.succeeded(&caller.name, &caller.ip);
        Ok(Json(Done { name: caller.name.clone() }))
    })
    .await
}
