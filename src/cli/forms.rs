//! `shenbao forms`: the known forms, one form in full, a check of one's own files,
//! drafts of new ones.

mod learn;

use crate::forms::{Form, Forms, Kind, Source};
use clap::{Args, Subcommand};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// 查看、检查、学习表单定义
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    action: Action,
    /// 追加自己的表单定义（文件夹中的 *.toml）
    #[arg(long, value_name = "文件夹")]
    forms: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// 列出全部表单
    List,
    /// 显示一份表单的标签、取值方式和去向
    Show {
        /// 表单名，例如 miit-2023-factory
        id: String,
    },
    /// 检查表单定义文件
    Check {
        /// 要检查的 .toml 文件
        #[arg(required = true, value_name = "文件")]
        files: Vec<PathBuf>,
    },
    Learn(learn::Flags),
}

/// Runs the command.
pub fn run(flags: &Flags) -> ExitCode {
    match &flags.action {
        Action::Check { files } => return check(files),
        Action::Learn(flags) => return learn::run(flags),
        Action::List | Action::Show { .. } => {}
    }
    let forms = match &flags.forms {
        None => Forms::default(),
        Some(folder) => match Forms::with_folder(folder) {
            Ok(forms) => forms,
            Err(problem) => return super::fail(&problem, &folder.to_string_lossy(), 2),
        },
    };
    match &flags.action {
        Action::Show { id } => match forms.get(id) {
            Some(form) => print!("{}", described(form)),
            None => {
                eprintln!("错误[usage] {id}：没有这份表单；用 shenbao forms list 查看全部表单名");
                return ExitCode::from(2);
            }
        },
        _ => {
            for form in forms.all() {
                let definition = &form.definition;
                let year = definition.year.map(|y| y.to_string()).unwrap_or_default();
                let subtitle = match definition.subtitle.as_str() {
                    "" => String::new(),
                    text => format!("（{text}）"),
                };
                println!(
                    "{}\t{year}\t{}{subtitle}\t{}",
                    definition.id,
                    definition.title,
                    origin(form)
                );
            }
        }
    }
    ExitCode::SUCCESS
}

fn check(files: &[PathBuf]) -> ExitCode {
    let mut failed = false;
    for path in files {
        match crate::forms::file(path) {
            Ok(form) => {
                let definition = &form.definition;
                let fields = definition.fields().count();
                let tables = definition.tables.len();
                println!(
                    "{}：正确（{}，{fields} 个字段，{tables} 张表）",
                    path.display(),
                    definition.id
                );
            }
            Err(problem) => {
                eprintln!("{}", problem.line(&path.to_string_lossy()));
                failed = true;
            }
        }
    }
    ExitCode::from(u8::from(failed))
}

fn origin(form: &Form) -> String {
    match &form.source {
        Source::BuiltIn => "内置".to_owned(),
        Source::File(path) => path.display().to_string(),
    }
}

/// The whole form, a label a line.
fn described(form: &Form) -> String {
    let definition = &form.definition;
    let mut out = String::new();
    let _ = writeln!(out, "{}  {}（{}）", definition.id, definition.title, origin(form));
    let line = |group: &str, label: &str, kind: Kind, unit: &str, to: &str| {
        let group = if group.is_empty() { String::new() } else { format!("{group} › ") };
        let unit = if unit.is_empty() { String::new() } else { format!("（{unit}）") };
        format!("  {group}{label}{unit}\t{}\t{to}", kind_name(kind))
    };
    if !definition.cover.is_empty() {
        let _ = writeln!(out, "封面");
    }
    for field in &definition.cover {
        let _ = writeln!(out, "{}", line("", &field.label, field.kind, "", field.to.as_str()));
    }
    for part in &definition.parts {
        let _ = writeln!(out, "{}", if part.title.is_empty() { "表格" } else { &part.title });
        for field in &part.fields {
            let to = field.to.as_str();
            let _ =
                writeln!(out, "{}", line(&field.group, &field.label, field.kind, &field.unit, to));
        }
        if let Some(years) = &part.years {
            for row in &years.rows {
                let to = format!("{}/*/{}", years.to.as_str(), row.to);
                let _ = writeln!(
                    out,
                    "{}",
                    line(&years.label, &row.label, Kind::Number, &row.unit, &to)
                );
            }
        }
        if let Some(metrics) = &part.metrics {
            for item in &metrics.items {
                let to = metrics.to.as_str();
                let _ = writeln!(
                    out,
                    "{}",
                    line(&metrics.label, &item.label, Kind::Number, &item.unit, to)
                );
            }
        }
    }
    for table in &definition.tables {
        let _ = writeln!(
            out,
            "{}\t{}",
            if table.title.is_empty() { "表" } else { &table.title },
            table.to.as_str()
        );
        for column in &table.columns {
            let kind = column.kind.unwrap_or_default();
            let _ = writeln!(out, "{}", line("", &column.label, kind, &column.unit, &column.to));
        }
    }
    out
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Line => "单行文字",
        Kind::Text => "多段文字",
        Kind::Number => "数值",
        Kind::Date => "日期",
        Kind::DateRange => "起止日期",
        Kind::Choice => "单选",
        Kind::Choices => "多选",
        Kind::Level => "等级",
        Kind::YesNo => "是否",
        Kind::List => "名单",
        Kind::PersonPhone => "姓名和电话",
        Kind::Cells => "多个单元格",
        Kind::Code => "编号或号码",
    }
}
